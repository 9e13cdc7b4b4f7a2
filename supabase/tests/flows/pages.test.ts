import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeOrganization, required, unique } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organizationId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organizationId = await makeOrganization(db, admin);
});

interface Snapshot {
  readonly version: number;
  readonly status: {
    readonly indicator: string;
    readonly description: string;
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly groups: ReadonlyArray<{
    readonly id: string | null;
    readonly status: string;
    readonly component_ids: readonly string[];
  }>;
  readonly components: ReadonlyArray<{
    readonly id: string;
    readonly status: string;
    readonly uptime: number | null;
    readonly days: {
      readonly end: string;
      readonly statuses: string;
      readonly details: Readonly<Record<string, { uptime: number | null; seconds: Record<string, number> }>>;
    };
  }>;
}

async function makePage(componentIds: readonly string[], timeZone = "UTC"): Promise<string> {
  const [page] = await db.sql<{ id: string }[]>`
    insert into public.status_pages (organization_id, slug, title, time_zone) values (${organizationId}, ${unique("page")}, 'Page', ${timeZone}) returning id`;
  const { id } = required(page);
  await asCommitted(
    db,
    admin.claims,
    (sql) => sql`
      insert into public.status_page_components (status_page_id, component_id, organization_id, position)
      select ${id}, c.id, ${organizationId}, c.place from unnest(${[...componentIds]}::uuid[]) with ordinality c (id, place)`,
  );
  return id;
}

async function snapshotOf(pageId: string): Promise<Snapshot> {
  const [row] = await db.sql<
    { body: Snapshot }[]
  >`select body from public.page_snapshots where status_page_id = ${pageId}`;
  return required(row).body;
}

async function messagesOn(
  topic: string,
): Promise<
  Array<{ version: number; previous_version: number; changes: null | { components: Array<Record<string, unknown>> } }>
> {
  const rows =
    await db.sql`select payload from realtime.messages where topic = ${topic} order by inserted_at, (payload ->> 'version')::int`;
  return rows.map((row) => row["payload"]);
}

const pin = (componentId: string, status: string | null) =>
  db.sql`update public.components set manual_status = ${status} where id = ${componentId}`;

describe("snapshots", () => {
  it("a change of status is one version and one message that carries just the change", async () => {
    const [one, two] = [await makeComponent(db, organizationId), await makeComponent(db, organizationId)];
    const pageId = await makePage([one, two]);
    const before = await snapshotOf(pageId);
    await pin(one, "partial_outage");
    const after = await snapshotOf(pageId);
    expect(after.version).toBe(before.version + 1);
    expect(after.status).toEqual({
      indicator: "major",
      status: "partial_outage",
      description: "Partial System Outage",
      counts: { operational: 1, partial_outage: 1 },
    });
    const message = required((await messagesOn(`page:${pageId}`)).at(-1));
    expect(message).toMatchObject({ version: after.version, previous_version: before.version });
    expect(message.changes?.components).toMatchObject([
      { id: one, status: "partial_outage", cause: "manual", today: "p" },
    ]);
  });

  it("choosing fifty components is one rebuild", async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, () => makeComponent(db, organizationId)));
    const pageId = await makePage(ids);
    expect((await snapshotOf(pageId)).version).toBe(2);
    expect((await snapshotOf(pageId)).components).toHaveLength(50);
  });

  it("refreshed figures change the tag, not the version, and send nothing", async () => {
    const pageId = await makePage([await makeComponent(db, organizationId)]);
    const read = async () =>
      required(
        (await db.sql`select version, revision, etag from public.page_snapshots where status_page_id = ${pageId}`)[0],
      );
    const before = await read();
    const messages = (await messagesOn(`page:${pageId}`)).length;
    await db.sql`select private.refresh_figures()`;
    const after = await read();
    expect(after["version"]).toBe(before["version"]);
    expect(after["etag"]).not.toBe(before["etag"]);
    expect(await messagesOn(`page:${pageId}`)).toHaveLength(messages);
  });

  it("a change too large for a message says only that there is one", async () => {
    const ids = await Promise.all(Array.from({ length: 90 }, () => makeComponent(db, organizationId)));
    const pageId = await makePage(ids);
    await db.sql`update public.components set manual_status = 'major_outage' where id = any(${ids})`;
    await db.sql`select private.rebuild_pages(array[${pageId}]::uuid[], ${ids}::uuid[])`;
    expect(required((await messagesOn(`page:${pageId}`)).at(-1)).changes).toBeNull();
  });

  it("a private page says only that there is something new: sockets keep the rights they joined with", async () => {
    const component = await makeComponent(db, organizationId);
    const pageId = await makePage([component]);
    await db.sql`update public.status_pages set is_public = false where id = ${pageId}`;
    await pin(component, "major_outage");
    const message = required((await messagesOn(`page:${pageId}`)).at(-1));
    expect(message.version).toBe((await snapshotOf(pageId)).version);
    expect(message.changes).toBeNull();
  });

  it.each([
    [["under_maintenance", null], "maintenance", "Service Under Maintenance"],
    [["degraded_performance", "under_maintenance"], "minor", "Partially Degraded Service"],
    [["major_outage", "partial_outage"], "critical", "Major Service Outage"],
    [[null, null], "none", "All Systems Operational"],
  ])("the banner of %j is %s", async (statuses, indicator, description) => {
    const ids = await Promise.all(statuses.map(() => makeComponent(db, organizationId)));
    const pageId = await makePage(ids);
    for (const [index, status] of statuses.entries()) await pin(required(ids[index]), status);
    expect((await snapshotOf(pageId)).status).toMatchObject({ indicator, description });
  });

  it("with nothing but missing data the banner never says all is well", async () => {
    const componentId = await makeComponent(db, organizationId);
    await db.sql`insert into public.monitors (organization_id, component_id, name, kind, region_ids) values (${organizationId}, ${componentId}, 'm', 'http', '{local}')`;
    expect((await snapshotOf(await makePage([componentId]))).status).toMatchObject({
      indicator: "unknown",
      description: "No data for 1 component",
    });
  });
});

