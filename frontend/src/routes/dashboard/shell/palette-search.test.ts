import { expect, test } from "vitest";
import { matchParts, type PaletteItem, searchPalette, withRecent } from "./palette-search.ts";

const items: PaletteItem[] = [
  { id: "new", group: "Actions", label: "Create component" },
  { id: "check", group: "Actions", label: "Check Card vault now", isOnlyOnSearch: true },
  { id: "vault", group: "Components", label: "Card vault", detail: "Platform" },
  { id: "pos", group: "Components", label: "Point of sale", detail: "Cards" },
  { id: "gift", group: "Components", label: "Gift card" },
  { id: "mara", group: "People", label: "Mara" },
];

const found = (query: string, recent: string[] = []) =>
  searchPalette(query, items, recent).map(([group, members]) => `${group}: ${members.map(({ id }) => id).join(" ")}`);

test.each([
  ["nothing typed: everyday actions", "", [], ["Actions: new"]],
  ["recent ones first, and not again below", "", ["vault", "new", "gone"], ["Recent: vault new"]],
  ["the beginning of a label wins, details count least", "card", [], ["Actions: check", "Components: vault gift pos"]],
  ["every word must occur", "card vau", [], ["Actions: check", "Components: vault"]],
  ["actions only", ">", [], ["Actions: new"]],
  ["actions only, searched", "> card", [], ["Actions: check"]],
  ["no hit", "zzz", [], []],
])("%s", (_name, query, recent, expected) => {
  expect(found(query, recent)).toEqual(expected);
});

test("marks what matches, characters of patterns included", () => {
  expect(matchParts("Card vault", "ca vault")).toEqual([
    { text: "Ca", isMatch: true },
    { text: "rd ", isMatch: false },
    { text: "vault", isMatch: true },
  ]);
  expect(matchParts("C++ (old)", "(")).toEqual([
    { text: "C++ ", isMatch: false },
    { text: "(", isMatch: true },
    { text: "old)", isMatch: false },
  ]);
});

test("recent items move to the front and six are kept", () => {
  expect(withRecent(["a", "b", "c"], "b")).toEqual(["b", "a", "c"]);
  expect(withRecent(["a", "b", "c", "d", "e", "f"], "g")).toEqual(["g", "a", "b", "c", "d", "e"]);
});
