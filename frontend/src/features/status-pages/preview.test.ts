import { expect, test } from "vitest";
import { pageValues } from "./page-form.ts";
import { previewOf } from "./preview.ts";
import type { PageRow } from "./queries.ts";

const row: PageRow = {
  id: "p",
  organization_id: "o",
  slug: "demo",
  title: "Northwind",
  description: null,
  is_public: true,
  time_zone: "UTC",
  theme: "system",
  accent: null,
  accent_dark: null,
  logo_path: null,
  links: [],
  announcement: null,
  degraded_weight: 0,
  partial_weight: 0.3,
  major_weight: 1,
  maintenance_weight: null,
  created_at: "",
  updated_at: "",
};
const stored = {
  version: 3,
  page: { ...row, theme: "system" as const, logo_url: null, links: [] },
  groups: [{ component_ids: ["a"] }, { component_ids: ["b"] }],
  components: [{ id: "a" }, { id: "b" }],
};

test("unsaved values show; states are never made up", () => {
  const values = { ...pageValues(row, ["a", "b"]), title: "New", accent: "#005461", component_ids: ["a", "new"] };
  const { snapshot, missing, removed } = previewOf(stored, values, "blob:x");
  expect(snapshot.page).toMatchObject({ title: "New", accent: "#005461", logo_url: "blob:x", description: null });
  expect(snapshot.components).toEqual([{ id: "a" }]);
  expect(snapshot.groups).toEqual([{ component_ids: ["a"] }]);
  expect([missing, removed]).toEqual([1, 1]);
  expect(snapshot.version).toBe(3);
});
