import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { openDashboard } from "./dashboard.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { cpuSeconds } from "./processes.ts";
import { type BenchStack, startStack } from "./stack.ts";

const monitors = 10_000;
const warmUpMs = 20_000;
const measureMs = 12_000;
const rounds = 3;
const bareSeconds = 5;
const bareConcurrency = 200;

/** HTTP checks end to end, as many as the stack can do, against a bare loop of requests; CPU; a dashboard open. */
export const checks: Bench = {
  title: "http checks/s end to end",
  async run(figures) {
    const target = await startHelper("target.ts");
    const targetUrl = `http://127.0.0.1:${target.answer}`;
    let stack: BenchStack | undefined;
    try {
      const bareBefore = await bareRequests(targetUrl);
      stack = await startStack();
      const { organizationIds } = await makeMonitors(stack, { count: monitors, intervalSeconds: 1, targetUrl });
      await delay(warmUpMs);
      const runs: { closed: Measured[]; open: Measured[] } = { closed: [], open: [] };
      const dashboard = await openDashboard(stack, organizationIds[0] ?? "");
      for (let round = 0; round < rounds; round += 1) {
        await dashboard.pause();
        runs.closed.push(await measure(stack));
        await dashboard.resume();
        runs.open.push(await measure(stack));
      }
      await dashboard.close();
      await stack.stop();
      stack = undefined;
      // A machine that others share changes its speed within minutes: the limit is measured on both sides.
      const bare = (bareBefore + (await bareRequests(targetUrl))) / 2;
      say(`the dashboard refreshed ${dashboard.refreshes()} times`);
      const best = mean(runs.closed);
      const reference = { name: "bare requests/s", value: bare };
      figures.add("http checks", best.perSecond, "checks/s", "≥ 3,600; ≥ 0.5", reference);
      figures.add("CPU of the whole stack per 1,000 checks", best.cpuPerThousand, "s", "≤ 0.55");
      figures.add("http checks, a dashboard open", mean(runs.open).perSecond, "checks/s", "≥ 0.95", {
        name: "without it",
        value: best.perSecond,
      });
    } finally {
      await stack?.stop();
      await target.stop();
    }
  },
};

interface Measured {
  readonly perSecond: number;
  readonly cpuPerThousand: number;
}

/** Results that were stored while the clock ran, and what the stack's processes used meanwhile. */
async function measure(stack: BenchStack): Promise<Measured> {
  const supervisor = (await stack.processes()).get("supervisor") ?? 0;
  // By what was stored meanwhile, not by when the checks began: results may wait for the database.
  const stored = async () => {
    const [row] = await stack.sql<{ n: number }[]>`select count(*)::integer as n from private.check_results where up`;
    return row?.n ?? 0;
  };
  const storedBefore = await stored();
  const startedAt = performance.now();
  const before = await cpuSeconds(supervisor);
  await delay(measureMs);
  const seconds = (performance.now() - startedAt) / 1000;
  const used = (await cpuSeconds(supervisor)) - before;
  const count = (await stored()) - storedBefore;
  const failed = await stack.sql<{ reason: string | null }[]>`
    select reason from private.check_results where not up and checked_at > now() - interval '1 minute' limit 1`;
  if (failed.length > 0) throw new Error(`Checks of a healthy target failed: ${failed[0]?.reason}`);
  const measured = { perSecond: count / seconds, cpuPerThousand: (used * 1000) / count };
  say(`${Math.round(measured.perSecond)} checks/s, ${measured.cpuPerThousand.toFixed(2)} CPU seconds per 1,000`);
  return measured;
}

/** The better of two libraries. */
async function bareRequests(targetUrl: string): Promise<number> {
  let best = 0;
  for (const library of ["undici", "node"]) {
    const args = [library, `${targetUrl}/path`, String(bareConcurrency), String(bareSeconds)];
    const helper = await startHelper("bare-requests.ts", ...args);
    await helper.stop();
    say(`bare ${library}: ${Math.round(Number(helper.answer))} requests/s`);
    best = Math.max(best, Number(helper.answer));
  }
  return best;
}

function mean(runs: readonly Measured[]): Measured {
  const average = (pick: (run: Measured) => number) => runs.reduce((sum, run) => sum + pick(run), 0) / runs.length;
  return { perSecond: average((run) => run.perSecond), cpuPerThousand: average((run) => run.cpuPerThousand) };
}
