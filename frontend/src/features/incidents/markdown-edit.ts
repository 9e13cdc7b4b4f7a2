/** A text field's content and what is selected in it. */
export interface TextSelection {
  text: string;
  start: number;
  end: number;
}

/** Puts marks around the selection, or takes them away. With nothing selected the caret ends between them. */
export function wrap({ text, start, end }: TextSelection, mark: string): TextSelection {
  const isMarked = text.slice(start - mark.length, start) === mark && text.slice(end, end + mark.length) === mark;
  if (isMarked)
    return {
      text: text.slice(0, start - mark.length) + text.slice(start, end) + text.slice(end + mark.length),
      start: start - mark.length,
      end: end - mark.length,
    };
  return {
    text: text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end),
    start: start + mark.length,
    end: end + mark.length,
  };
}

/** Makes a link of the selection; what remains to be typed, address or words, is selected. */
export function link({ text, start, end }: TextSelection): TextSelection {
  const selected = text.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(selected);
  const words = isAddress || selected === "" ? "text" : selected;
  const address = isAddress ? selected : "https://";
  const inserted = `[${words}](${address})`;
  const at = isAddress || selected === "" ? start + 1 : start + words.length + 3;
  const length = isAddress || selected === "" ? words.length : address.length;
  return { text: text.slice(0, start) + inserted + text.slice(end), start: at, end: at + length };
}

/** Makes items of the selected lines, or lines of the items. */
export function list({ text, start, end }: TextSelection): TextSelection {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end) === -1 ? text.length : text.indexOf("\n", end);
  const lines = text.slice(from, to).split("\n");
  const isList = lines.every((line) => line.startsWith("- "));
  const changed = lines.map((line) => (isList ? line.slice(2) : `- ${line}`)).join("\n");
  const caret = from + changed.length;
  return { text: text.slice(0, from) + changed + text.slice(to), start: caret, end: caret };
}

/** Replaces the selection; the caret stands behind what came in. */
export function insert({ text, start, end }: TextSelection, value: string): TextSelection {
  const caret = start + value.length;
  return { text: text.slice(0, start) + value + text.slice(end), start: caret, end: caret };
}
