import { beforeAll, describe, expect, it } from "vitest";
import { componentStatus, makeRegion, reportResults } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeMonitor, makeOrganization, makeProbe, required } from "../helpers/world.ts";

let db: TestDatabase;
let organizationId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  organizationId = await makeOrganization(db, await db.createUser());
});

describe("silence", () => {
  const watched = async (kind: "http" | "heartbeat" = "http") => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const componentId = await makeComponent(db, organizationId);
    const monitor = await makeMonitor(db, organizationId, componentId, {
      kind,
      regions: [region],
      intervalSeconds: 10,
      timeoutMs: 1000,
    });
    return { probe, componentId, monitorId: monitor.id, scheduleId: required(monitor.scheduleIds[0]) };
  };
  /** Moves everything known of a monitor into the past. */
  const age = async (monitorId: string, seconds: number) => {
    await db.sql`
      update private.region_states st set last_checked_at = last_checked_at - make_interval(secs => ${seconds})
      from private.schedule s where s.id = st.schedule_id and s.monitor_id = ${monitorId}`;
    await db.sql`update private.schedule set created_at = created_at - make_interval(secs => ${seconds}) where monitor_id = ${monitorId}`;
  };
  // The database of these tests has only just started, which alone would be a reason to wait.
  const detect = () => db.sql`select private.detect_silence('-infinity')`;

  it("after two intervals and a timeout without results the status is unknown", async () => {
    const { probe, componentId, monitorId, scheduleId } = await watched();
    await reportResults(db, probe, [{ schedule_id: scheduleId, checked_at: new Date().toISOString(), up: true }]);
    await age(monitorId, 20);
    await detect();
    expect(await componentStatus(db, componentId)).toBe("operational");
    await age(monitorId, 2);
    await detect();
    expect(await componentStatus(db, componentId)).toBe("unknown");
    await reportResults(db, probe, [{ schedule_id: scheduleId, checked_at: new Date().toISOString(), up: true }]);
    expect(await componentStatus(db, componentId)).toBe("operational");
  });

  it("time in which the database was down does not count", async () => {
    const { probe, componentId, monitorId, scheduleId } = await watched();
    await reportResults(db, probe, [{ schedule_id: scheduleId, checked_at: new Date().toISOString(), up: true }]);
    await age(monitorId, 3600);
    await db.sql`select private.detect_silence(now() - interval '5 seconds')`;
    expect(await componentStatus(db, componentId)).toBe("operational");
  });

  it("a probe that said nothing for a minute is no longer alive", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    const region = await makeRegion(db);
    const [awake, asleep] = [await makeProbe(db, region), await makeProbe(db, region)];
    await db.sql`update public.probes set last_seen_at = now() - interval '61 seconds' where id = ${asleep}`;
    const reserved = await makeProbe(db, region);
    await db.sql`update public.probes set last_seen_at = 'epoch' where id = ${reserved}`;
    const seen = await db.as(
      user.claims,
      (sql) => sql`
      select id, is_alive from public.probe_overview(${organization}) where region_id = ${region}`,
    );
    expect(new Map(seen.map(({ id, is_alive }) => [id, is_alive]))).toEqual(
      new Map([
        [awake, true],
        [asleep, false],
      ]),
    );
  });

  it("a monitor that no probe can run says so", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region, ["http"]);
    const componentId = await makeComponent(db, organizationId);
    const monitor = await makeMonitor(db, organizationId, componentId, {
      kind: "ping",
      regions: [region],
      intervalSeconds: 10,
      timeoutMs: 1000,
    });
    await asCommitted(db, "service_role", (sql) => sql`select * from public.lease_checks(${probe}, 100, 30, 0, 100)`);
    await age(monitor.id, 60);
    await detect();
    const [state] =
      await db.sql`select status, reason from private.region_states where schedule_id = ${required(monitor.scheduleIds[0])}`;
    expect(state).toEqual({ status: "unknown", reason: "no_probe" });
  });

  it("a heartbeat that does not come is down, and one that comes is up", async () => {
    const { componentId, monitorId } = await watched("heartbeat");
    const [row] = await db.sql<
      { token: string }[]
    >`select token from private.heartbeat_tokens where monitor_id = ${monitorId}`;
    const beat = (token: string) =>
      asCommitted(db, "service_role", async (sql) => {
        const [answer] = await sql<{ ok: boolean }[]>`select public.record_heartbeat(${token}) as ok`;
        return answer?.ok;
      });
    expect(await beat(required(row).token)).toBe(true);
    expect(await beat("no-such-token-at-all")).toBe(false);
    expect(await componentStatus(db, componentId)).toBe("operational");
    await age(monitorId, 12);
    await db.sql`update public.monitors set created_at = now() - interval '1 hour', updated_at = now() - interval '1 hour' where id = ${monitorId}`;
    await detect();
    expect(await componentStatus(db, componentId)).toBe("major_outage");
    await beat(required(row).token);
    expect(await componentStatus(db, componentId)).toBe("operational");
  });
});

describe("effective status", () => {
  it("a status pinned by hand holds over monitors until it expires", async () => {
    const region = await makeRegion(db);
    const probe = await makeProbe(db, region);
    const componentId = await makeComponent(db, organizationId);
    const monitor = await makeMonitor(db, organizationId, componentId, { regions: [region] });
    const send = (up: boolean) =>
      reportResults(db, probe, [{ schedule_id: monitor.scheduleIds[0], checked_at: new Date().toISOString(), up }]);
    await send(false);
    await db.sql`update public.components set manual_status = 'degraded_performance', manual_status_expires_at = now() + interval '1 hour' where id = ${componentId}`;
    expect(await componentStatus(db, componentId)).toBe("degraded_performance");
    await send(true);
    await send(false);
    expect(await componentStatus(db, componentId)).toBe("degraded_performance");
    await db.sql`update public.components set manual_status_expires_at = now() - interval '1 second' where id = ${componentId}`;
    await db.sql`select private.expire_manual_statuses()`;
    expect(await componentStatus(db, componentId)).toBe("major_outage");
  });

  it("is operational without monitors, unknown with one that has not spoken or is paused", async () => {
    const componentId = await makeComponent(db, organizationId);
    expect(await componentStatus(db, componentId)).toBe("operational");
    const monitor = await makeMonitor(db, organizationId, componentId);
    expect(await componentStatus(db, componentId)).toBe("unknown");
    await db.sql`update public.monitors set paused_at = now() where id = ${monitor.id}`;
    expect(await componentStatus(db, componentId)).toBe("unknown");
    await db.sql`update public.monitors set paused_at = null where id = ${monitor.id}`;
    expect(await componentStatus(db, componentId)).toBe("unknown");
    await db.sql`delete from public.monitors where id = ${monitor.id}`;
    expect(await componentStatus(db, componentId)).toBe("operational");
  });

  it("the ledger has no gaps and exactly one open interval", async () => {
    const componentId = await makeComponent(db, organizationId);
    for (const status of ["partial_outage", "major_outage", "degraded_performance", null] as const) {
      await db.sql`update public.components set manual_status = ${status} where id = ${componentId}`;
    }
    const events = await db.sql<{ started_at: Date; ended_at: Date | null }[]>`
      select started_at, ended_at from public.status_events where component_id = ${componentId} order by started_at, id`;
    expect(events).toHaveLength(5);
    for (const [index, event] of events.entries()) {
      expect(event.ended_at?.getTime() ?? null).toBe(events[index + 1]?.started_at.getTime() ?? null);
    }
  });
});
