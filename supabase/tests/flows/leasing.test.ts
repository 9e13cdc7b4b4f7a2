import { beforeAll, describe, expect, it } from "vitest";
import { makeRegion, reportResults } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeMonitor, makeOrganization, makeProbe, required } from "../helpers/world.ts";

let db: TestDatabase;
let organizationId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  organizationId = await makeOrganization(db, await db.createUser());
});

interface LeasedCheck {
  readonly schedule_id: number | null;
  readonly request_id: string | null;
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly observe: readonly string[];
  readonly allowed_networks: readonly string[];
}

function lease(probeId: string, max = 100, leaseSeconds = 30): Promise<LeasedCheck[]> {
  return asCommitted(db, "service_role", async (sql) => [
    ...(await sql<LeasedCheck[]>`select * from public.lease_checks(${probeId}, ${max}, ${leaseSeconds}, 0, 100)`),
  ]);
}

describe("lease_checks", () => {
  it("gives each due check to one probe only, however many ask at once", async () => {
    const region = await makeRegion(db);
    const probes = await Promise.all([1, 2, 3, 4].map(() => makeProbe(db, region)));
    for (let index = 0; index < 40; index += 1)
      await makeMonitor(db, organizationId, await makeComponent(db, organizationId), { regions: [region] });
    const leases = (await Promise.all(probes.map((probe) => lease(probe, 25)))).flat();
    const ids = leases.map((entry) => entry.schedule_id);
    expect(ids).toHaveLength(40);
    expect(new Set(ids).size).toBe(40);
  });

  it("gives a probe only the kinds it advertises, and none of another region", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region, ["tcp"]);
    const component = await makeComponent(db, organizationId);
    await makeMonitor(db, organizationId, component, { kind: "http", regions: [region] });
    await makeMonitor(db, organizationId, component, { kind: "tcp", regions: [region] });
    await makeMonitor(db, organizationId, component, { kind: "tcp" });
    expect((await lease(probe)).map((entry) => entry.kind)).toEqual(["tcp"]);
  });

  it("gives a check again when its lease has run out, and not before", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const monitor = await makeMonitor(db, organizationId, await makeComponent(db, organizationId), {
      regions: [region],
      timeoutMs: 1000,
    });
    expect(await lease(probe, 10, 20)).toHaveLength(1);
    expect(await lease(probe, 10, 20)).toHaveLength(0);
    await db.sql`update private.schedule set next_run_at = next_run_at - interval '21 seconds' where monitor_id = ${monitor.id}`;
    expect(await lease(probe, 10, 20)).toHaveLength(1);
  });

  it("keeps the grid of slots after a report and skips missed ones", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const monitor = await makeMonitor(db, organizationId, await makeComponent(db, organizationId), {
      regions: [region],
      intervalSeconds: 60,
    });
    await db.sql`update private.schedule set due_at = now() - interval '150 seconds', next_run_at = now() where monitor_id = ${monitor.id}`;
    const [leased] = await lease(probe);
    await reportResults(db, probe, [
      { schedule_id: leased?.schedule_id, checked_at: new Date().toISOString(), up: true },
    ]);
    const [row] = await db.sql<{ seconds: number; leased_by: number | null }[]>`
      select round(extract(epoch from next_run_at - now()))::int as seconds, leased_by from private.schedule where monitor_id = ${monitor.id}`;
    expect(row).toEqual({ seconds: 30, leased_by: null });
  });

  it("gives leases back", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    await makeMonitor(db, organizationId, await makeComponent(db, organizationId), { regions: [region] });
    const [leased] = await lease(probe);
    const released = await asCommitted(db, "service_role", async (sql) => {
      const [row] = await sql<
        { count: number }[]
      >`select public.release_leases(${probe}, ${[required(leased?.schedule_id)]}) as count`;
      return row?.count;
    });
    expect(released).toBe(1);
    expect(await lease(probe)).toHaveLength(1);
  });

  it("hands out secrets, the metrics that criteria want and the allowed networks, and the API never shows the secret", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const admin = await db.createUser();
    const own = await makeOrganization(db, admin);
    await db.sql`insert into private.network_allowances (organization_id, network, reason) values (${own}, '10.1.0.0/16', 'test')`;
    const monitor = await makeMonitor(db, own, await makeComponent(db, own), {
      regions: [region],
      config: { url: "https://example.com", username: "u" },
      criteria: [{ status: "major_outage", conditions: [{ metric: "json.$.ok", operator: "eq", value: "no" }] }],
    });
    await asCommitted(
      db,
      admin.claims,
      (sql) => sql`update public.monitors set config = config || '{"password": "hunter2"}' where id = ${monitor.id}`,
    );
    const [leased] = await lease(probe);
    expect(leased).toMatchObject({
      config: { url: "https://example.com", username: "u", password: "hunter2" },
      observe: ["json.$.ok"],
      allowed_networks: ["10.1.0.0/16"],
    });
    const seen = await db.as(admin.claims, async (sql) =>
      JSON.stringify([await sql`select * from public.monitors`, await sql`select * from public.audit_events`]),
    );
    expect(seen).not.toContain("hunter2");
  });

  it("check now makes a monitor due, but not what was checked a moment ago", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const admin = await db.createUser();
    const own = await makeOrganization(db, admin);
    const monitor = await makeMonitor(db, own, await makeComponent(db, own), { regions: [region] });
    const now = () =>
      asCommitted(db, admin.claims, async (sql) => (await sql`select public.check_now(${monitor.id}) as n`)[0]?.["n"]);
    const [leased] = await lease(probe);
    expect(await now()).toBe(0);
    await reportResults(db, probe, [
      { schedule_id: leased?.schedule_id, checked_at: new Date().toISOString(), up: true },
    ]);
    expect(await now()).toBe(0);
    await db.sql`update private.region_states set last_checked_at = now() - interval '6 seconds' where schedule_id = ${leased?.schedule_id ?? 0}`;
    expect(await now()).toBe(1);
    expect(await lease(probe)).toHaveLength(1);
  });

  it("runs a person's test once and gives the answer to that person alone", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const admin = await db.createUser();
    const own = await makeOrganization(db, admin);
    const requestId = await asCommitted(db, admin.claims, async (sql) => {
      const [row] = await sql<
        { id: string }[]
      >`select public.request_check(${own}, 'http', '{"url":"https://example.com"}', 5000, ${region}) as id`;
      return required(row).id;
    });
    const [leased] = await lease(probe);
    expect(leased).toMatchObject({ request_id: requestId, schedule_id: null, kind: "http" });
    expect(await lease(probe)).toHaveLength(0);
    await reportResults(db, probe, [
      { request_id: requestId, checked_at: new Date().toISOString(), up: true, latency_ms: 12 },
    ]);
    const ask = (claims: Parameters<TestDatabase["as"]>[0]) =>
      db.as(claims, async (sql) => [...(await sql`select result from public.requested_check(${requestId})`)]);
    expect(await ask(admin.claims)).toMatchObject([{ result: { up: true, latency_ms: 12 } }]);
    expect(await ask((await db.createUser()).claims)).toEqual([]);
  });
});
