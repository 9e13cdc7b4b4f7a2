import { databaseUrl } from "../config.ts";
import { connect } from "../postgres/database.ts";
import { type Bench, say } from "./bench.ts";
import { percentile } from "./figures.ts";
import { makeMonitors } from "./monitors.ts";
import { type BenchStack, startStack } from "./stack.ts";

const monitors = 10_000;
const reporters = 2;
const batchSize = 1_000;
const batchesPerReporter = 40;
const rounds = 3;

/** Two reporters with batches of 1,000 over 10,000 monitors: through REST, and the same calls over Postgres's protocol. */
export const ingest: Bench = {
  title: "ingest: results/s",
  async run(figures) {
    const stack = await startStack();
    try {
      const { scheduleIds } = await makeMonitors(stack, {
        count: monitors,
        intervalSeconds: 60,
        targetUrl: "http://127.0.0.1:9",
        region: "bench",
      });
      const probeIds: string[] = [];
      for (let n = 0; n < reporters; n += 1) {
        const body = { name: `reporter-${n}`, region_id: "bench", kinds: ["http"], version: "1" };
        probeIds.push(String(await stack.rpc("register_probe", JSON.stringify(body))));
      }
      const overRest: number[] = [];
      const overPostgres: number[] = [];
      const sender = { rest: restSender(stack), postgres: postgresSender(stack) };
      await measure(scheduleIds, probeIds, sender.rest.send, 8);
      await measure(scheduleIds, probeIds, sender.postgres.send, 8);
      // In turn, so that whatever else the machine does falls on both.
      for (let round = 0; round < rounds; round += 1) {
        overRest.push(await measure(scheduleIds, probeIds, sender.rest.send, batchesPerReporter));
        overPostgres.push(await measure(scheduleIds, probeIds, sender.postgres.send, batchesPerReporter));
        say(
          `round ${round + 1}: REST ${Math.round(overRest.at(-1) ?? 0)}/s, Postgres ${Math.round(overPostgres.at(-1) ?? 0)}/s`,
        );
      }
      await sender.postgres.close();
      figures.add("ingest through REST", percentile(overRest, 0.5), "results/s", "≥ 20,000; ≥ 0.5", {
        name: "over Postgres's protocol",
        value: percentile(overPostgres, 0.5),
      });
    } finally {
      await stack.stop();
    }
  },
};

type Send = (probeId: string, results: string) => Promise<void>;

/** Results stored a second by all reporters together. The batches are written before the clock starts. */
async function measure(
  scheduleIds: readonly number[],
  probeIds: readonly string[],
  send: Send,
  batches: number,
): Promise<number> {
  const work = probeIds.map((probeId, reporter) => ({
    probeId,
    bodies: Array.from({ length: batches }, (_, batch) => makeBatch(scheduleIds, reporter, batch)),
  }));
  const startedAt = performance.now();
  await Promise.all(
    work.map(async ({ probeId, bodies }) => {
      for (const body of bodies) await send(probeId, body);
    }),
  );
  return (probeIds.length * batches * batchSize * 1000) / (performance.now() - startedAt);
}

let clock = Date.now() - 3_600_000;

/** 1,000 results of the shape a probe sends, as JSON. Each reporter has its half of the monitors and goes through it in order. */
export function makeBatch(scheduleIds: readonly number[], reporter: number, batch: number): string {
  const mine = scheduleIds.filter((_, index) => index % reporters === reporter);
  const results = Array.from({ length: batchSize }, (_, n) => {
    clock += 1;
    const latency = 20 + ((n * 7919) % 300) + ((n * 31) % 100) / 100;
    return {
      schedule_id: mine[(batch * batchSize + n) % mine.length],
      checked_at: new Date(clock).toISOString(),
      up: true,
      latency_ms: latency,
      status_code: 200,
      reason: null,
      timings: { dns: null, connect: 0.21, tls: null, first_byte: Math.round(latency * 90) / 100 },
      metrics: null,
    };
  });
  return JSON.stringify(results);
}

function restSender(stack: BenchStack): { send: Send } {
  return {
    async send(probeId, results) {
      expectAccepted(await stack.rpc("report_results", `{"probe_id":"${probeId}","results":${results}}`));
    },
  };
}

/** What the gateway does for a call, without the gateway: the role and its claims are set in the same transaction. */
function postgresSender(stack: BenchStack): { send: Send; close(): Promise<void> } {
  const url = databaseUrl("authenticator", stack.config.databasePort);
  const sql = connect(url, { max: reporters, applicationName: "bench" });
  return {
    async send(probeId, results) {
      const rows = await sql.begin(async (transaction) => {
        await transaction`select set_config('role', 'service_role', true)`;
        return transaction`select * from public.report_results(${probeId}, ${results}::text::jsonb)`;
      });
      expectAccepted(rows);
    },
    close: () => sql.end(),
  };
}

function expectAccepted(answer: unknown): void {
  const accepted: unknown = Array.isArray(answer) ? answer[0]?.accepted : undefined;
  if (accepted !== batchSize) throw new Error(`Not all results were accepted: ${JSON.stringify(answer)}`);
}
