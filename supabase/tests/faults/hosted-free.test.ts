import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Connection, connectPage } from "../../../frontend/src/features/pages/connection.ts";
import { pageChannel } from "../../../frontend/src/features/pages/page-channel.ts";
import { liveReducer } from "../../../frontend/src/features/pages/page-rules.ts";
import { initialLiveState, type LiveState } from "../../../frontend/src/features/pages/realtime.ts";
import { snapshotRequest } from "../../../frontend/src/features/pages/snapshot-request.ts";
import { connect } from "../../local/postgres/database.ts";
import { type OwnStack, startOwnStack } from "../helpers/own-stack.ts";
import { testEnvironment } from "../helpers/stack-environment.ts";

/*
 * A page whose visitors are more than the plan has room for: Realtime of the Free plan admits 200 connections, 300
 * visitors come. Each of them runs the code of the public page.
 */

const visitors = 300;

interface Visitor {
  readonly connection: Connection;
  readonly state: () => LiveState;
}

describe.skipIf(testEnvironment().kind !== "embedded")(
  "300 visitors on the limits of hosted Free (embedded stack only)",
  () => {
    let stack: OwnStack;
    const open: Visitor[] = [];

    beforeAll(async () => {
      stack = await startOwnStack({ REALTIME_LIMITS: "hosted-free" });
    }, 90_000);

    afterAll(async () => {
      for (const { connection } of open) connection.close();
      await stack.stop();
    }, 60_000);

    async function visit(): Promise<void> {
      const snapshotUrl = `${stack.config.url}/status/crowd.json`;
      const response = await fetch(snapshotUrl);
      let state = initialLiveState(await response.json(), null);
      const connection = connectPage({
        join: pageChannel({
          supabaseUrl: stack.config.url,
          publishableKey: stack.keys.publishableKey,
          pageId: state.snapshot.page.id,
        }),
        fetchSnapshot: snapshotRequest(snapshotUrl, response.headers.get("etag")),
        getState: () => state,
        dispatch: (event) => {
          state = liveReducer(state, event);
        },
      });
      open.push({ connection, state: () => state });
    }

    it("all of them see the change", async () => {
      const sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
      await sql`
      with organization as (insert into public.organizations (name, slug) values ('Crowd', 'crowd') returning id),
      page as (insert into public.status_pages (organization_id, slug, title) select id, 'crowd', 'Crowd' from organization returning id, organization_id),
      component as (insert into public.components (organization_id, name) select id, 'Stage' from organization returning id, organization_id)
      select 1 from page, component`;
      await sql`
      insert into public.status_page_components (status_page_id, component_id, organization_id)
      select p.id, c.id, p.organization_id from public.status_pages p join public.components c using (organization_id)`;
      for (let count = 0; count < visitors; count += 20) await Promise.all(Array.from({ length: 20 }, visit));
      const linked = () => open.filter(({ state }) => state().link === "live").length;
      await vi.waitFor(() => expect(linked()).toBeGreaterThanOrEqual(200), { timeout: 20_000, interval: 200 });
      expect(linked()).toBeLessThan(visitors);

      await sql`update public.components set manual_status = 'major_outage'`;
      const seeing = () => open.filter(({ state }) => state().snapshot.components[0]?.status === "major_outage").length;
      await vi.waitFor(() => expect(seeing()).toBeGreaterThanOrEqual(200), { timeout: 10_000, interval: 100 });
      await vi.waitFor(() => expect(seeing()).toBe(visitors), { timeout: 60_000, interval: 500 });
      await sql.end();
    }, 150_000);
  },
);
