import { expect, test } from "vitest";
import { initials, stableIndex } from "./initials.ts";

test.each([
  ["Mara Lindqvist", "ML"],
  ["Tara van der Kovač", "TK"],
  ["sina.berg@northwind.example", "SB"],
  ["jonas@northwind.example", "JO"],
  ["X", "X"],
  ["", "?"],
])("%s is %s", (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test("a hue is always the same person's", () => {
  const ids = ["a", "b", "5f2c1f0e-6d0f-4f6e-9b53-0f7f6c1f8a01"];
  for (const id of ids) {
    expect(stableIndex(id, 6)).toBe(stableIndex(id, 6));
    expect(stableIndex(id, 6)).toBeGreaterThanOrEqual(0);
    expect(stableIndex(id, 6)).toBeLessThan(6);
  }
});
