import { expect, test } from "vitest";
import { judgePassword, loadEstimator } from "./password-strength.ts";

test.each([
  ["", null],
  ["abc", "Too short: 5 more characters"],
  ["abcdefg", "Too short: 1 more character"],
  ["password", "On lists of stolen passwords: guessed at once"],
  ["Passw0rd", "On lists of stolen passwords: guessed at once"],
  ["qwertyuiop", "On lists of stolen passwords: guessed at once"],
  ["northwind", "Weak: made of your name or address"],
  ["aaaaaaaaaaaa", "Weak: guessed at once"],
  ["mirror sun", "Fair: one more word makes it stronger"],
  ["mirror sun signal horizon", "Strong"],
])("%s: %s", async (password, words) => {
  const strength = judgePassword(await loadEstimator(), password, ["mara@northwind.example", "Mara Lindqvist"]);
  expect(strength?.words ?? null).toBe(words);
});
