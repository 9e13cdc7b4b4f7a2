import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { chromium } from "playwright-core";
import { WebSocket } from "ws";
import { launchOptionsOf } from "../../../frontend/e2e/support/browser.ts";
import type { Bench } from "./bench.ts";
import { percentile } from "./figures.ts";
import { signInMember } from "./member.ts";
import { makeMonitors } from "./monitors.ts";
import { type BenchStack, startStack } from "./stack.ts";
import { statusSwitch } from "./status.ts";

const visitors = 2_000;
const changes = 20;
const pauseMs = 700;

/** From a report's request to the change at 2,000 visitors' sockets and in the DOM of one real browser among them. */
export const live: Bench = {
  title: `report → page changed, ${visitors} visitors connected`,
  async run(figures) {
    const stack = await startStack();
    const browser = await chromium.launch(launchOptionsOf("full"));
    try {
      const options = { count: 50, intervalSeconds: 60, targetUrl: "http://127.0.0.1:9", region: "bench" };
      const { organizationIds, scheduleIds } = await makeMonitors(stack, options);
      const status = await statusSwitch(stack, scheduleIds);
      const publish = await publisher(stack, organizationIds[0] ?? "");
      const [page] = await stack.sql<{ id: string }[]>`select id from public.status_pages where slug = 'bench-0'`;
      const arrivals: number[] = [];
      const join = () =>
        Promise.all(Array.from({ length: visitors / 2 }, () => visit(stack, page?.id ?? "", arrivals)));
      const before = await join();
      // Visitors are told in the order they came; the browser is one in the middle.
      const tab = await browser.newPage();
      await tab.goto(`${stack.config.url}/status/bench-0`);
      await tab.getByText(/^Live/).waitFor();
      await tab.evaluate(watchDom);
      const sockets = [...before, ...(await join())];
      const seen = () => tab.evaluate(domChanges);
      const { onSockets, inDom } = await measure((n) => status.report(n % 2 === 1), arrivals, seen);
      const published = await measure(publish, arrivals, seen);
      for (const socket of sockets) socket.terminate();
      figures.add("report → DOM changed, p50", percentile(inDom, 0.5), "ms", "≤ 100");
      figures.add("report → DOM changed, p95", percentile(inDom, 0.95), "ms", "≤ 300");
      figures.add("report → visitor's socket, p50", percentile(onSockets, 0.5), "ms", "≤ 100");
      figures.add("report → visitor's socket, p95", percentile(onSockets, 0.95), "ms", "≤ 300");
      figures.add("publish an incident → DOM changed, p50", percentile(published.inDom, 0.5), "ms", "");
      figures.add("publish an incident → DOM changed, p95", percentile(published.inDom, 0.95), "ms", "≤ 300");
      figures.add("deliveries missing", visitors * changes - onSockets.length, `of ${visitors * changes}`, "0");
    } finally {
      await browser.close();
      await stack.stop();
    }
  },
};

/** Times are wall-clock milliseconds, the one clock that this process and the browser share. */
async function measure(
  act: (n: number) => Promise<void>,
  arrivals: number[],
  changesInDom: () => Promise<number[]>,
): Promise<{ onSockets: number[]; inDom: number[] }> {
  const onSockets: number[] = [];
  const inDom: number[] = [];
  for (let n = 0; n < changes; n += 1) {
    const sentAt = performance.timeOrigin + performance.now();
    await act(n);
    const deadline = Date.now() + 5_000;
    let seen = await changesInDom();
    while ((arrivals.length < visitors || !seen.some((at) => at > sentAt)) && Date.now() < deadline) {
      await delay(20);
      seen = await changesInDom();
    }
    onSockets.push(...arrivals.splice(0).map((at) => at - sentAt));
    inDom.push((seen.find((at) => at > sentAt) ?? Number.NaN) - sentAt);
    await delay(pauseMs);
  }
  return { onSockets, inDom };
}

/** A member who declares an outage of the first component, resolves it, declares the next … */
async function publisher(stack: BenchStack, organization_id: string): Promise<(n: number) => Promise<void>> {
  const member = await signInMember(stack, organization_id);
  const [component] = await stack.sql<{ id: string }[]>`
    select id from public.components where organization_id = ${organization_id} and position = 1`;
  let incident_id = "";
  return async (n) => {
    if (n % 2 === 1) {
      await member
        .rpc("post_incident_update", {
          incident_id,
          update_id: randomUUID(),
          expected_version: 1,
          status: "resolved",
          body: "Fixed.",
        })
        .throwOnError();
      return;
    }
    incident_id = randomUUID();
    await member
      .rpc("declare_incident", {
        organization_id,
        incident_id,
        update_id: randomUUID(),
        title: "Cards declined",
        status: "investigating",
        body: "We are looking.",
        components: [{ component_id: component?.id ?? "", status: "major_outage" }],
      })
      .throwOnError();
  };
}

/** Joins the page's topic as a visitor's browser does; notes when changes arrive. */
async function visit(stack: BenchStack, pageId: string, arrivals: number[]): Promise<WebSocket> {
  const address = stack.config.url.replace(/^http/, "ws");
  const query = `apikey=${stack.keys.publishableKey}&vsn=2.0.0`;
  const socket = new WebSocket(`${address}/realtime/v1/websocket?${query}`, { perMessageDeflate: false });
  const joined = Promise.withResolvers<void>();
  socket.on("error", joined.reject);
  socket.on("open", () => {
    const config = { broadcast: { ack: false, self: false }, presence: { enabled: false }, private: true };
    socket.send(JSON.stringify(["1", "1", `realtime:page:${pageId}`, "phx_join", { config, id: randomUUID() }]));
  });
  socket.on("message", (data) => {
    const text = Buffer.isBuffer(data) ? data.toString("latin1") : "";
    if (text.includes("phx_reply")) {
      if (text.includes('"status":"ok"')) joined.resolve();
      else joined.reject(new Error(text));
    } else if (text.includes("previous_version")) arrivals.push(performance.timeOrigin + performance.now());
  });
  await joined.promise;
  return socket;
}

/** In the browser: notes when the headline changes, which follows the worst component. */
function watchDom(): void {
  const times: number[] = [];
  const headline = document.querySelector("h1");
  if (headline === null) throw new Error("The page has no headline.");
  const observer = new MutationObserver(() => times.push(performance.timeOrigin + performance.now()));
  observer.observe(headline.parentElement ?? headline, { subtree: true, childList: true, characterData: true });
  Object.assign(window, { domChanges: times });
}

/** In the browser. */
function domChanges(): number[] {
  const times: unknown = Reflect.get(window, "domChanges");
  return Array.isArray(times) ? times.map(Number) : [];
}
