import { expect, test } from "vitest";
import { type AuditEventRow, activityFeed, auditSentence } from "./feed.ts";

const names = {
  people: new Map([
    ["u1", "Mara"],
    ["u2", "Jonas"],
  ]),
  objects: new Map([["c1", "Storefront"]]),
};

function event(action: string, changes: Partial<AuditEventRow> = {}): AuditEventRow {
  return {
    id: 1,
    occurred_at: "2026-11-21T03:00:00Z",
    actor_id: "u1",
    action,
    object_id: "c1",
    before: null,
    after: null,
    ...changes,
  };
}

test.each<[string, AuditEventRow, string | null]>([
  ["created", event("components.insert", { after: { name: "Shop" } }), "created Shop"],
  [
    "set by hand",
    event("components.update", { before: { manual_status: null }, after: { manual_status: "degraded_performance" } }),
    "set Storefront to degraded",
  ],
  [
    "cleared",
    event("components.update", { before: { manual_status: "major_outage" }, after: { manual_status: null } }),
    "gave Storefront back to its monitors",
  ],
  ["renamed", event("components.update", { before: { name: "Old" }, after: { name: "New" } }), "renamed Old to New"],
  ["moved", event("components.update", { before: { position: 1 }, after: { position: 2 } }), "reordered components"],
  [
    "archived",
    event("components.update", { before: { archived_at: null }, after: { archived_at: "2026-11-21" } }),
    "archived Storefront",
  ],
  [
    "paused",
    event("monitors.update", { before: { paused_at: null }, after: { paused_at: "2026-11-21" } }),
    "paused Storefront",
  ],
  ["member added", event("members.insert", { object_id: "u2", after: { role: "viewer" } }), "added Jonas as viewer"],
  [
    "role changed",
    event("members.update", { object_id: "u2", before: { role: "viewer" }, after: { role: "editor" } }),
    "made Jonas editor",
  ],
  ["left", event("members.delete", { object_id: "u1", before: { role: "viewer" } }), "left the organization"],
  ["removed", event("members.delete", { object_id: "u2", before: { role: "viewer" } }), "removed Jonas"],
  [
    "incident declared",
    event("incidents.insert", { after: { title: "Declines", published_at: "2026-11-21" } }),
    "declared Declines",
  ],
  ["incident moved", event("incidents.update", { after: { status: "identified" } }), "moved Storefront to identified"],
  ["incident deleted", event("incidents.update", { after: { deleted_at: "2026-11-21" } }), "deleted Storefront"],
  ["unknown tables are left out", event("secrets.insert"), null],
])("%s", (_name, row, sentence) => {
  expect(auditSentence(row, names)).toBe(sentence);
});

test("newest first, both kinds together, the same act on many rows once", () => {
  const moved = (id: number) =>
    event("components.update", { id, before: { position: id }, after: { position: id + 1 } });
  const status = {
    id: 9,
    component_id: "c1",
    status: "major_outage",
    cause: "monitor",
    started_at: "2026-11-21T04:00:00Z",
    component: { name: "Storefront" },
  } as const;
  const feed = activityFeed([status], [moved(1), moved(2)], names, 10);
  expect(feed.map(({ subject, sentence }) => `${subject} ${sentence}`)).toEqual([
    "Storefront has a major outage",
    "Mara reordered components",
  ]);
});
