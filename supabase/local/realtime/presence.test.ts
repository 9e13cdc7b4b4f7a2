import { expect, test } from "vitest";
import { Presence } from "./presence.ts";

function presence() {
  let n = 0;
  return new Presence<string>(() => {
    n += 1;
    return `r${n}`;
  });
}

test("track joins, the same payload is nothing, another is an update with both refs, untrack leaves", () => {
  const room = presence();
  expect(room.track("a", "tab", "anna", { x: 1 })).toBe(
    '{"joins":{"anna":{"metas":[{"x":1,"phx_ref":"r1"}]}},"leaves":{}}',
  );
  expect(room.track("a", "tab", "anna", { x: 1 })).toBeNull();
  expect(room.track("a", "tab", "anna", { x: 2 })).toBe(
    '{"joins":{"anna":{"metas":[{"x":2,"phx_ref":"r2","phx_ref_prev":"r1"}]}},"leaves":{"anna":{"metas":[{"x":1,"phx_ref":"r1"}]}}}',
  );
  expect(JSON.parse(room.untrack("a", "tab") ?? "")).toMatchObject({
    joins: {},
    leaves: { anna: { metas: [{ phx_ref: "r2" }] } },
  });
  expect(room.untrack("a", "tab")).toBeNull();
});

test("the state groups instances by key and knows its room only", () => {
  const room = presence();
  room.track("a", "tab 1", "anna", {});
  room.track("a", "tab 2", "anna", {});
  room.track("b", "tab 3", "berta", {});
  expect(room.state("a")).toBe('{"anna":{"metas":[{"phx_ref":"r1"},{"phx_ref":"r2"}]}}');
  expect(room.state("empty")).toBe("{}");
});

test("a payload cannot forge its ref", () => {
  const room = presence();
  room.track("a", "tab", "anna", { phx_ref: "forged" });
  expect(JSON.parse(room.state("a"))).toEqual({ anna: { metas: [{ phx_ref: "r1" }] } });
});
