import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { minPasswordCharacters, passwordBytes } from "./password.ts";

test("the shortest password is the one that Auth is configured with", () => {
  const config = readFileSync(new URL("../../../config.toml", import.meta.url), "utf8");
  expect(Number(/^minimum_password_length = (\d+)$/m.exec(config)?.[1])).toBe(minPasswordCharacters);
});

test.each([
  ["latin", 5],
  ["größe", 7],
  ["🔆", 4],
])("%s has %d bytes", (password, bytes) => {
  expect(passwordBytes(password)).toBe(bytes);
});
