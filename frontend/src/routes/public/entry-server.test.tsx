import { describe, expect, test } from "vitest";
import { badNight, northwind } from "../../../e2e/support/northwind.ts";
import type { RenderInput } from "../../../server/types.ts";
import type { PageSnapshot } from "../../features/pages/snapshot.ts";
import { renderPage, renderPlainPage } from "./entry-server.tsx";

const build = {
  buildId: "b1",
  css: "body{}",
  entries: {
    status: { script: "/assets/main.js", preloads: [], late: [], css: "" },
    notice: { script: "/assets/notice-1.js", preloads: [], late: [], css: "" },
    history: { script: "/assets/history-1.js", preloads: [], late: [], css: "" },
    subscription: { script: "/assets/subscription-1.js", preloads: [], late: [], css: "" },
  },
  font: "/assets/latin.woff2",
};

function render(changes: Partial<RenderInput<PageSnapshot>> = {}) {
  return renderPage({
    snapshot: northwind({ statuses: badNight }),
    etag: 'W/"v12"',
    snapshotUrl: "/status/northwind.json",
    canonicalUrl: "https://status.example/status/northwind",
    offlineSince: null,
    renderedAt: "2026-11-21T02:25:09.000Z",
    supabaseUrl: "https://project.example",
    publishableKey: "sb_publishable_x",
    build,
    ...changes,
  });
}

/** What a reader sees: text without markup, scripts and styles. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("\u00a0", " ")
    .replace(/\s+/g, " ");
}

describe("a page without JavaScript", () => {
  const { html } = render();
  const text = textOf(html);

  test("says the state, what is hit and what works", () => {
    expect(text).toContain("Partial outage of Card authorisation and Terminal network, EU.");
    expect(text).toContain("Everything else is working.");
    expect(html).toContain("<title>Partial outage · Northwind Payments Status</title>");
  });

  test("names every component with status, uptime, cause and days with trouble", () => {
    for (const { name } of northwind().components) expect(text).toContain(name);
    expect(text).toContain("Uptime 99.95 %");
    expect(text).toContain("Decided by automatic checks.");
    expect(text).toContain("since 02:47");
    expect(text).toContain("1 October: major outage, 42 min 97.08 %");
    expect(text).toContain("Times in Europe/Berlin (UTC+1).");
  });

  test("says how old it is as a time, not as an age", () => {
    expect(text).toContain("Updated 03:25");
    expect(text).not.toContain("ago ·");
  });

  test("has no style attributes and no inline handlers, so that a strict policy accepts it", () => {
    expect(html).not.toMatch(/<[^>]+ style=/);
    expect(html).not.toMatch(/<[^>]+ on[a-z]+=/);
  });

  test("draws ninety days of thirteen components with few elements", () => {
    const drawings = html.match(/<svg class="bars-drawing".*?<\/svg>/gs) ?? [];
    expect(drawings).toHaveLength(13);
    expect(drawings.join("").match(/<path/g)?.length).toBeLessThan(60);
  });
});

test("the tab, the description and Open Graph tell the state", () => {
  const { html } = render();
  expect(html).toContain('<meta property="og:title" content="Partial outage">');
  expect(html).toContain('<meta property="og:url" content="https://status.example/status/northwind">');
  expect(html).toMatch(/<link rel="icon" href="data:image\/svg\+xml,/);
});

test("an unconfirmed snapshot says since when", () => {
  expect(textOf(render({ offlineSince: "2026-11-21T02:25:00.000Z" }).html)).toContain("Offline · from 03:25");
});

test("names from a tenant cannot leave their place", () => {
  const snapshot = northwind({ announcement: "</script><img src=x onerror=alert(1)>" });
  const hostile = {
    ...snapshot,
    page: {
      ...snapshot.page,
      title: '"><script>alert(1)</script>',
      links: [{ label: "x", url: "javascript:alert(1)" }],
    },
  };
  const { html } = render({ snapshot: hostile });
  expect(html).not.toContain("<script>alert(1)");
  expect(html).not.toContain("<img src=x");
  expect(html).not.toContain('href="javascript:alert(1)"');
});

test("more than fifteen components: only groups with trouble start open", () => {
  const { html } = render({ snapshot: northwind({ size: 26, statuses: { Wallets: "major_outage" } }) });
  expect(html.match(/<details class="group" open/g)).toHaveLength(1);
  expect(html.match(/<details class="group"/g)).toHaveLength(6);
});

test("the same input gives the same HTML", () => {
  expect(render().html).toBe(render().html);
});

test.each(["missing", "unavailable", "landing"] as const)("the plain page %s needs no script", (name) => {
  const { html } = renderPlainPage(name, build);
  expect(html).toContain("<h1");
  expect(html).not.toContain("/assets/main.js");
});