describe("uptime", () => {
  /** A component whose ledger is written by hand: [status, from, to] in the given zone. */
  async function ledger(
    intervals: ReadonlyArray<readonly [string, string, string | null]>,
    timeZone: string,
  ): Promise<string> {
    const componentId = await makeComponent(db, organizationId);
    await db.sql`delete from public.status_events where component_id = ${componentId}`;
    for (const [status, from, to] of intervals) {
      await db.sql`
        insert into public.status_events (organization_id, component_id, status, cause, started_at, ended_at)
        values (${organizationId}, ${componentId}, ${status}, 'manual', ${from}::timestamp at time zone ${timeZone}, ${to}::timestamp at time zone ${timeZone})`;
    }
    return componentId;
  }
  const days = async (componentId: string, timeZone: string, first: string, last: string) =>
    (
      await db.sql`
        select day::text, operational, degraded_performance, partial_outage, major_outage, under_maintenance, unknown
        from private.ledger_days(array[${componentId}]::uuid[], ${timeZone}, ${first}, ${last}, '2030-01-01')
        order by day`
    ).map((row) => ({ ...row }));

  it("days are those of the page's zone, 23 and 25 hours long when clocks change", async () => {
    const zone = "Europe/Berlin";
    const componentId = await ledger([["operational", "2026-03-28 00:00", "2026-10-27 00:00"]], zone);
    const spring = await days(componentId, zone, "2026-03-28", "2026-03-30");
    expect(spring.map((day) => day["operational"])).toEqual([86_400, 82_800, 86_400]);
    const autumn = await days(componentId, zone, "2026-10-24", "2026-10-26");
    expect(autumn.map((day) => day["operational"])).toEqual([86_400, 90_000, 86_400]);
  });

  it("an interval over midnight is split between the days", async () => {
    const componentId = await ledger(
      [
        ["operational", "2026-05-01 00:00", "2026-05-01 23:30"],
        ["major_outage", "2026-05-01 23:30", "2026-05-02 00:15"],
        ["operational", "2026-05-02 00:15", "2026-05-03 00:00"],
      ],
      "America/New_York",
    );
    expect(
      (await days(componentId, "America/New_York", "2026-05-01", "2026-05-02")).map((day) => day["major_outage"]),
    ).toEqual([1800, 900]);
  });

  const percent = async (
    values: { o?: number; d?: number; p?: number; m?: number; w?: number },
    weights: readonly (number | null)[] = [0, 0.3, 1, null],
  ) => {
    const [row] = await db.sql<{ percent: number | null }[]>`
      select private.uptime_percent(${values.o ?? 0}, ${values.d ?? 0}, ${values.p ?? 0}, ${values.m ?? 0}, ${values.w ?? 0},
        ${weights[0] ?? null}, ${weights[1] ?? null}, ${weights[2] ?? null}, ${weights[3] ?? null})::float as percent`;
    return required(row).percent;
  };

  it.each([
    ["nothing known is no figure, not 100", {}, null],
    ["only maintenance is no figure either", { w: 3600 }, null],
    ["degraded counts as up", { o: 50, d: 50 }, 100],
    ["partial counts for three tenths", { o: 90, p: 10 }, 97],
    ["major counts in full", { o: 90, m: 10 }, 90],
    ["maintenance is left out of the time", { o: 50, m: 50, w: 900 }, 50],
    ["one second in ninety days is never rounded up to 100", { o: 7_775_999, m: 1 }, 99.999],
    ["cut, not rounded", { o: 2, m: 1 }, 66.666],
  ])("%s", async (_, values, expected) => {
    expect(await percent(values)).toBe(expected);
  });

  it("a page's policy can count maintenance and weigh degraded", async () => {
    expect(await percent({ o: 50, d: 50, w: 100 }, [0.5, 0.3, 1, 1])).toBe(37.5);
  });

  it("finished days are booked once, and a change in the past opens them again", async () => {
    const componentId = await ledger([], "UTC");
    await db.sql`
      insert into public.status_events (organization_id, component_id, status, cause, started_at)
      values (${organizationId}, ${componentId}, 'operational', 'none', now() - interval '3 days')`;
    await db.sql`update public.components set status_since = now() - interval '3 days' where id = ${componentId}`;
    const pageId = await makePage([componentId]);
    await db.sql`select private.book_days()`;
    const booked = async () =>
      (await db.sql`select day from private.component_days where component_id = ${componentId}`).length;
    expect(await booked()).toBe(3);
    await db.sql`select private.book_days()`;
    expect(await booked()).toBe(3);
    await db.sql`update public.components set manual_status = 'major_outage' where id = ${componentId}`;
    await db.sql`select private.apply_component_statuses(array[${componentId}]::uuid[], now() - interval '1 day')`;
    expect((await snapshotOf(pageId)).components[0]?.days.statuses.endsWith("m")).toBe(true);
  });
});
