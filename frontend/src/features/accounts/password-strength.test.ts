import { expect, test } from "vitest";
import { passwordStrength } from "./password-strength.ts";

test.each([
  ["", null],
  ["abc", "Too short: 5 more characters"],
  ["abcdefg", "Too short: 1 more character"],
  ["aaaaaaaaaaaa", "Weak: easy to guess"],
  ["Password123!", "Weak: easy to guess"],
  ["mirrorsun", "Fair: a few more words make it stronger"],
  ["mirror-sun-42", "Good"],
  ["mirror sun signal horizon", "Strong"],
])("%s: %s", (password, words) => {
  expect(passwordStrength(password)?.words ?? null).toBe(words);
});
