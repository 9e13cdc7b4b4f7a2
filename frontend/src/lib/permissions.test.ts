import { expect, test } from "vitest";
import { hasPermission } from "./permissions.ts";

test("only what was granted is held", () => {
  expect(hasPermission(["organization.read", "pages.write"], "pages.write")).toBe(true);
  expect(hasPermission(["organization.read"], "pages.write")).toBe(false);
  expect(hasPermission([], "organization.read")).toBe(false);
});
