import { expect, test } from "vitest";
import { barPaths, barsWidth, dayAt, dayCentre } from "./bar-geometry.ts";

test("ninety days of one status are one path", () => {
  const paths = barPaths("o".repeat(90));
  expect(paths).toHaveLength(1);
  expect(paths[0]?.path.match(/v16/g)).toHaveLength(90);
});

test("each status that occurs has a path, its bars at its days and heights", () => {
  const paths = barPaths("uoodpmw");
  expect(Object.fromEntries(paths.map(({ status, path }) => [status, path]))).toEqual({
    unknown: "M1.5 22v6",
    operational: "M6.5 12v16m5-16v16",
    degraded_performance: "M16.5 8v20",
    partial_outage: "M21.5 4v24",
    major_outage: "M26.5 0v28",
    under_maintenance: "M31.5 12v7m0 2v7",
  });
});

test("a letter of a later version reads as no data", () => {
  expect(barPaths("x")[0]?.status).toBe("unknown");
});

test.each([
  ["left of the first bar", -3, 0],
  ["first pixel", 0, 0],
  ["last pixel of the first bar", 3, 0],
  ["first pixel of the second bar", 5, 1],
  ["last bar", 447, 89],
  ["right of the last bar", 500, 89],
])("the day under the pointer: %s", (_, offset, day) => {
  expect(dayAt(offset, barsWidth(90), 90)).toBe(day);
});

test("a day is found under its own centre at any width", () => {
  for (let day = 0; day < 90; day += 1) expect(dayAt(dayCentre(day, 90) * 324, 324, 90)).toBe(day);
});
