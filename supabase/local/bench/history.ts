import { type Bench, say } from "./bench.ts";
import { signInMember } from "./dashboard.ts";
import { percentile } from "./figures.ts";
import { makeBatch } from "./ingest.ts";
import { makeMonitors } from "./monitors.ts";
import { type BenchStack, startStack } from "./stack.ts";

const monitors = 1_000;
const runs = 40;
const warmUps = 8;

/**
 * What a report, a page's snapshot and a component's detail cost with 7 days of raw results, 30 days of hours and two
 * years of days, against the same without any, in a second stack. `--history` fills all 1,000 monitors (10 M raw rows); otherwise
 * those of the page and every tenth (1.5 M).
 */
export const history: Bench = {
  title: "cost with history against an empty database",
  async run(figures, options) {
    const stacks = [await startStack(), await startStack()] as const;
    try {
      const [empty, full] = [await prepare(stacks[0]), await prepare(stacks[1])];
      const rows = await fill(stacks[1], options.history ? 1 : 10);
      say(`filled with ${rows} raw results`);
      for (const name of ["ingest", "snapshot", "detail"] as const) {
        const times = await measure(empty[name], full[name]);
        figures.add(`${name} with history (${rows} raw rows)`, times.full, "ms", "≤ 1.2", {
          name: "ms, empty",
          value: times.empty,
        });
      }
    } finally {
      await Promise.all(stacks.map((stack) => stack.stop()));
    }
  },
};

type Name = "ingest" | "snapshot" | "detail";

type Work = (run: number) => Promise<unknown>;

/** Makes the monitors. What it returns runs once and resolves when the database has answered. */
async function prepare(stack: BenchStack): Promise<Record<Name, Work>> {
  const { sql } = stack;
  const options = { count: monitors, intervalSeconds: 60, targetUrl: "http://127.0.0.1:9", region: "bench" };
  const { scheduleIds, organizationIds } = await makeMonitors(stack, options);
  const organizationId = organizationIds[0] ?? "";
  const registration = { name: "bench", region_id: "bench", kinds: ["http"], version: "1" };
  const probeId = String(await stack.rpc("register_probe", JSON.stringify(registration)));
  const { accessToken } = await signInMember(stack, organizationId);
  const claims = Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString("utf8");
  const [page] = await sql<{ id: string }[]>`select id from public.status_pages where slug = 'bench-0'`;
  const [component] = await sql<{ id: string }[]>`
    select id from public.components where organization_id = ${organizationId} order by position limit 1`;
  const [pageId, componentId] = [page?.id ?? "", component?.id ?? ""];
  return {
    ingest: (run) => {
      const batch = makeBatch(scheduleIds, 0, run);
      return sql`select * from private.report_results(${probeId}, ${batch}::text::jsonb)`;
    },
    snapshot: () => sql`select private.rebuild_pages(array[${pageId}::uuid])`,
    detail: () =>
      sql.begin(async (transaction) => {
        await transaction`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
        await transaction`select * from public.component_uptime(${componentId})`;
        await transaction`select * from public.component_bars(${organizationId}, ${componentId}, 'UTC', 90)`;
        await transaction`select * from public.latency_series(${componentId}, 24)`;
        const log = await transaction`select * from public.check_log(${componentId})`;
        if (log.length === 0) throw new Error("The member sees no results.");
      }),
  };
}

/** Median milliseconds. In turn, so that whatever else the machine does falls on both. */
async function measure(empty: Work, full: Work): Promise<{ empty: number; full: number }> {
  const times = { empty: [] as number[], full: [] as number[] };
  for (let run = 0; run < warmUps + runs; run += 1) {
    for (const [name, work] of Object.entries({ empty, full })) {
      const startedAt = performance.now();
      await work(run);
      if (run >= warmUps) times[name === "empty" ? "empty" : "full"].push(performance.now() - startedAt);
    }
  }
  return { empty: percentile(times.empty, 0.5), full: percentile(times.full, 0.5) };
}

/** @returns how many raw results were written */
async function fill(stack: BenchStack, every: number): Promise<number> {
  const { sql } = stack;
  const filled = sql`
    select s.id from private.schedule s join public.monitors m on m.id = s.monitor_id join public.components c on c.id = m.component_id
    where m.name like 'Component %' and (c.position <= 50 or c.position % ${every} = 0)`;
  const raw = await sql`
    insert into private.check_results (schedule_id, checked_at, probe_number, verdict, up, status_code, latency_ms, connect_ms, first_byte_ms)
    select f.id, t + f.id * interval '7 milliseconds', 0, 'operational', true, 200, 40 + random() * 200, 0.3, 30 + random() * 200
    from generate_series(now() - interval '7 days' + interval '1 minute', now() - interval '10 minutes', interval '1 minute') t, (${filled}) f
    where t >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '7 days'
    order by t`;
  await sql`
    insert into private.check_rollups_hourly (schedule_id, hour, checks, failures, latency_sum_ms, latency_max_ms, latency_buckets)
    select f.id, t, 60, 0, 8400, 240, array_fill(0, array[15]) || array[1, 2, 5, 10, 20, 12, 7, 3] || array_fill(0, array[23])
    from generate_series(date_trunc('hour', now()) - interval '30 days', date_trunc('hour', now()) - interval '1 hour', interval '1 hour') t, (${filled}) f
    on conflict do nothing`;
  await sql`
    insert into private.check_rollups_daily (schedule_id, day, checks, failures, latency_sum_ms, latency_max_ms, latency_buckets)
    select f.id, t::date, 1440, 0, 201600, 240, array_fill(0, array[15]) || array[24, 48, 120, 240, 480, 288, 168, 72] || array_fill(0, array[23])
    from generate_series(current_date - 730, current_date - 1, interval '1 day') t, (${filled}) f
    on conflict do nothing`;
  await sql`vacuum analyze`;
  await sql`checkpoint`;
  return raw.count;
}
