import { expect, test } from "vitest";
import { Host } from "./checks.ts";

const longest = `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(61)}`;

test.each(["localhost", "api.northwind.example", "api.northwind.example.", "_srv.example", "10.0.0.1", "::1", longest])(
  "%s is a host",
  (host) => expect(Host.safeParse(host).success).toBe(true),
);

test.each([
  "",
  "-a.example",
  "a..b",
  ".a",
  "a b",
  "a/b",
  "[::1]",
  `${"a".repeat(64)}.example`,
  `${longest}e`,
  "a;reboot",
])("%s is none", (host) => expect(Host.safeParse(host).success).toBe(false));

test("a long name that fails at its end is refused at once", () => {
  // With nested repetition this one line would never end.
  expect(Host.safeParse(`${"a".repeat(60)}!`).success).toBe(false);
  expect(Host.safeParse(`${"a.".repeat(126)}!`).success).toBe(false);
});
