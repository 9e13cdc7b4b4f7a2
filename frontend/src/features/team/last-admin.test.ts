import { expect, test } from "vitest";
import { isLastAdmin } from "./last-admin.ts";

const member = (userId: string, role: "admin" | "viewer") => ({ userId, role, joinedAt: "", name: userId, email: "" });

test("only the one admin is the last admin", () => {
  const mara = member("mara", "admin");
  const jonas = member("jonas", "viewer");
  expect(isLastAdmin(mara, [mara, jonas])).toBe(true);
  expect(isLastAdmin(jonas, [mara, jonas])).toBe(false);
  expect(isLastAdmin(mara, [mara, member("tara", "admin")])).toBe(false);
});
