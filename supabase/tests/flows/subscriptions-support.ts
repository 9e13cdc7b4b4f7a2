import { beforeAll } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeWorld, required, unique, type World } from "../helpers/world.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let world: World;
export let slug: string;

/** What somebody asks for. */
interface Wanted {
  readonly channel?: string;
  readonly address?: string;
  readonly components?: readonly string[];
  readonly groups?: readonly string[];
  readonly events?: readonly string[] | null;
  readonly source?: string | null;
  readonly page?: string;
}

let requests = 0;
/** Each from a source of its own, unless the test names one: null is none. */
const nextSource = () => `198.18.${Math.floor(++requests / 250)}.${requests % 250}`;

/** Asks for messages, as the page does. */
export const subscribe = (wanted: Wanted) =>
  asCommitted(
    db,
    "service_role",
    (sql) => sql`
    select public.request_subscription(${wanted.page ?? slug}, ${wanted.channel ?? "email"}, ${wanted.address ?? `${unique("a")}@example.com`}, '{}',
      ${[...(wanted.components ?? [])]}::uuid[], ${[...(wanted.groups ?? [])]}::uuid[], ${wanted.events === undefined ? null : wanted.events === null ? null : [...wanted.events]}::text[],
      ${wanted.source === undefined ? nextSource() : wanted.source}::inet)`,
  );

/** A subscriber as it is stored. */
interface Row {
  readonly id: string;
  readonly state: string;
  readonly token: string;
  readonly confirmation_token: string;
  readonly follows_page: boolean;
  readonly told: number;
}

/** The subscriber of an address. */
export async function rowOf(address: string): Promise<Row> {
  const [row] = await db.sql<Row[]>`
    select s.id, s.state, s.token, s.confirmation_token, s.follows_page,
      (select count(*)::int from private.outbox o where o.payload ->> 'subscriber_id' = s.id::text) as told
    from private.subscribers s where s.address = ${address} and s.status_page_id = ${world.publicPageId}`;
  return required(row);
}

/** Follows the link of a confirmation. */
export const confirm = (token: string) =>
  asCommitted(db, "service_role", (sql) => sql`select * from public.confirm_subscription(${token})`);

/** A subscriber who has confirmed. */
export async function confirmed(wanted: Wanted = {}): Promise<Row> {
  const address = wanted.address ?? `${unique("c")}@example.com`;
  await subscribe({ ...wanted, address });
  await confirm((await rowOf(address)).confirmation_token);
  return rowOf(address);
}

/** A world with a public page. */
export function prepareSubscriptions(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    world = await makeWorld(db);
    slug = world.publicPageSlug;
  });
}
