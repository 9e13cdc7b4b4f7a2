import { beforeAll } from "vitest";
import {
  claimDeliveries,
  type Following,
  finishDeliveries,
  makeSubscriber,
  type Result,
} from "../helpers/deliveries.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeWorld, required, type World } from "../helpers/world.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let world: World;

/** Somebody who follows the page. */
export const subscriber = (following: Following = {}) => makeSubscriber(db, world, following);

/** Declares an incident. @returns its id */
export async function declare(
  statuses: Readonly<Record<string, string>> = { [world.componentId]: "major_outage" },
): Promise<string> {
  const components = Object.entries(statuses).map(([component_id, status]) => ({ component_id, status }));
  return asCommitted(db, world.members.editor.claims, async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      select id from public.declare_incident(${world.organizationId}, null, null, 'Cards declined', 'investigating', 'We look.', ${sql.json(components)})`;
    return required(row).id;
  });
}

/** Posts an update of it. */
export const say = (incidentId: string, status: string) =>
  asCommitted(
    db,
    world.members.editor.claims,
    (sql) => sql`
    select public.post_incident_update(i.id, gen_random_uuid(), i.version, ${status}, 'More.') from public.incidents i where i.id = ${incidentId}`,
  );

/** Takes what is due. */
export const claim = (worker: string, rows?: number, channels?: readonly string[]) =>
  claimDeliveries(db, worker, rows, channels);

/** Says what became of it. */
export const finish = (worker: string, results: readonly Result[]) => finishDeliveries(db, worker, results);

/** A worker nobody else is. */
export const worker = () => crypto.randomUUID();

/** Nothing is left to do, whatever earlier tests queued. */
export async function clear(): Promise<void> {
  await db.sql`delete from private.deliveries`;
  await db.sql`delete from private.subscribers`;
  await db.sql`update private.outbox set processed_at = now()`;
  await db.sql`update private.channel_limits set busy_until = '-infinity'`;
}

/** A world whose own beginnings are told to nobody. */
export function prepareDeliveries(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    world = await makeWorld(db);
    // What the world itself caused is told to nobody.
    await db.sql`update private.outbox set processed_at = now()`;
  });
}
