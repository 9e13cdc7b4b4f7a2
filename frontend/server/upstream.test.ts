import { expect, test } from "vitest";
import { northwind } from "../e2e/support/northwind.ts";
import { toSnapshotRow } from "./upstream.ts";

function logoUrl(path: string | null): string | null {
  const snapshot = northwind();
  const { logo_url: _, ...page } = snapshot.page;
  const row = toSnapshotRow(1, "v1.0", { ...snapshot, page: { ...page, logo_path: path } }, "https://project.example");
  return row.snapshot.page.logo_url;
}

test("a logo is an object of the public bucket", () => {
  const folder = "3f0c9a52-7f0e-4b0e-9a58-0d8f7e6c5b4a";
  expect(logoUrl(`${folder}/logo 2.png`)).toBe(
    `https://project.example/storage/v1/object/public/logos/${folder}/logo%202.png`,
  );
  expect(logoUrl(null)).toBeNull();
});

test.each(["../../../auth/v1/logout", "a/../../b", "./a", "/a", "a//b", "a?b", "a#b", "a\\b", "a%2e", "x".repeat(1e6)])(
  "%.20s is no path of a logo",
  (path) => {
    expect(logoUrl(path)).toBeNull();
  },
);
