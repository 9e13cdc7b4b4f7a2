import { beforeAll, describe, expect, it } from "vitest";
import { componentState } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, firstPageOf, makeComponent, makeOrganization, required, unique } from "../helpers/world.ts";

let db: TestDatabase;
let editor: TestUser;
let organizationId: string;
let slug: string;
let pageId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  editor = await db.createUser();
  slug = unique("page");
  organizationId = await makeOrganization(db, editor, slug);
  pageId = (await firstPageOf(db, organizationId)).id;
});

/** A component on the organization's page. */
const shown = () => makeComponent(db, organizationId, { pageId });

interface Incident {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly impact: string;
  readonly title: string;
  readonly started_at: Date;
  readonly resolved_at: Date | null;
}

type Statuses = Readonly<Record<string, string>>;
const listed = (statuses: Statuses) =>
  Object.entries(statuses).map(([component_id, status]) => ({ component_id, status }));

interface Declaration {
  readonly id?: string;
  readonly status?: string;
  readonly startedAt?: Date;
  readonly resolvedAt?: Date;
  readonly notify?: boolean;
  readonly isDraft?: boolean;
  readonly impact?: string;
}

const declare = (statuses: Statuses, options: Declaration = {}): Promise<Incident> =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Incident[]>`
      select * from public.declare_incident(${organizationId}, ${options.id ?? crypto.randomUUID()}, ${crypto.randomUUID()}, 'Cards declined',
        ${options.status ?? "investigating"}, 'We are looking.', ${sql.json(listed(statuses))}, impact => ${options.impact ?? null},
        started_at => ${options.startedAt ?? null}, resolved_at => ${options.resolvedAt ?? null}, notify => ${options.notify ?? true},
        is_draft => ${options.isDraft ?? false})`;
    return required(row);
  });

const say = (
  incident: Incident,
  status: string,
  options: { statuses?: Statuses; updateId?: string; version?: number; body?: string } = {},
): Promise<Incident> =>
  asCommitted(db, editor.claims, async (sql) => {
    const components = options.statuses === undefined ? null : sql.json(listed(options.statuses));
    const [row] = await sql<Incident[]>`
      select * from public.post_incident_update(${incident.id}, ${options.updateId ?? crypto.randomUUID()},
        ${options.version ?? incident.version}, ${status}, ${options.body ?? "More."}, ${components})`;
    return required(row);
  });

const stateOf = (componentId: string) => componentState(db, componentId);

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

const snapshot = async () => {
  const [row] = await db.sql<
    {
      version: string;
      body: { incidents: Array<Record<string, unknown>>; past: Array<Record<string, unknown>>; status: object };
    }[]
  >`select version, body from public.page_snapshots where status_page_id = ${pageId}`;
  return required(row);
};

const outboxOf = (incidentId: string) =>
  db.sql`select topic, payload ->> 'incident_update_id' as update_id from private.outbox where payload ->> 'incident_id' = ${incidentId} order by id`;

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

