import type { TestDatabase } from "./test-database.ts";
import { asCommitted, type MonitorOptions, makeComponent, makeMonitor, required, unique } from "./world.ts";

/** How the database counted a batch. */
export interface Receipt {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
}

/** One finished check: up, in 20 ms and with status 200, unless said otherwise. */
export interface Sample {
  readonly scheduleId: number;
  readonly at: Date;
  readonly up?: boolean;
  readonly latencyMs?: number | null;
  readonly statusCode?: number;
  readonly metrics?: Readonly<Record<string, string | number | boolean>>;
  readonly inconclusive?: boolean;
}

/** Reports results as a probe does, in one batch. */
export function reportResults(db: TestDatabase, probeId: string, results: readonly object[]): Promise<Receipt> {
  return asCommitted(db, "service_role", async (sql) => {
    const [row] = await sql<Receipt[]>`
      select * from public.report_results(${probeId}, ${sql.json(results.map((result) => ({ ...result })))})`;
    return required(row);
  });
}

/** Reports samples in the shape in which a probe sends them. */
export function reportSamples(db: TestDatabase, probeId: string, samples: readonly Sample[]): Promise<Receipt> {
  const results = samples.map(
    ({ scheduleId, at, up = true, latencyMs = 20, statusCode = 200, metrics, inconclusive }) => ({
      schedule_id: scheduleId,
      checked_at: at.toISOString(),
      up,
      latency_ms: up ? latencyMs : null,
      status_code: up ? statusCode : null,
      reason: up ? null : "timeout",
      timings: up ? { dns: 1, connect: 2, tls: null, first_byte: 10 } : null,
      metrics: metrics === undefined ? null : { ...metrics },
      ...(inconclusive && { inconclusive }),
    }),
  );
  return reportResults(db, probeId, results);
}

/** A component and its monitor, with the schedule row of the monitor's first region. */
export interface Watched {
  readonly componentId: string;
  readonly monitorId: string;
  readonly scheduleId: number;
}

/** Makes a monitor. @param componentId the component it watches; a new one unless given */
export async function makeWatched(
  db: TestDatabase,
  organizationId: string,
  options: MonitorOptions = {},
  componentId?: string,
): Promise<Watched> {
  const id = componentId ?? (await makeComponent(db, organizationId));
  const monitor = await makeMonitor(db, organizationId, id, options);
  return { componentId: id, monitorId: monitor.id, scheduleId: required(monitor.scheduleIds[0]) };
}

/** A region of its own, so that only the test's probes lease from it. */
export async function makeRegion(db: TestDatabase): Promise<string> {
  const id = unique("place");
  await db.sql`insert into public.regions (id, name) values (${id}, 'Place')`;
  return id;
}

/** The stored status of a component. */
export async function componentStatus(db: TestDatabase, componentId: string): Promise<string> {
  const [row] = await db.sql<{ status: string }[]>`select status from public.components where id = ${componentId}`;
  return required(row).status;
}

/** The stored status of a component, and what it is because of. */
export async function componentState(
  db: TestDatabase,
  componentId: string,
): Promise<{ readonly status: string; readonly cause: string; readonly cause_id: string | null }> {
  const [row] = await db.sql<{ status: string; cause: string; cause_id: string | null }[]>`
    select status, status_cause as cause, status_cause_id as cause_id from public.components where id = ${componentId}`;
  return { ...required(row) };
}
