import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { residentMb } from "./processes.ts";
import { startStack } from "./stack.ts";

const monitors = 10_000;

/**
 * Resident memory of a probe with 10,000 monitors. Thirty minutes at an interval of 60 s (`--long`), otherwise as many
 * checks in three minutes at 6 s.
 */
export const probeMemory: Bench = {
  title: "memory of the probe with 10,000 monitors",
  async run(figures, { long }) {
    const [minutes, intervalSeconds] = long ? [30, 60] : [3, 6];
    const target = await startHelper("target.ts");
    const stack = await startStack();
    try {
      await makeMonitors(stack, { count: monitors, intervalSeconds, targetUrl: `http://127.0.0.1:${target.answer}` });
      const samples: number[] = [];
      for (const end = Date.now() + minutes * 60_000; Date.now() < end; ) {
        await delay(minutes * 1_000);
        samples.push(await residentMb((await stack.processes()).get("probe") ?? 0));
      }
      const part = Math.floor(samples.length / 3);
      const [middle, last] = [samples.slice(part, 2 * part), samples.slice(2 * part)].map(mean);
      say(`${minutes} minutes at ${intervalSeconds} s; samples: ${samples.map(Math.round).join(" ")}`);
      figures.add("probe memory, 10,000 monitors (highest)", Math.max(...samples), "MB", "≤ 200");
      figures.add("probe memory, last third of the time", last ?? 0, "MB", "flat", {
        name: "MB, middle third",
        value: middle ?? 0,
      });
    } finally {
      await stack.stop();
      await target.stop();
    }
  },
};

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
