import type { TestDatabase } from "./test-database.ts";
import { asCommitted, required, unique, type World } from "./world.ts";

/** What a subscriber follows: the whole page by e-mail, incidents and maintenance, unless said otherwise. */
export interface Following {
  readonly components?: readonly string[];
  readonly groups?: readonly string[];
  readonly events?: readonly string[];
  readonly state?: string;
  readonly channel?: string;
  readonly address?: string;
}

/** A subscriber of the world's public page, as confirmation leaves one. @returns its id */
export async function makeSubscriber(db: TestDatabase, world: World, following: Following = {}): Promise<string> {
  const { components = [], groups = [], events = ["incidents", "maintenances"] } = following;
  const followsPage = following.components === undefined && following.groups === undefined;
  const [row] = await db.sql<{ id: string }[]>`
    insert into private.subscribers (organization_id, status_page_id, channel, address, state, follows_page, events)
    values (${world.organizationId}, ${world.publicPageId}, ${following.channel ?? "email"}, ${following.address ?? `${unique("s")}@example.com`},
      ${following.state ?? "confirmed"}, ${followsPage}, ${[...events]})
    returning id`;
  const { id } = required(row);
  for (const component of components)
    await db.sql`insert into private.subscription_components values (${id}, ${component}, ${world.organizationId})`;
  for (const group of groups)
    await db.sql`insert into private.subscription_groups values (${id}, ${group}, ${world.organizationId})`;
  return id;
}

/** A delivery as a worker gets it. */
export interface Claimed {
  readonly id: string;
  readonly notification_id: string;
  readonly subscriber_id: string;
  readonly address: string;
  readonly token: string;
  readonly confirmation_token: string | null;
  readonly component_ids: string[] | null;
  readonly attempt: number;
}

/** Claims what is due, as the function `notify` does. */
export function claimDeliveries(
  db: TestDatabase,
  worker: string,
  rows = 100,
  channels: readonly string[] = ["email"],
): Promise<readonly Claimed[]> {
  return asCommitted(
    db,
    "service_role",
    (sql) => sql<Claimed[]>`
    select * from public.claim_deliveries(${worker}, ${[...channels]}::public.notification_channel[], ${rows}, 60)`,
  );
}

/** What became of a delivery, by the names `finish_deliveries` has for it. */
export type Result = Readonly<Record<string, string | number | boolean>> & { readonly delivery_id: string };

/** Says what became of deliveries, as the function `notify` does. @returns how many the worker still held */
export function finishDeliveries(db: TestDatabase, worker: string, results: readonly Result[]): Promise<number> {
  return asCommitted(db, "service_role", async (sql) => {
    const [row] = await sql<{ finished: number }[]>`
      select public.finish_deliveries(${worker}, ${sql.json(results.map((result) => ({ ...result })))}) as finished`;
    return required(row).finished;
  });
}

/** The same of one delivery. @returns what it is now; how long it waits is by the clock of the transaction that said so */
export async function finishDelivery(
  db: TestDatabase,
  worker: string,
  result: Result,
): Promise<{ readonly state: string; readonly attempts: number; readonly waitSeconds: number }> {
  return db.sql.begin(async (sql) => {
    await sql`select public.finish_deliveries(${worker}, ${sql.json([{ ...result }])})`;
    const [row] = await sql<{ state: string; attempts: number; waitSeconds: number }[]>`
      select state, attempts, extract(epoch from due_at - now())::float as "waitSeconds" from private.deliveries where id = ${result.delivery_id}`;
    return required(row);
  });
}
