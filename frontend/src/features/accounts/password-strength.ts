const common = /^(?:password|passwort|12345678|qwert|letmein|welcome|iloveyou|admin)/i;

/** How hard a password is to guess, in words that say what to do. Length counts most. Null for no input. */
export function passwordStrength(password: string): { words: string; isEnough: boolean } | null {
  if (password === "") return null;
  const missing = 8 - password.length;
  if (missing > 0)
    return { words: `Too short: ${missing} more ${missing === 1 ? "character" : "characters"}`, isEnough: false };
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((kind) => kind.test(password)).length;
  const variety = new Set(password).size;
  if (common.test(password) || variety < 5) return { words: "Weak: easy to guess", isEnough: true };
  const score = password.length + kinds * 2;
  if (score >= 20) return { words: "Strong", isEnough: true };
  if (score >= 15) return { words: "Good", isEnough: true };
  return { words: "Fair: a few more words make it stronger", isEnough: true };
}
