import { expect, test } from "vitest";
import { licenseText } from "./words.ts";

const facts = {
  seats: 25,
  expires_at: "2026-12-01T00:00:00+00:00",
  grace_until: "2026-12-15T00:00:00+00:00",
};

test.each([
  ["none", "Without a license there is room for 25 accounts."],
  ["valid", "It is valid until"],
  ["expiring", "Ask for a new key before that day."],
  ["grace", "Install a new key."],
  ["expired", "Nobody is locked out"],
  ["tampered", "not what was issued"],
] as const)("%s says what to do", (state, words) => {
  expect(licenseText({ ...facts, state })).toContain(words);
});

test("days are named in full", () => {
  expect(licenseText({ ...facts, state: "grace" })).toContain("2026");
});
