import { expect, test } from "vitest";
import { hasPermission, rolesWith } from "./permissions.ts";

test("only what was granted is held", () => {
  expect(hasPermission(["organization.read", "pages.write"], "pages.write")).toBe(true);
  expect(hasPermission(["organization.read"], "pages.write")).toBe(false);
  expect(hasPermission([], "organization.read")).toBe(false);
});

test("who can grant, in the order of the roles", () => {
  const matrix = [
    { role: "editor", permission: "pages.write" },
    { role: "admin", permission: "pages.write" },
    { role: "viewer", permission: "organization.read" },
  ] as const;
  expect(rolesWith(matrix, "pages.write")).toEqual(["admin", "editor"]);
});
