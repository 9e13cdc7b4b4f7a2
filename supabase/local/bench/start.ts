import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { type BenchStack, startStack } from "./stack.ts";

const monitors = 1_000;
const intervalSeconds = 20;
const crashIntervalSeconds = 5;
const leaseSeconds = 20;
/** Slow enough that a crash finds as many checks under way as the probe runs at once. */
const targetDelayMs = 400;

/** 1,000 monitors: how long until all have been checked after the stack starts, and after the probe is killed. */
export const start: Bench = {
  title: "1,000 monitors checked once after a start and after a probe crash",
  async run(figures) {
    const target = await startHelper("target.ts");
    const slowTarget = await startHelper("target.ts", String(targetDelayMs));
    const stack = await startStack();
    try {
      await makeMonitors(stack, { count: monitors, intervalSeconds, targetUrl: `http://127.0.0.1:${target.answer}` });
      await allChecked(stack, new Date());
      // All of them shall be due when the stack is back.
      const downMs = intervalSeconds * 1_000;
      const stoppedAt = performance.now();
      await stack.restart();
      say(`the restart took ${Math.round(performance.now() - stoppedAt)} ms; waiting with the probe stopped`);
      const probe = (await stack.processes()).get("probe") ?? 0;
      process.kill(probe, "SIGSTOP");
      await delay(downMs);
      process.kill(probe, "SIGKILL");
      figures.add("1,000 monitors checked after a start", await allChecked(stack, new Date()), "s", "≤ 5");

      await stack.sql`
        update public.monitors set interval_seconds = ${crashIntervalSeconds},
          config = jsonb_build_object('url', ${`http://127.0.0.1:${slowTarget.answer}`}::text || '/' || component_id)
        where name like 'Component %'`;
      await delay(2 * intervalSeconds * 1_000);
      process.kill((await stack.processes()).get("probe") ?? 0, "SIGKILL");
      figures.add("1,000 monitors checked after a probe crash", await allChecked(stack, new Date()), "s", "≤ 1 lease", {
        name: "s lease",
        value: leaseSeconds,
      });
    } finally {
      await stack.stop();
      await target.stop();
      await slowTarget.stop();
    }
  },
};

/** Seconds until every monitor of the bench has a result of a check that began after `since`. */
async function allChecked(stack: BenchStack, since: Date): Promise<number> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const [row] = await stack.sql<{ missing: number; last: number }[]>`
      select (count(*) filter (where st.last_checked_at is null or st.last_checked_at < ${since}))::integer as missing,
        extract(epoch from now() - ${since})::float as last
      from private.region_states st join private.schedule s on s.id = st.schedule_id
      join public.monitors m on m.id = s.monitor_id where m.name like 'Component %'`;
    if (row?.missing === 0) return row.last;
    if (Date.now() > deadline) throw new Error(`${row?.missing} monitors were not checked.`);
    await delay(50);
  }
}
