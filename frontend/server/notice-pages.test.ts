import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FixtureUpstream } from "../e2e/support/fixture-upstream.ts";
import { northwind } from "../e2e/support/northwind.ts";
import { ids, noticeRows, withNotices } from "../e2e/support/northwind-notices.ts";
import * as renderer from "../src/routes/public/entry-server.tsx";
import { createHandler, type Handler } from "./handler.ts";

const noFiles = { script: "/assets/x.js", preloads: [], late: [], css: "" };
const build = {
  buildId: "b1",
  css: "",
  entries: { status: noFiles, notice: noFiles, history: noFiles, subscription: noFiles },
  font: "/assets/f.woff2",
};

const upstream = new FixtureUpstream();
let handler: Handler;
let at = Date.parse("2026-11-21T02:25:09Z");

beforeEach(async () => {
  await upstream.start();
  for (const [question, rows] of Object.entries(noticeRows)) upstream.rows.set(question, rows);
  upstream.set(withNotices(northwind()));
  handler = createHandler({
    supabaseUrl: upstream.url,
    publishableKey: "sb_publishable_x",
    siteUrl: "https://status.example",
    renderer,
    build,
    assets: { get: async () => null },
    now: () => at,
  });
});
afterEach(() => upstream.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  handler(new Request(`http://localhost/status/northwind${path}`, { headers }));
const incidentPath = `/incidents/${ids.declines}`;

describe("an incident", () => {
  test("is HTML with its Markdown rendered, its title and its Open Graph", async () => {
    const response = await get(incidentPath);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain("<strong>Dublin link</strong>");
    expect(html).toContain("<title>Elevated card declines in the EU · Northwind Payments Status</title>");
    expect(html).toContain('<meta property="og:type" content="article">');
    expect(html).toContain(`<link rel="canonical" href="https://status.example/status/northwind${incidentPath}">`);
    expect(html).toMatch(/<meta name="description" content="One of two acquirer links in Frankfurt/);
    expect(html).not.toContain("<img src=x");
  });

  test("is conditional, and its JSON has the page's version", async () => {
    const response = await get(`${incidentPath}.json`);
    expect(await response.json()).toMatchObject({ kind: "incident", version: 12, id: ids.declines });
    const again = await get(`${incidentPath}.json`, { "if-none-match": response.headers.get("etag") ?? "" });
    expect(again.status).toBe(304);
  });

  test("is read once per version of the page", async () => {
    const read = async () => {
      const response = await get(incidentPath);
      await response.text();
      return response.status;
    };
    await read();
    const before = upstream.requests;
    at += 5_000;
    expect([await read(), await read()]).toEqual([200, 200]);
    // The page's tag alone was asked for.
    expect(upstream.requests - before).toBe(1);
    upstream.set(withNotices(northwind({ version: 13 })));
    at += 5_000;
    // On a busy machine the kept page is served while the new one is still being fetched; whoever reads after that asks.
    const asked = async () => {
      await read();
      return upstream.requests - before;
    };
    await expect.poll(asked).toBe(4);
    expect(await asked()).toBe(4);
  });
});

describe("an id that is none of the page's", () => {
  test("reads in the page's frame, whatever it is, and is no address in JSON either", async () => {
    const missing = await get(`/incidents/${ids.unknown}`);
    expect(missing.status).toBe(404);
    expect(await missing.text()).toContain("This incident does not exist or is not public");
    const maintenance = await get(`/maintenance/${ids.unknown}`);
    expect(await maintenance.text()).toContain("This maintenance does not exist or is not public");
    const json = await get(`/incidents/${ids.unknown}.json`);
    expect([json.status, (await json.json()).error.code]).toEqual([404, "notice_not_found"]);
    expect((await get("/incidents/1")).status).toBe(404);
    expect((await get(`${incidentPath}.ics`)).status).toBe(404);
  });

  test("a thousand made-up ones are few queries, and real ones are served on", async () => {
    await get("/history");
    const before = upstream.requests;
    const answers = await Promise.all(
      Array.from({ length: 1_000 }, (_, number) =>
        get(`/incidents/11111111-1111-4111-8111-${String(number).padStart(12, "0")}`),
      ),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].toSorted()).toEqual([404, 503]);
    expect(upstream.requests - before).toBeLessThanOrEqual(61);
    expect((await get(incidentPath)).status).toBe(200);
  });

  test("a page that does not exist says nothing about what it might have", async () => {
    const response = await handler(new Request(`http://localhost/status/nobody${incidentPath}`));
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("This page does not exist or is not public");
  });
});

describe("a maintenance", () => {
  test("has a page and a calendar entry", async () => {
    expect(await (await get(`/maintenance/${ids.keys}`)).text()).toContain("Key rotation for 3-D Secure");
    const calendar = await get(`/maintenance/${ids.keys}.ics`);
    expect(calendar.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(await calendar.text()).toContain("DTSTART:20261125T220000Z\r\n");
  });
});

describe("the history", () => {
  const bodyOf = async (query: string) => (await get(`/history.json${query}`)).json();

  test("has three months, the chosen one last, each entry once", async () => {
    const body = await bodyOf("");
    expect(body).toMatchObject({ month: "2026-11", months: ["2026-09", "2026-10", "2026-11"], last_month: "2026-11" });
    expect(body.entries.map((entry: { title: string }) => entry.title)).toEqual([
      "Elevated card declines in the EU",
      "Webhook deliveries delayed",
      "Merchant dashboard slow to load",
      "Reporting database upgrade",
      "Key rotation for 3-D Secure",
      "Gateway certificate expired",
    ]);
  });

  test("of one component has only its entries", async () => {
    const body = await bodyOf("?month=2026-10&component=component-wallets");
    expect(body).toMatchObject({ month: "2026-10", component_id: "component-wallets" });
    expect(body.entries).toHaveLength(1);
  });

  test.each(["?month=2026-13", "?month=1990-01", "?month=2099-01", "?month=x", "?component=nobody"])(
    "%s is this month of everything",
    async (query) => {
      expect(await bodyOf(query)).toMatchObject({ month: "2026-11", component_id: null });
    },
  );

  test("its links are plain addresses", async () => {
    const html = await (await get("/history?month=2026-10")).text();
    expect(html).toContain('href="/status/northwind/history?month=2026-11"');
    expect(html).toContain("Gateway certificate expired");
    expect(html).toContain("1 October: 1 incident");
  });
});

test("with the database gone: what is known is served on, the rest is not there right now", async () => {
  await get(incidentPath);
  await upstream.stop();
  at += 20_000;
  const known = await get(incidentPath);
  expect(known.status).toBe(200);
  expect((await get(`/maintenance/${ids.keys}`)).status).toBe(503);
});
