import { describe, expect, test } from "vitest";
import {
  arrangementOf,
  filterSections,
  headId,
  moveGroup,
  moveRow,
  placeInWords,
  sectionsOf,
  stepRow,
  withArrangement,
} from "./list-model.ts";

const item = (id: string, group_id: string | null, position: number) => ({
  id,
  name: id.toUpperCase(),
  group_id,
  position,
  status: id === "c" ? ("major_outage" as const) : ("operational" as const),
  kind: id === "d" ? ("manual" as const) : ("website" as const),
});

const groups = [
  { id: "g2", name: "Platform", position: 2 },
  { id: "g1", name: "Payments", position: 1 },
  { id: "g3", name: "Empty", position: 3 },
];
const components = [item("b", "g1", 2), item("a", "g1", 1), item("c", "g2", 1), item("x", null, 1), item("d", "g2", 2)];
const sections = sectionsOf(components, groups);
const order = (list: typeof sections) => list.map(({ id, items }) => [id, items.map((entry) => entry.id).join("")]);

test("sections follow the groups, those without a group first, empty groups kept", () => {
  expect(order(sections)).toEqual([
    [null, "x"],
    ["g1", "ab"],
    ["g2", "cd"],
    ["g3", ""],
  ]);
});

test("a component of a group that is gone counts as ungrouped", () => {
  expect(order(sectionsOf([item("a", "gone", 1)], []))).toEqual([[null, "a"]]);
});

describe("moving a row", () => {
  const cases: [name: string, id: string, over: string, group: string | null, ids: string][] = [
    ["down within its section", "a", "b", "g1", "ba"],
    ["up within its section", "d", "c", "g2", "dc"],
    ["down over the next head: first of the next section", "b", headId("g2"), "g2", "bcd"],
    ["up over its own head: last of the section before", "c", headId("g2"), "g1", "abc"],
    ["down onto a row of another section: behind it", "a", "c", "g2", "cad"],
    ["up onto a row of another section: before it", "d", "b", "g1", "adb"],
    ["into an empty section", "d", headId("g3"), "g3", "d"],
    ["the first head stays first", "b", headId(null), null, "bx"],
  ];
  test.each(cases)("%s", (_, id, over, group, ids) => {
    expect(moveRow(sections, id, over)).toEqual({ groupId: group, componentIds: ids.split("") });
  });

  test("onto itself or something unknown moves nothing", () => {
    expect(moveRow(sections, "a", "a")).toBeNull();
    expect(moveRow(sections, "a", "nothing")).toBeNull();
    expect(moveRow(sections, "nothing", "a")).toBeNull();
  });

  test("one step at a time crosses sections and stops at the ends", () => {
    expect(stepRow(sections, "b", 1)).toEqual({ groupId: "g2", componentIds: ["b", "c", "d"] });
    expect(stepRow(sections, "x", -1)).toBeNull();
    expect(stepRow(sectionsOf([item("a", null, 1)], []), "a", 1)).toBeNull();
  });

  test("what is stored shows at once, and undo knows where it stood", () => {
    const arrangement = moveRow(sections, "a", "c");
    if (arrangement === null) throw new Error("nothing moved");
    expect(order(sectionsOf(withArrangement(components, arrangement), groups))[2]).toEqual(["g2", "cad"]);
    expect(placeInWords(sections, arrangement, "a")).toBe("position 2 of 3 in Platform");
    const before = arrangementOf(sections, "a");
    if (before === null) throw new Error("not found");
    const undone = withArrangement(withArrangement(components, arrangement), before);
    expect(order(sectionsOf(undone, groups))).toEqual(order(sections));
  });
});

test("groups change places", () => {
  expect(moveGroup(["g1", "g2", "g3"], "g3", "g1")).toEqual(["g3", "g1", "g2"]);
  expect(moveGroup(["g1", "g2", "g3"], "g1", "g2")).toEqual(["g2", "g1", "g3"]);
  expect(moveGroup(["g1"], "g1", "g1")).toBeNull();
});

describe("filters", () => {
  const cases: [name: string, filter: Parameters<typeof filterSections>[1], ids: string][] = [
    ["none keeps empty groups", {}, "xabcd"],
    ["by status", { status: "major_outage" }, "c"],
    ["by kind", { kind: "manual" }, "d"],
    ["by group", { group: "g1" }, "ab"],
    ["without a group", { group: "none" }, "x"],
    ["by the group's name", { q: "platf" }, "cd"],
    ["by more than the name, all words", { q: "example D" }, "d"],
    ["nothing matches", { q: "zzz" }, ""],
  ];
  test.each(cases)("%s", (_, filter, ids) => {
    const found = filterSections(sections, filter, ({ id }) => `https://${id}.example`);
    expect(found.flatMap(({ items }) => items.map(({ id }) => id)).join("")).toBe(ids);
  });
});
