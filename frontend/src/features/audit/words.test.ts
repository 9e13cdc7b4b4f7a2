import { expect, test } from "vitest";
import { actionText, differences, subjectOf } from "./words.ts";

test.each([
  ["components.insert", "Component created"],
  ["accounts.sign_in", "Account signed in"],
  ["accounts.lock", "Account locked after wrong passwords"],
  ["probes.rotate_key", "Probe got a new key"],
  ["new_things.do_it", "new things do it"],
])("%s reads %s", (action, words) => {
  expect(actionText(action)).toBe(words);
});

test("an object is called what it is called now, else what it was", () => {
  expect(subjectOf({ name: "Old" }, { name: "New" })).toBe("New");
  expect(subjectOf({ title: "Gone" }, null)).toBe("Gone");
  expect(subjectOf(null, { position: 1 })).toBeNull();
});

test("only what differs is shown, with a side that is missing told from one that is empty", () => {
  expect(differences({ name: "A", tags: [1], same: true }, { name: "B", same: true, note: null })).toEqual([
    { field: "name", before: "A", after: "B" },
    { field: "tags", before: "[1]", after: undefined },
    { field: "note", before: undefined, after: "null" },
  ]);
});
