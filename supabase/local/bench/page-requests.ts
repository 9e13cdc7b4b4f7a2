import { type Bench, say } from "./bench.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { startStack } from "./stack.ts";
import { statusSwitch } from "./status.ts";

const seconds = 6;
const rounds = 3;

/** Requests/s of a page of 50 components, HTML and JSON, against a bare server that sends the same bytes. */
export const pageRequests: Bench = {
  title: "page HTML and JSON, requests/s",
  async run(figures) {
    const stack = await startStack();
    try {
      const { scheduleIds } = await makeMonitors(stack, {
        count: 50,
        intervalSeconds: 60,
        targetUrl: "http://127.0.0.1:9",
        region: "bench",
      });
      const status = await statusSwitch(stack, scheduleIds);
      await status.report(true);
      for (const [name, path] of [
        ["HTML", "/status/bench-0"],
        ["JSON", "/status/bench-0.json"],
      ] as const) {
        const url = stack.config.url + path;
        const bareServer = await startHelper("bare-server.ts", url);
        const bareUrl = `http://127.0.0.1:${bareServer.answer}${path}`;
        const [page, bare, changing]: [number[], number[], number[]] = [[], [], []];
        // In turn, so that whatever else the machine does falls on all alike.
        for (let round = 0; round < rounds; round += 1) {
          bare.push(await load(bareUrl));
          page.push(await load(url));
          const stopChanging = status.changeEverySecond();
          changing.push(await load(url));
          await stopChanging();
        }
        await bareServer.stop();
        const best = (values: readonly number[]) => Math.max(...values);
        const goal = name === "JSON" ? "≥ 0.5, ≥ 15,000" : "≥ 0.5";
        figures.add(`page ${name}`, best(page), "requests/s", goal, { name: "bare node:http", value: best(bare) });
        figures.add(`page ${name}, a change a second`, best(changing), "requests/s", "≥ 0.8", {
          name: "without changes",
          value: best(page),
        });
      }
    } finally {
      await stack.stop();
    }
  },
};

/** Requests a second, without compression, over 50 kept connections. */
async function load(url: string): Promise<number> {
  const helper = await startHelper("load.ts", url, String(seconds));
  await helper.stop();
  const answer: unknown = helper.answer;
  if (typeof answer !== "number") throw new Error(`${url}: ${String(answer)}`);
  say(`${url}: ${Math.round(answer)} requests/s`);
  return answer;
}
