import { expect, test } from "vitest";
import { expiresAt, keyState, scopeName } from "./scopes.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

test("a key runs out after its days, or never", () => {
  expect(expiresAt("30", now)).toBe("2026-12-21T12:00:00.000Z");
  expect(expiresAt("never", now)).toBeNull();
});

test.each([
  ["active", null, null],
  ["active", null, "2026-11-21T12:00:01Z"],
  ["expired", null, "2026-11-21T12:00:00Z"],
  ["revoked", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"],
] as const)("%s", (state, revoked_at, expires_at) => {
  expect(keyState({ revoked_at, expires_at }, now)).toBe(state);
});

test("scopes have words, new ones their own name", () => {
  expect(scopeName("audit.read")).toBe("Read the audit log");
  expect(scopeName("hosts.write")).toBe("hosts.write");
});
