import { expect, it } from "vitest";
import { observeBody } from "./observe-body.ts";

it.each([
  ["json.$.a", { "json.$.a": 1 }],
  ["json.$.b.c[1]", { "json.$.b.c[1]": true }],
  ['json.$["odd key"]', { 'json.$["odd key"]': "x" }],
  ["json.$.b", { "json.$.b": '{"c":[false,true]}' }],
  ["json.$.constructor", {}],
  ["json.$.missing.deeper", {}],
  ["json.$..a", {}],
])("%s", (metric, expected) => {
  expect(observeBody('{"a":1,"b":{"c":[false,true]},"odd key":"x"}', [metric])).toEqual(expected);
});

it("what is not JSON has nothing at any path", () => {
  expect(observeBody("<html>", ["json.$.a", "body.contains:html"])).toEqual({ "body.contains:html": true });
});