describe("drafts, deletion, history", () => {
  it("a draft changes nothing that anybody sees, until it is published with its first words", async () => {
    const component = await shown();
    const draft = await declare({ [component]: "major_outage" }, { isDraft: true });
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect(await outboxOf(draft.id)).toEqual([]);
    const rows = await db.as("anon", (sql) => sql`select id from public.page_incident(${slug}, ${draft.id})`);
    expect([...rows]).toEqual([]);
    await expect(say(draft, "identified")).rejects.toMatchObject({ code: "HG409" });
    const published = await asCommitted(db, editor.claims, async (sql) => {
      const [row] = await sql<
        Incident[]
      >`select * from public.publish_incident(${draft.id}, 1, 'identified', 'Found it.')`;
      return required(row);
    });
    expect(await stateOf(component)).toMatchObject({ status: "major_outage", cause_id: draft.id });
    const updates = await db.sql`select status, body from public.incident_updates where incident_id = ${draft.id}`;
    expect([...updates]).toEqual([{ status: "identified", body: "Found it." }]);
    expect(await outboxOf(draft.id)).toMatchObject([{ topic: "incident.declared" }]);
    await say(published, "resolved");
  });

  it("deleted it is nowhere, restored it is where it was", async () => {
    const component = await shown();
    const incident = await declare({ [component]: "major_outage" });
    const remove = (isDeleted: boolean) =>
      asCommitted(db, editor.claims, (sql) => sql`select public.delete_incident(${incident.id}, ${isDeleted})`);
    await remove(true);
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect((await snapshot()).body.incidents.map(({ id }) => id)).not.toContain(incident.id);
    await expect(say({ ...incident, version: 2 }, "resolved")).rejects.toMatchObject({ code: "HG404" });
    await remove(false);
    expect(await stateOf(component)).toMatchObject({ status: "major_outage" });
    await say({ ...incident, version: 3 }, "resolved");
  });

  it("an edited update keeps what it said", async () => {
    const incident = await declare({});
    const [update] = await db.sql<
      { id: string; body: string }[]
    >`select id, body from public.incident_updates where incident_id = ${incident.id}`;
    const { id, body } = required(update);
    await asCommitted(
      db,
      editor.claims,
      (sql) => sql`select public.edit_incident_update(${id}, ${incident.version}, 'Better words.', now())`,
    );
    const revisions = await db.as(
      editor.claims,
      (sql) => sql`select body, replaced_by from public.incident_update_revisions where incident_update_id = ${id}`,
    );
    expect([...revisions]).toEqual([{ body, replaced_by: editor.id }]);
    const [page] = await db.as(
      "anon",
      (sql) => sql<{ updates: Array<{ body: string; edited_at: string }> }[]>`
      select updates from public.page_incident(${slug}, ${incident.id})`,
    );
    expect(required(page).updates).toMatchObject([{ body: "Better words." }]);
    expect(required(required(page).updates[0]).edited_at).not.toBeNull();
    await say({ ...incident, version: 2 }, "resolved");
  });

  it("a postmortem comes after the resolution and is told", async () => {
    const incident = await declare({});
    await expect(say(incident, "postmortem")).rejects.toMatchObject({ code: "HG422", detail: "status" });
    const over = await say(incident, "resolved");
    const told = await say(over, "postmortem", { body: "# Why" });
    expect(told).toMatchObject({ status: "postmortem", resolved_at: over.resolved_at });
    expect((await outboxOf(incident.id)).map((row) => row["topic"])).toEqual([
      "incident.declared",
      "incident.resolved",
      "incident.postmortem",
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["an empty title", { title: " " }, "title"],
    ["an empty message", { body: "" }, "body"],
    ["a message of a megabyte", { body: "x".repeat(1_048_576) }, "body"],
    ["a start to come", { started_at: new Date(Date.now() + 3_600_000) }, "started_at"],
    ["a next update that never comes", { next_update_at: "infinity" }, "next_update_at"],
    ["a next update of another age", { next_update_at: "-infinity" }, "next_update_at"],
    ["a component twice", { twice: true }, "components"],
    ["another tenant's component", { foreign: true }, "components"],
    ["a runbook that is a script", { runbook_url: "javascript:alert(1)" }, "runbook_url"],
    ["an assignee from outside", { assignee_id: crypto.randomUUID() }, "assignee_id"],
  ])("%s", async (_, wrong, field) => {
    const component = await shown();
    const stranger = await db.createUser();
    const foreign = await makeComponent(db, await makeOrganization(db, stranger));
    const nothing = { started_at: null, next_update_at: null, runbook_url: null, assignee_id: null };
    const input = { title: "T", body: "B", ...nothing, ...wrong };
    const entry = { component_id: "foreign" in wrong ? foreign : component, status: "major_outage" };
    const attempt = db.as(
      editor.claims,
      (sql) => sql`
      select public.declare_incident(${organizationId}, null, null, ${input.title}, 'investigating', ${input.body},
        ${sql.json("twice" in wrong ? [entry, entry] : [entry])}, started_at => ${input.started_at}, runbook_url => ${input.runbook_url},
        assignee_id => ${input.assignee_id}, next_update_at => ${input.next_update_at}::text::timestamptz)`,
    );
    await expect(attempt).rejects.toMatchObject({ code: "HG422", detail: field });
  });

  it("times without an end, also later", async () => {
    const incident = await declare({});
    const [update] = await db.sql<
      { id: string }[]
    >`select id from public.incident_updates where incident_id = ${incident.id}`;
    const next = db.as(
      editor.claims,
      (sql) =>
        sql`select public.post_incident_update(${incident.id}, null, 1, 'monitoring', 'More.', next_update_at => 'infinity')`,
    );
    await expect(next).rejects.toMatchObject({ code: "HG422", detail: "next_update_at" });
    const displayed = db.as(
      editor.claims,
      (sql) => sql`select public.edit_incident_update(${required(update).id}, 1, 'Words.', '-infinity')`,
    );
    await expect(displayed).rejects.toMatchObject({ code: "HG422", detail: "displayed_at" });
    await say(incident, "resolved");
  });

  it("a reader of another page learns nothing of components that page does not show", async () => {
    const [open, hidden] = [await shown(), await makeComponent(db, organizationId, { name: "Hidden" })];
    const incident = await declare({ [open]: "major_outage", [hidden]: "major_outage" });
    const [page] = await db.as("anon", (sql) => sql`select * from public.page_incident(${slug}, ${incident.id})`);
    expect(JSON.stringify(page)).not.toContain(hidden);
    expect(JSON.stringify((await snapshot()).body)).not.toContain(hidden);
    const only = await declare({ [hidden]: "major_outage" });
    expect([...(await db.as("anon", (sql) => sql`select id from public.page_incident(${slug}, ${only.id})`))]).toEqual(
      [],
    );
    await say(incident, "resolved");
    await say(only, "resolved");
  });

  it("dependencies in a circle", async () => {
    const [a, b] = [await makeComponent(db, organizationId), await makeComponent(db, organizationId)];
    const depend = (from: string, to: string) =>
      asCommitted(
        db,
        editor.claims,
        (sql) => sql`
        insert into public.component_dependencies (component_id, depends_on_id, organization_id) values (${from}, ${to}, ${organizationId})`,
      );
    await depend(a, b);
    await expect(depend(b, a)).rejects.toMatchObject({ code: "HG422", detail: "depends_on_id" });
  });
});
