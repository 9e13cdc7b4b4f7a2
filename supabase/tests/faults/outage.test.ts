import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../local/postgres/database.ts";
import { type OwnStack, startOwnStack } from "../helpers/own-stack.ts";
import { testEnvironment } from "../helpers/stack-environment.ts";
import { required } from "../helpers/world.ts";

/*
 * Postgres hangs (every process of it is stopped, so that nobody starts it again) and the page handler is restarted:
 * whoever opens the page now has never seen it, and must be able to read it all the same.
 */

describe.skipIf(testEnvironment().kind !== "embedded")("a database that does not answer (embedded stack only)", () => {
  let stack: OwnStack;
  let stopped: number[] = [];

  beforeAll(async () => {
    stack = await startOwnStack();
    const sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
    await sql`
      with organization as (insert into public.organizations (name, slug) values ('Outage', 'outage') returning id),
      page as (insert into public.status_pages (organization_id, slug, title) select id, 'outage', 'Outage' from organization returning id, organization_id),
      component as (insert into public.components (organization_id, name) select id, 'Card payments' from organization returning id)
      select 1 from page, component`;
    await sql`
      insert into public.status_page_components (status_page_id, component_id, organization_id)
      select p.id, c.id, p.organization_id from public.status_pages p join public.components c using (organization_id)`;
    await sql.end();
  }, 90_000);

  afterAll(async () => {
    for (const pid of stopped) process.kill(pid, "SIGCONT");
    await stack.stop();
  }, 60_000);

  const get = (path: string) => fetch(`${stack.config.url}${path}`, { signal: AbortSignal.timeout(10_000) });

  it("a restarted page handler serves the last page with its age, says it is not ready, and recovers by itself", async () => {
    expect(await (await get("/status/outage")).text()).toContain("Card payments");
    const postmaster = await stack.pidOf("postgres");
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(postmaster)], { encoding: "utf8" });
    stopped = [
      postmaster,
      ...children
        .split("\n")
        .map(Number)
        .filter((pid) => pid > 0),
    ];
    for (const pid of stopped) process.kill(pid, "SIGSTOP");

    const gateway = await stack.pidOf("gateway");
    process.kill(gateway, "SIGKILL");
    await vi.waitFor(async () => expect((await get("/healthz")).status).toBe(200), { timeout: 30_000, interval: 200 });

    expect(await (await get("/status/outage")).text()).toContain("Card payments");
    // A copy confirmed a moment ago still counts as current; then the page says since when it could not be.
    const page = await vi.waitFor(
      async () => {
        const response = await get("/status/outage");
        expect(response.headers.get("x-heliograph-stale-since")).not.toBeNull();
        return response;
      },
      { timeout: 30_000, interval: 500 },
    );
    expect(page.status).toBe(200);
    expect(Date.parse(required(page.headers.get("x-heliograph-stale-since")))).toBeLessThan(Date.now());
    const html = await page.text();
    expect(html).toContain("Card payments");
    expect(html).toContain("Offline");
    expect((await get("/readyz")).status).toBe(503);

    for (const pid of stopped) process.kill(pid, "SIGCONT");
    stopped = [];
    await vi.waitFor(async () => expect((await get("/readyz")).status).toBe(200), { timeout: 30_000, interval: 200 });
    await vi.waitFor(
      async () => expect((await get("/status/outage.json")).headers.get("x-heliograph-stale-since")).toBeNull(),
      { timeout: 30_000, interval: 200 },
    );
  }, 120_000);
});
