import { expect, test } from "vitest";
import { arrayLiteral } from "./array-literal.ts";

test.each([
  ["empty", [], "{}"],
  ["numbers and booleans", [1, 2.5, true], "{1,2.5,true}"],
  ["null is not the word NULL", [null, "NULL"], '{NULL,"NULL"}'],
  ["quotes, backslashes, commas, braces", ['a"b', "c\\d", "e,f", "{g}"], '{"a\\"b","c\\\\d","e,f","{g}"}'],
  ["nested", [[1, 2], [3]], "{{1,2},{3}}"],
  ["objects as JSON", [{ a: 1 }], '{"{\\"a\\":1}"}'],
])("%s", (_name, values, literal) => {
  expect(arrayLiteral(values)).toBe(literal);
});
