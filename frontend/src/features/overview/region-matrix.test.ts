import { expect, test } from "vitest";
import { badCells, darkRegions, regionMatrix } from "./region-matrix.ts";

const names = new Map([
  ["fra", "Frankfurt"],
  ["dub", "Dublin"],
]);
const components = [
  { id: "a", name: "API", status: "operational" },
  { id: "b", name: "Shop", status: "major_outage" },
  { id: "c", name: "By hand", status: "operational" },
] as const;
const result = (
  component_id: string,
  region_id: string,
  status: "operational" | "major_outage" | "unknown",
  latency_ms: number | null,
) => ({
  component_id,
  region_id,
  status,
  latency_ms,
  p95_ms: 40,
  status_code: null,
  reason: null,
});
const matrix = regionMatrix(
  components,
  [
    result("a", "fra", "operational", 20),
    result("a", "dub", "unknown", null),
    result("b", "fra", "operational", 30),
    result("b", "fra", "major_outage", null),
  ],
  names,
);

test("regions by name, components that are checked, worst first", () => {
  expect(matrix.regionIds).toEqual(["dub", "fra"]);
  expect(matrix.rows.map(({ component }) => component.name)).toEqual(["Shop", "API"]);
});

test("of several monitors in one region the worst speaks; where nothing checks there is no cell", () => {
  const [shop] = matrix.rows;
  expect(shop?.cells.get("fra")?.status).toBe("major_outage");
  expect(shop?.cells.get("fra")?.latencyMs).toBeNull();
  expect(shop?.cells.has("dub")).toBe(false);
});

test("a cell shows the p95 of the last minutes", () => {
  expect(matrix.rows[1]?.cells.get("fra")?.latencyMs).toBe(40);
});

test("small screens list what is wrong, and dark regions once", () => {
  expect(badCells(matrix).map(({ component, regionId }) => `${component.name} ${regionId}`)).toEqual(["Shop fra"]);
  expect(darkRegions(matrix)).toEqual([{ regionId: "dub", count: 1 }]);
});
