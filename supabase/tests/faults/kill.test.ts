import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../local/postgres/database.ts";
import { type OwnStack, startOwnStack } from "../helpers/own-stack.ts";
import { testEnvironment } from "../helpers/stack-environment.ts";

/*
 * Parts are killed with -9 while checks run; afterwards the target's own log is compared with the database. The target
 * knows each check by the header `x-heliograph-check`: schedule row and time the check began.
 */

const repository = join(import.meta.dirname, "..", "..", "..");
const monitors = 20;
const leaseSeconds = 5;
/** What was answered this long before a kill must have reached the probe's disk. */
const graceMs = 100;

interface Answered {
  readonly checkId: string;
  readonly at: number;
}

describe.skipIf(testEnvironment().kind !== "embedded")("kill -9 while checks run (embedded stack only)", () => {
  let stack: OwnStack;
  let probe: ChildProcess;
  let target: Server;
  let sql: postgres.Sql;
  const answered: Answered[] = [];
  const probeKills: number[] = [];

  beforeAll(async () => {
    stack = await startOwnStack();
    target = createServer((request, response) => {
      const checkId = String(request.headers["x-heliograph-check"]);
      response.once("finish", () => answered.push({ checkId, at: Date.now() }));
      response.end("ok");
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
    await createMonitors(sql, target);
    probe = startProbe();
  }, 90_000);

  afterAll(async () => {
    probe.kill("SIGKILL");
    await sql.end({ timeout: 1 });
    await stack.stop();
    target.closeAllConnections();
    await new Promise((resolve) => target.close(resolve));
  }, 60_000);

  function startProbe(): ChildProcess {
    return spawn(process.execPath, [join(repository, "probe", "src", "main.ts")], {
      env: {
        PATH: process.env["PATH"],
        SUPABASE_URL: stack.config.url,
        SUPABASE_SECRET_KEY: stack.keys.secretKey,
        PROBE_NAME: "killed",
        PROBE_LEASE_SECONDS: String(leaseSeconds),
        PROBE_SPOOL_DIR: join(stack.config.dataDirectory, "spool"),
      },
      stdio: "ignore",
    });
  }

  /** Waits until the target has answered this many more checks. */
  async function moreChecks(count: number): Promise<void> {
    const enough = answered.length + count;
    await vi.waitFor(() => expect(answered.length).toBeGreaterThanOrEqual(enough), { timeout: 30_000 });
  }

  async function storedIds(): Promise<Map<string, number>> {
    const rows = await sql<{ id: string; stored: number }[]>`
      select schedule_id || '@' || to_char(checked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as id, count(*)::int as stored
      from private.check_results group by 1`;
    return new Map(rows.map((row) => [row.id, row.stored]));
  }

  it("the probe: nothing that was answered is lost, and what was in flight runs again after its lease", async () => {
    await moreChecks(monitors * 3);
    probe.kill("SIGKILL");
    probeKills.push(Date.now());
    probe = startProbe();
    await vi.waitFor(
      () => {
        const after = new Set(
          answered.filter(({ at }) => at > (probeKills[0] ?? 0) + graceMs).map(({ checkId }) => checkId.split("@")[0]),
        );
        expect(after.size).toBe(monitors);
      },
      { timeout: (leaseSeconds + 15) * 1000, interval: 100 },
    );
  }, 60_000);

  it("Realtime and Postgres: checks go on, and all of them arrive", async () => {
    process.kill(await stack.pidOf("realtime"), "SIGKILL");
    await moreChecks(monitors);
    process.kill(await stack.pidOf("postgres"), "SIGKILL");
    await moreChecks(monitors * 3);
    await vi.waitFor(async () => expect((await fetch(`${stack.config.url}/readyz`)).status).toBe(200), {
      timeout: 30_000,
      interval: 200,
    });
    await moreChecks(monitors * 2);
  }, 120_000);

  it("afterwards the target's log and the database agree", async () => {
    probe.kill("SIGTERM");
    await new Promise((resolve) => probe.once("exit", resolve));
    const stored = await storedIds();
    const isAtKill = (at: number) => probeKills.some((kill) => at > kill - graceMs && at <= kill + graceMs);
    const lost = answered.filter(({ checkId, at }) => !isAtKill(at) && stored.get(checkId) !== 1);
    expect(lost).toEqual([]);
    expect(answered.length).toBeGreaterThan(monitors * 9);
  }, 60_000);
});

async function createMonitors(sql: postgres.Sql, target: Server): Promise<void> {
  const address = target.address();
  if (address === null || typeof address === "string") throw new Error("the target has no port");
  const url = `http://127.0.0.1:${address.port}`;
  await sql`
    with organization as (insert into public.organizations (name, slug) values ('Kill', 'kill') returning id),
    allowed as (insert into private.network_allowances (organization_id, network, reason) select id, '127.0.0.0/8', 'test' from organization),
    component as (insert into public.components (organization_id, name) select id, 'Target' from organization returning id, organization_id)
    insert into public.monitors (organization_id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids)
    select c.organization_id, c.id, 'm' || n, 'http', jsonb_build_object('url', ${url}::text || '/' || n), 1, 2000, '{local}'
    from component c, generate_series(1, ${monitors}::int) n`;
}
