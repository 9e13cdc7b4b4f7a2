import { describe, expect, it } from "vitest";
import { placeWeek, weeksOf } from "./calendar-grid.ts";

const week = weeksOf("2026-11")[3] ?? [];

describe("weeks of a month", () => {
  it.each([
    ["a month that begins on a Sunday", "2026-11", "2026-10-26", "2026-12-06", 6],
    ["a month of four weeks exactly", "2027-02", "2027-02-01", "2027-02-28", 4],
    ["a leap February", "2028-02", "2028-01-31", "2028-03-05", 5],
  ])("%s", (_, month, first, last, count) => {
    const weeks = weeksOf(month);
    expect([weeks[0]?.[0], weeks.at(-1)?.[6], weeks.length]).toEqual([first, last, count]);
  });
});

describe("windows of a week", () => {
  it("cuts what comes from before and goes on", () => {
    expect(placeWeek(week, [{ id: "a", first: "2026-11-10", last: "2026-11-30" }], 3).placed).toEqual([
      { id: "a", column: 0, length: 7, lane: 0, comesFromBefore: true, goesOn: true },
    ]);
  });

  it("puts what overlaps on lines of its own and uses a line again when it is free", () => {
    const spans = [
      { id: "short", first: "2026-11-17", last: "2026-11-17" },
      { id: "long", first: "2026-11-17", last: "2026-11-19" },
      { id: "after", first: "2026-11-18", last: "2026-11-18" },
    ];
    expect(placeWeek(week, spans, 3).placed.map(({ id, lane, column, length }) => [id, lane, column, length])).toEqual([
      ["long", 0, 1, 3],
      ["short", 1, 1, 1],
      ["after", 1, 2, 1],
    ]);
  });

  it("counts what finds no line, on each of its days", () => {
    const spans = ["a", "b", "c"].map((id) => ({ id, first: "2026-11-20", last: "2026-11-23" }));
    const { placed, hidden } = placeWeek(week, spans, 2);
    expect(placed.map(({ id }) => id)).toEqual(["a", "b"]);
    expect([...hidden]).toEqual([
      ["2026-11-20", 1],
      ["2026-11-21", 1],
      ["2026-11-22", 1],
    ]);
  });

  it("leaves out other weeks", () => {
    expect(placeWeek(week, [{ id: "a", first: "2026-11-23", last: "2026-11-24" }], 3).placed).toEqual([]);
  });
});
