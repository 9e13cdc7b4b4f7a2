import { expect, test } from "vitest";
import { northwind } from "../../../e2e/support/northwind.ts";
import { withNotices } from "../../../e2e/support/northwind-notices.ts";
import { incidentsByComponent } from "./incident-days.ts";
import { pastGroups } from "./past-days.ts";
import type { PageSnapshot } from "./snapshot.ts";

const outline = (snapshot: PageSnapshot) =>
  pastGroups(snapshot).map(({ first, last, open, past }) => [
    first,
    last,
    ...[...open, ...past].map((one) => one.title),
  ]);

test("fourteen days, quiet ones merged, several incidents on a day", () => {
  expect(outline(withNotices(northwind()))).toEqual([
    ["2026-11-21", "2026-11-21", "Elevated card declines in the EU"],
    ["2026-11-16", "2026-11-20"],
    ["2026-11-15", "2026-11-15", "Webhook deliveries delayed", "Merchant dashboard slow to load"],
    ["2026-11-08", "2026-11-14"],
  ]);
});

test("nothing at all is one line", () => {
  expect(outline(northwind())).toEqual([["2026-11-08", "2026-11-21"]]);
});

test("what began before the fourteen days stands on the day it ended", () => {
  const snapshot = withNotices(northwind());
  const past = snapshot.past.slice(0, 1).map((one) => ({ ...one, started_at: "2026-10-30T08:00:00Z" }));
  expect(outline({ ...snapshot, incidents: [], past })).toContainEqual([
    "2026-11-15",
    "2026-11-15",
    "Webhook deliveries delayed",
  ]);
});

test("days are those of the page's zone", () => {
  const snapshot = withNotices(northwind());
  const past = snapshot.past.slice(0, 1).map((one) => ({
    ...one,
    started_at: "2026-11-14T23:30:00Z",
    resolved_at: "2026-11-15T00:10:00Z",
  }));
  const inBerlin = { ...snapshot, past };
  const inNewYork = { ...inBerlin, page: { ...snapshot.page, time_zone: "America/New_York" } };
  const firstOf = (page: PageSnapshot) => incidentsByComponent(page).get("component-webhook-delivery")?.at(-1);
  expect(firstOf(inBerlin)).toMatchObject({ first: "2026-11-15", last: "2026-11-15" });
  expect(firstOf(inNewYork)).toMatchObject({ first: "2026-11-14", last: "2026-11-14" });
});

test("an open incident lasts until today, for each component it names", () => {
  const found = incidentsByComponent(withNotices(northwind()));
  expect(found.get("component-card-authorisation")?.map(({ title, last }) => [title, last])).toEqual([
    ["Elevated card declines in the EU", "2026-11-21"],
    ["Gateway certificate expired", "2026-10-01"],
  ]);
  expect(found.get("component-payouts")).toBeUndefined();
});
