import { expect, test } from "vitest";
import { isSlug, proposeSlug, slugMax } from "./slug.ts";

test.each([
  ["Northwind Payments", "northwind-payments"],
  ["  Café Zürich & Söhne GmbH ", "cafe-zurich-sohne-gmbh"],
  ["Straße Ødegård Łódź", "strasse-odegard-lodz"],
  ["日本", ""],
  ["--a--", "a"],
  ["x".repeat(60), "x".repeat(slugMax)],
  [`${"x".repeat(47)} y`, "x".repeat(47)],
])("%s is proposed as %s", (name, slug) => {
  expect(proposeSlug(name)).toBe(slug);
});

test.each([
  ["abc", true],
  ["a-c", true],
  ["x".repeat(48), true],
  ["ab", false],
  ["x".repeat(49), false],
  ["-ab", false],
  ["ab-", false],
  ["Abc", false],
  ["a_c", false],
])("%s as an address: %s", (text, isValid) => {
  expect(isSlug(text)).toBe(isValid);
});
