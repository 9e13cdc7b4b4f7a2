import { describe, expect, it } from "vitest";
import { type DayPart, dayParts, hoursOf, isLong, placeDay, weekOf } from "./week-grid.ts";

const span = (starts: string, ends: string) => ({ id: "a", starts: `2026-11-${starts}`, ends: `2026-11-${ends}` });

function part(id: string, from: number, until: number): DayPart {
  return { id, date: "2026-11-21", from: from * 60, until: until * 60, comesFromBefore: false, goesOn: false };
}

function lanesOf(parts: readonly DayPart[], maxLanes = 3) {
  const { placed, hidden } = placeDay(parts, 45, maxLanes);
  return [...placed.map(({ id, lane, lanes }) => `${id} ${lane}/${lanes}`), hidden];
}

it("a week is from Monday to Sunday, for each of its days", () => {
  const week = weekOf("2026-12-31");
  expect(week).toEqual([
    "2026-12-28",
    "2026-12-29",
    "2026-12-30",
    "2026-12-31",
    "2027-01-01",
    "2027-01-02",
    "2027-01-03",
  ]);
  expect(weekOf("2026-12-28")).toEqual(week);
  expect(weekOf("2027-01-03")).toEqual(week);
});

it("a day or more is long", () => {
  expect(isLong(span("21T22:00", "22T21:59"))).toBe(false);
  expect(isLong(span("21T22:00", "22T22:00"))).toBe(true);
});

describe("a window cut at midnight", () => {
  it.each([
    ["within a day", span("21T03:00", "21T04:30"), [["2026-11-21", 180, 270, false, false]]],
    ["until midnight", span("21T22:00", "22T00:00"), [["2026-11-21", 1320, 1440, false, false]]],
    [
      "over midnight",
      { id: "a", starts: "2026-11-30T22:00", ends: "2026-12-01T02:00" },
      [
        ["2026-11-30", 1320, 1440, false, true],
        ["2026-12-01", 0, 120, true, false],
      ],
    ],
    [
      "that ends before it starts, by the clock",
      span("21T02:50", "21T02:10"),
      [["2026-11-21", 170, 170, false, false]],
    ],
    ["of no length at midnight", span("21T00:00", "21T00:00"), [["2026-11-21", 0, 0, false, false]]],
  ])("%s", (_, window, expected) => {
    expect(
      dayParts(window).map(({ date, from, until, comesFromBefore, goesOn }) => [
        date,
        from,
        until,
        comesFromBefore,
        goesOn,
      ]),
    ).toEqual(expected);
  });
});

describe("hours of a week", () => {
  it.each([
    ["without windows", [], 8, 18],
    ["eight at least, around the only window", [part("a", 12, 14)], 9, 17],
    ["eight at least, in the small hours", [part("a", 2, 4)], 0, 8],
    ["eight at least, in the evening", [part("a", 22.5, 23.5)], 16, 24],
    ["all that is needed", [part("a", 3.5, 4), part("b", 15, 20.25)], 3, 21],
    ["room for the text of the last", [part("a", 3, 4), part("b", 20.5, 21)], 3, 22],
    ["the whole day", [part("a", 22, 24), part("b", 0, 2)], 0, 24],
  ])("%s", (_, parts, first, last) => expect(hoursOf(parts, 45)).toEqual({ first, last }));
});

describe("windows of a day", () => {
  it("have the whole width where nothing overlaps", () => {
    expect(lanesOf([part("b", 4, 5), part("a", 3, 4)])).toEqual(["a 0/1", "b 0/1", 0]);
  });

  it("stand side by side where they overlap, and use a place again when it is free", () => {
    expect(lanesOf([part("a", 1, 5), part("b", 2, 3), part("c", 3, 4), part("d", 5, 6)])).toEqual([
      "a 0/2",
      "b 1/2",
      "c 1/2",
      "d 0/1",
      0,
    ]);
  });

  it("take the room of their text", () => {
    expect(lanesOf([part("a", 3, 3.25), part("b", 3.5, 4)])).toEqual(["a 0/2", "b 1/2", 0]);
    expect(lanesOf([part("a", 23, 23.5), part("b", 23.75, 24)])).toEqual(["a 0/2", "b 1/2", 0]);
  });

  it("are counted where no place is left", () => {
    expect(lanesOf([part("a", 1, 5), part("b", 1, 4), part("c", 1, 3), part("d", 3, 4)], 2)).toEqual([
      "a 0/2",
      "b 1/2",
      2,
    ]);
  });
});
