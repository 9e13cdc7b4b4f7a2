import { afterAll, beforeAll, beforeEach } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, unique } from "../helpers/world.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let owner: TestUser;
export let organization: string;
export let subscription: string;

/** Acts with the secret key. */
export const service = <T>(work: Parameters<typeof asCommitted<T>>[2]) => asCommitted(db, "service_role", work);

/** Stripe has the card of an account. */
export async function confirmCard(user: TestUser, event = unique("evt")): Promise<readonly object[]> {
  const customer = `cus_${user.id}`;
  return service(async (sql) => {
    await sql`select public.store_customer(${user.id}, ${customer}, ${`seti_${user.id}`})`;
    return sql`select * from public.confirm_card(${event}, ${customer}, 'pm_1', 'visa', '4242')`;
  });
}

/** What the clock does. */
export const runBilling = () => db.sql`select private.run_billing()`;

/** An instance that is sold, and for each test an organization whose owner has a card. */
export function prepareBilling(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    await db.sql`update private.instance set mode = 'saas'`;
    await db.sql`update private.plans set stripe_price_id = 'price_' || id`;
  });
  afterAll(() => db.sql`update private.instance set mode = null`);
  beforeEach(async () => {
    owner = await db.createUser();
    await confirmCard(owner);
    organization = await makeOrganization(db, owner);
    subscription = unique("sub");
  });
}
