import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "playwright-core";
import { launchOptionsOf } from "../../../frontend/e2e/support/browser.ts";
import { type Bench, say } from "./bench.ts";
import { percentile } from "./figures.ts";
import { startHelper } from "./helper.ts";
import { makeMonitors } from "./monitors.ts";
import { fillNotices } from "./notices.ts";
import { startStack } from "./stack.ts";
import { statusSwitch } from "./status.ts";

const rounds = 9;

/** First load of a page of 50 components in a cold browser: bytes, first contentful paint, statuses without scripts. */
export const pageLoad: Bench = {
  title: "page of 50 components, first load",
  async run(figures) {
    const stack = await startStack();
    try {
      const options = { count: 50, intervalSeconds: 60, targetUrl: "http://127.0.0.1:9", region: "bench" };
      const { organizationIds, scheduleIds } = await makeMonitors(stack, options);
      await (await statusSwitch(stack, scheduleIds)).report(true);
      const url = `${stack.config.url}/status/bench-0`;
      const plain = await startHelper("plain-page.ts", url);
      const plainUrl = `http://127.0.0.1:${plain.answer}/`;
      await load(url);
      const loads: Load[] = [];
      const plainLoads: Load[] = [];
      for (let round = 0; round < rounds; round += 1) {
        loads.push(await load(url));
        plainLoads.push(await load(plainUrl));
      }
      await plain.stop();
      const html = await (await fetch(url)).text();
      const shown =
        html.match(/class="row-status[^>]*><span class="status-badge[^"]*" data-status="operational"/g)?.length ?? 0;
      figures.add("first load, everything", median(loads, "kib"), "KiB", "≤ 170");
      figures.add("statuses readable in the HTML", shown, "components", "50", { name: "components", value: 50 });
      figures.add("first contentful paint, cold", median(loads, "paintMs"), "ms", "≤ 310", {
        name: "ms, static HTML of equal size",
        value: median(plainLoads, "paintMs"),
      });
      await fillNotices(stack, organizationIds[0] ?? "");
      const snapshot = await snapshotWith(url, 5);
      figures.add(
        "snapshot with 5 open incidents, 3 maintenances, 2 years",
        gzipSync(snapshot).length / 1024,
        "KiB",
        "≤ 40",
      );
      const told: Load[] = [];
      await load(url);
      for (let round = 0; round < rounds; round += 1) told.push(await load(url));
      figures.add("first contentful paint of that page, cold", median(told, "paintMs"), "ms", "≤ 1.1", {
        name: "ms, without them",
        value: median(loads, "paintMs"),
      });
    } finally {
      await stack.stop();
    }
  },
};

/** The page's snapshot as soon as it has that many open incidents. */
async function snapshotWith(url: string, incidents: number): Promise<string> {
  for (;;) {
    const text = await (await fetch(`${url}.json`)).text();
    const snapshot: { incidents: unknown[] } = JSON.parse(text);
    if (snapshot.incidents.length === incidents) return text;
    await delay(200);
  }
}

interface Load {
  readonly kib: number;
  readonly paintMs: number;
}

/** One load in a browser that was just started, with nothing cached. */
async function load(url: string): Promise<Load> {
  const browser = await chromium.launch(launchOptionsOf("full"));
  try {
    return await measure(browser, url);
  } finally {
    await browser.close();
  }
}

async function measure(browser: Browser, url: string): Promise<Load> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const protocol = await page.context().newCDPSession(page);
  let bytes = 0;
  protocol.on("Network.loadingFinished", ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await protocol.send("Network.enable");
  await page.goto(url, { waitUntil: "networkidle" });
  const paintMs = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  say(`${url}: ${Math.round(paintMs)} ms, ${(bytes / 1024).toFixed(1)} KiB`);
  return { kib: bytes / 1024, paintMs };
}

function median(loads: readonly Load[], name: keyof Load): number {
  return percentile(
    loads.map((one) => one[name]),
    0.5,
  );
}
