import { expect, test } from "vitest";
import { readPresence } from "./presence.ts";

test("one entry a person, the tab that reported last; other shapes are passed over", () => {
  const tab = (where: string) => ({ user_id: "u1", where, path: "/x", presence_ref: "r" });
  expect(readPresence({ u1: [tab("on Overview"), tab("on Team")], u2: [{ hello: true }], u3: [] })).toEqual([
    { userId: "u1", where: "on Team", path: "/x" },
  ]);
});
