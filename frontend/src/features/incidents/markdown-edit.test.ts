import { expect, test } from "vitest";
import { insert, link, list, type TextSelection, wrap } from "./markdown-edit.ts";

/** "a [b] c": the brackets are the selection. */
function at(marked: string): TextSelection {
  const start = marked.indexOf("[");
  return { text: marked.replace("[", "").replace("]", ""), start, end: marked.indexOf("]") - 1 };
}

const shown = ({ text, start, end }: TextSelection) =>
  `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;

test.each([
  ["bold", wrap(at("a [b] c"), "**"), "a **[b]** c"],
  ["bold again takes it away", wrap(at("a **[b]** c"), "**"), "a [b] c"],
  ["bold of nothing leaves the caret between", wrap(at("a []"), "**"), "a **[]**"],
  ["items of lines", list(at("x\n[a\nb]\ny")), "x\n- a\n- b[]\ny"],
  ["lines of items", list(at("[- a\n- b]")), "a\nb[]"],
  ["a value", insert(at("since []."), "02:47"), "since 02:47[]."],
])("%s", (_name, result, expected) => {
  expect(shown(result)).toBe(expected);
});

test("a link of words asks for the address, a link of an address for words", () => {
  const words = link(at("see [docs]"));
  expect(words.text).toBe("see [docs](https://)");
  expect(words.text.slice(words.start, words.end)).toBe("https://");
  const address = link(at("see [https://a.example]"));
  expect(address.text).toBe("see [text](https://a.example)");
  expect(address.text.slice(address.start, address.end)).toBe("text");
});
