import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { componentQueries, componentsKey } from "./queries.ts";
import { componentsReducer } from "./realtime.ts";

const change = {
  type: "status_changed",
  component_id: "c1",
  status: "major_outage",
  since: "2026-11-21T03:25:08Z",
  cause: "monitor",
} as const;

const component = {
  id: "c1",
  group_id: null,
  name: "Storefront",
  description: "",
  kind: "website",
  position: 1,
  status: "operational",
  status_since: "2026-11-20T00:00:00Z",
  status_cause: "monitor",
  status_cause_id: null,
  manual_status: null,
  manual_status_expires_at: null,
  archived_at: null,
  created_at: "2026-11-20T00:00:00Z",
  updated_at: "2026-11-20T00:00:00Z",
  organization_id: "o1",
} as const;

test("a new status lands in the list in place; others stay the same objects", () => {
  const client = new QueryClient();
  const { queryKey } = componentQueries.list("o1");
  const other = { ...component, id: "c2" };
  client.setQueryData(queryKey, [component, other]);
  for (const todo of componentsReducer(change, "o1")) todo.apply(client);
  const [changed, kept] = client.getQueryData(queryKey) ?? [];
  expect(changed).toMatchObject({ id: "c1", status: "major_outage", status_since: change.since });
  expect(kept).toEqual(other);
});

test.each(["components", "component_groups"])("a changed row of %s makes them all old", (table) => {
  const changes = componentsReducer({ type: "changed", table, id: "x", operation: "update" }, "o1");
  expect(changes.map(({ queryKey }) => queryKey)).toContainEqual(componentsKey("o1"));
});

test("others' rows and results are not its concern", () => {
  expect(componentsReducer({ type: "changed", table: "probes", id: "x", operation: "update" }, "o1")).toEqual([]);
});
