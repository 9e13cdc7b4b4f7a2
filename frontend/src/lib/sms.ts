/** The alphabet texts are cheapest in (3GPP TS 23.038 §6.2.1). */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** These take two places. */
const extended = "\f^{}\\[~]|€";

/** How many parts a text is sent and paid as. */
export function smsSegments(text: string): number {
  const characters = [...text];
  if (characters.every((character) => basic.includes(character) || extended.includes(character))) {
    const length = characters.reduce((sum, character) => sum + (extended.includes(character) ? 2 : 1), 0);
    return length <= 160 ? 1 : Math.ceil(length / 153);
  }
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}
