import { QueryClient, queryOptions } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { parseOrganizationEvent, patch } from "./realtime-events.ts";

test.each([
  ["changed", { table: "components", id: "c1", operation: "update" }, true],
  ["changed", { table: "components", id: "c1", operation: "truncate" }, false],
  [
    "status_changed",
    { component_id: "c1", status: "major_outage", since: "2026-11-21T00:00:00Z", cause: "monitor" },
    true,
  ],
  ["status_changed", { component_id: "c1", status: "on_fire", since: "", cause: "monitor" }, false],
  ["results", { at: "2026-11-21T00:00:00Z" }, true],
  ["results", null, false],
  ["something_new", {}, false],
])("%s %o is understood: %s", (event, payload, isKnown) => {
  const parsed = parseOrganizationEvent(event, payload);
  expect(parsed?.type).toBe(isKnown ? event : undefined);
});

const options = queryOptions({ queryKey: ["numbers"], queryFn: () => [1, 2] });

test("a patch changes what is cached and invents nothing", () => {
  const client = new QueryClient();
  const change = patch(options.queryKey, (numbers) => [...numbers, 3]);
  change.apply(client);
  expect(client.getQueryData(options.queryKey)).toBeUndefined();
  client.setQueryData(options.queryKey, [1]);
  change.apply(client);
  expect(client.getQueryData(options.queryKey)).toEqual([1, 3]);
});
