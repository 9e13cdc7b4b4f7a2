import { describe, expect, it } from "vitest";
import { required } from "../helpers/world.ts";
import {
  db,
  declare,
  editor,
  outboxOf,
  pageId,
  prepareIncidents,
  say,
  shown,
  snapshot,
  stateOf,
} from "./incidents-support.ts";

prepareIncidents();

interface Interval {
  readonly status: string;
  readonly cause: string;
  readonly from: Date;
  readonly until: Date | null;
}

const ledgerOf = async (componentId: string): Promise<Interval[]> => [
  ...(await db.sql<Interval[]>`
    select status, cause, started_at as from, ended_at as until from public.status_events where component_id = ${componentId} order by started_at`),
];

/** A component whose history begins this many hours ago. */
async function since(hours: number): Promise<string> {
  const id = await shown();
  await db.sql`update public.status_events set started_at = now() - make_interval(hours => ${hours}) where component_id = ${id}`;
  await db.sql`update public.components set status_since = now() - make_interval(hours => ${hours}) where id = ${id}`;
  return id;
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

describe("one act", () => {
  it("opens an incident with statuses, ledger, one version of the page, outbox and audit together", async () => {
    const component = await shown();
    const before = Number((await snapshot()).version);
    const incident = await declare({ [component]: "partial_outage" });
    expect(incident).toMatchObject({ status: "investigating", impact: "major", version: 1 });
    expect(await stateOf(component)).toEqual({ status: "partial_outage", cause: "incident", cause_id: incident.id });
    expect((await ledgerOf(component)).map(({ status, cause }) => [status, cause])).toEqual([
      ["operational", "none"],
      ["partial_outage", "incident"],
    ]);
    const after = await snapshot();
    expect(Number(after.version)).toBe(before + 1);
    expect(after.body.incidents).toMatchObject([
      {
        id: incident.id,
        title: "Cards declined",
        components: [{ id: component, status: "partial_outage" }],
        update_count: 1,
      },
    ]);
    expect(await outboxOf(incident.id)).toMatchObject([{ topic: "incident.declared" }]);
    const [audited] = await db.sql`
      select actor_id from public.audit_events where object_type = 'incidents' and object_id = ${incident.id}`;
    expect(audited).toMatchObject({ actor_id: editor.id });
    await say(incident, "resolved");
  });

  it("sends open pages the incident with the change", async () => {
    const component = await shown();
    const incident = await declare({ [component]: "degraded_performance" });
    const [message] = await db.sql<
      { changes: { incidents: Array<{ id: string }>; components: Array<{ id: string; status: string }> } }[]
    >`
      select payload -> 'changes' as changes from realtime.messages where topic = ${`page:${pageId}`}
      order by (payload ->> 'version')::int desc limit 1`;
    expect(required(message).changes.incidents.map(({ id }) => id)).toContain(incident.id);
    expect(required(message).changes.components).toMatchObject([{ id: component, status: "degraded_performance" }]);
    await say(incident, "resolved");
  });

  it("repeated with the same ids happens once", async () => {
    const component = await shown();
    const id = crypto.randomUUID();
    const [first, second] = await Promise.all([
      declare({ [component]: "major_outage" }, { id }),
      declare({ [component]: "major_outage" }, { id }),
    ]);
    expect(second).toEqual(first);
    const updateId = crypto.randomUUID();
    const resolved = await say(first, "resolved", { updateId });
    // The answer was lost, and the caller still has the version before.
    expect(await say(first, "resolved", { updateId })).toEqual(resolved);
    expect((await outboxOf(id)).map((row) => row["topic"])).toEqual(["incident.declared", "incident.resolved"]);
  });

  it("without notification writes no outbox", async () => {
    const incident = await declare({}, { notify: false });
    expect(await outboxOf(incident.id)).toEqual([]);
    await say(incident, "resolved");
  });
});

describe("several voices", () => {
  it("of two incidents the worse one wins, and closing one leaves the other's", async () => {
    const component = await shown();
    const mild = await declare({ [component]: "degraded_performance" });
    const bad = await declare({ [component]: "major_outage" });
    expect(await stateOf(component)).toMatchObject({ status: "major_outage", cause_id: bad.id });
    await say(bad, "resolved");
    expect(await stateOf(component)).toMatchObject({ status: "degraded_performance", cause_id: mild.id });
    await say(mild, "resolved");
    expect(await stateOf(component)).toMatchObject({ status: "operational", cause: "none" });
  });

  it.each([
    ["major_outage", "degraded_performance", "major_outage", "manual"],
    ["degraded_performance", "partial_outage", "partial_outage", "incident"],
    ["partial_outage", "partial_outage", "partial_outage", "incident"],
    ["operational", "degraded_performance", "degraded_performance", "incident"],
  ])("pinned %s and an incident's %s make %s, decided by %s", async (pinned, said, status, cause) => {
    const component = await shown();
    await db.sql`update public.components set manual_status = ${pinned} where id = ${component}`;
    const incident = await declare({ [component]: said });
    expect(await stateOf(component)).toMatchObject({ status, cause });
    await say(incident, "resolved");
    expect(await stateOf(component)).toMatchObject({ status: pinned, cause: "manual" });
  });

  it("a component taken out of an incident is free of it", async () => {
    const [stays, goes] = [await shown(), await shown()];
    const incident = await declare({ [stays]: "major_outage", [goes]: "major_outage" });
    const updated = await say(incident, "identified", { statuses: { [stays]: "partial_outage" } });
    expect(await stateOf(goes)).toMatchObject({ status: "operational" });
    expect(await stateOf(stays)).toMatchObject({ status: "partial_outage" });
    // The impact is what it was at its worst.
    expect(updated.impact).toBe("critical");
    await say(updated, "resolved");
  });
});

describe("two people", () => {
  it("who write at once: the second is told, and nothing of theirs is stored", async () => {
    const incident = await declare({});
    const texts = ["Mine", "Yours"];
    const results = await Promise.allSettled(texts.map((body) => say(incident, "identified", { body })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = required(results.find((result) => result.status === "rejected"));
    expect(refused).toMatchObject({ reason: { code: "HG412" } });
    const [count] =
      await db.sql`select count(*)::int as n from public.incident_updates where incident_id = ${incident.id}`;
    expect(count).toMatchObject({ n: 2 });
  });
});

describe("time", () => {
  it("an incident that began earlier goes back into the ledger as one interval", async () => {
    const component = await since(48);
    const incident = await declare({ [component]: "major_outage" }, { startedAt: hoursAgo(3) });
    const ledger = await ledgerOf(component);
    expect(ledger.map(({ status }) => status)).toEqual(["operational", "major_outage"]);
    expect(required(ledger[1]).from.getTime()).toBe(incident.started_at.getTime());
    await say(incident, "resolved");
  });

  it("a past incident is written where the ledger says something better, and leaves the present alone", async () => {
    const component = await since(48);
    await db.sql`update public.components set manual_status = 'major_outage' where id = ${component}`;
    await db.sql`update public.components set manual_status = null where id = ${component}`;
    const [began, ended] = [hoursAgo(5), hoursAgo(4)];
    await db.sql`
      update public.status_events set started_at = case status when 'operational' then started_at else ${began} end,
        ended_at = case status when 'operational' then ${began} else ${ended} end
      where component_id = ${component} and ended_at is not null`;
    await db.sql`update public.status_events set started_at = ${ended} where component_id = ${component} and ended_at is null`;
    const incident = await declare(
      { [component]: "partial_outage" },
      { status: "resolved", startedAt: hoursAgo(6), resolvedAt: hoursAgo(3) },
    );
    expect(incident).toMatchObject({ status: "resolved", impact: "major" });
    expect((await ledgerOf(component)).map(({ status, cause }) => `${status} ${cause}`)).toEqual([
      "operational none",
      "partial_outage incident",
      "major_outage manual",
      "partial_outage incident",
      "operational none",
    ]);
    const ledger = await ledgerOf(component);
    expect(ledger.slice(1).map(({ from }) => from)).toEqual(ledger.slice(0, -1).map(({ until }) => until));
    expect(await stateOf(component)).toMatchObject({ status: "operational", cause: "none" });
    expect((await snapshot()).body.past.map((past) => past["id"])).toContain(incident.id);
  });

  it("reopening ends the end", async () => {
    const component = await shown();
    const incident = await declare({ [component]: "major_outage" });
    const over = await say(incident, "resolved");
    expect(over.resolved_at).not.toBeNull();
    const again = await say(over, "investigating", { statuses: { [component]: "degraded_performance" } });
    expect(again).toMatchObject({ status: "investigating", resolved_at: null });
    expect(await stateOf(component)).toMatchObject({ status: "degraded_performance", cause: "incident" });
    await say(again, "resolved");
  });
});
