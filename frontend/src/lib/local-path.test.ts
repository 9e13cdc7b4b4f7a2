import { expect, test } from "vitest";
import { isInvitationPath, localPath } from "./local-path.ts";

test.each([
  ["/orgs/demo?range=7d#x", "/orgs/demo?range=7d#x"],
  ["/", "/"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["orgs/demo", "/"],
  ["/a/../../b", "/b"],
])("%s leads to %s", (path, safe) => {
  expect(localPath(path)).toBe(safe);
});

test.each([
  ["/invitation#token=x", true],
  ["/invitation", true],
  ["/invitations", false],
  ["/orgs/demo", false],
])("%s is an invitation: %s", (path, is) => {
  expect(isInvitationPath(path)).toBe(is);
});
