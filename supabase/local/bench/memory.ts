import { setTimeout as delay } from "node:timers/promises";
import { type Bench, say } from "./bench.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { memoryMb } from "./processes.ts";
import { type BenchStack, startStack } from "./stack.ts";

const settleMs = 45_000;
const watchMs = 90_000;
const monitors = 1_000;
const intervalSeconds = 20;

/** Memory of all processes together (PSS): at rest with the demo, and with 1,000 monitors every 20 s. */
export const memory: Bench = {
  title: "memory of the whole stack",
  async run(figures) {
    const target = await startHelper("target.ts");
    const stack = await startStack();
    try {
      await delay(settleMs);
      figures.add("memory at rest", await total(stack), "MB", "≤ 500");
      await makeMonitors(stack, { count: monitors, intervalSeconds, targetUrl: `http://127.0.0.1:${target.answer}` });
      const samples: number[] = [];
      for (const end = Date.now() + watchMs; Date.now() < end; ) {
        await delay(5_000);
        samples.push(await total(stack));
      }
      say(`samples: ${samples.map(Math.round).join(" ")}`);
      figures.add("memory with 1,000 monitors at 20 s (highest)", Math.max(...samples), "MB", "≤ 600");
      for (const [name, pid] of await stack.processes()) {
        const whole = await memoryMb(pid);
        if (name !== "supervisor") say(`${name}: ${Math.round(whole)} MB`);
      }
    } finally {
      await stack.stop();
      await target.stop();
    }
  },
};

async function total(stack: BenchStack): Promise<number> {
  // The bench's own connections count as well: the stack cannot tell them from others.
  return memoryMb((await stack.processes()).get("supervisor") ?? 0);
}
