import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, unique } from "../helpers/world.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(() => db.sql`update private.instance set mode = 'saas'`);
afterEach(() => db.sql`update private.instance set mode = null`);

const addCard = (user: TestUser) =>
  db.sql`
    insert into private.billing_customers (user_id, stripe_customer_id, card_confirmed_at) values (${user.id}, ${unique("cus")}, now())
    on conflict (user_id) do update set card_confirmed_at = now()`;

it("an organization that was there before the mode was chosen begins with a trial, once", async () => {
  await db.sql`update private.instance set mode = null`;
  const organization = await makeOrganization(db, await db.createUser());
  const trial = () =>
    db.sql`select plan_id, state, trial_ends_at from private.billing_subscriptions where organization_id = ${organization}`;
  expect(await trial()).toEqual([]);
  await db.sql`update private.instance set mode = 'saas'`;
  const begun = await trial();
  expect(begun).toMatchObject([{ plan_id: "starter", state: "trialing", trial_ends_at: expect.any(Date) }]);
  await db.sql`update private.instance set mode = null`;
  await db.sql`update private.instance set mode = 'saas'`;
  expect(await trial()).toEqual(begun);
});

it("nothing is created or joined before the card is confirmed", async () => {
  const [user, mate] = [await db.createUser(), await db.createUser()];
  await expect(makeOrganization(db, user)).rejects.toMatchObject({ code: "HG402", detail: "card" });
  await db.sql`insert into private.billing_customers (user_id, stripe_customer_id) values (${user.id}, ${unique("cus")})`;
  await expect(makeOrganization(db, user)).rejects.toMatchObject({ code: "HG402" });
  await addCard(user);
  const organization = await makeOrganization(db, user);
  expect(
    await db.sql`select plan_id, state from private.billing_subscriptions where organization_id = ${organization}`,
  ).toMatchObject([{ plan_id: "starter", state: "trialing" }]);
  const join = () =>
    db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${mate.id}, 'viewer')`;
  await expect(join()).rejects.toMatchObject({ code: "HG402" });
  await addCard(mate);
  await join();
});

it("a plan's limits hold, also for two at once", async () => {
  const user = await db.createUser();
  await addCard(user);
  const organization = await makeOrganization(db, user);
  await db.sql`insert into public.components (organization_id, name) select ${organization}, 'C' || n from generate_series(1, 19) n`;
  const add = (name: string) =>
    asCommitted(
      db,
      user.claims,
      (sql) => sql`insert into public.components (organization_id, name) values (${organization}, ${name})`,
    );
  const results = await Promise.allSettled([add("One"), add("Two")]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "HG402", detail: "components" },
  });
  // An archived one makes room, and does not come back past the limit.
  await asCommitted(
    db,
    user.claims,
    (sql) =>
      sql`update public.components set archived_at = now() where organization_id = ${organization} and name = 'C1'`,
  );
  await add("Three");
  await expect(
    asCommitted(
      db,
      user.claims,
      (sql) =>
        sql`update public.components set archived_at = null where organization_id = ${organization} and name = 'C1'`,
    ),
  ).rejects.toMatchObject({ code: "HG402" });
  const monitor = (seconds: number) =>
    asCommitted(
      db,
      user.claims,
      (sql) => sql`
      insert into public.monitors (organization_id, component_id, name, kind, region_ids, interval_seconds)
      select ${organization}, c.id, 'M', 'http', '{local}', ${seconds} from public.components c where c.organization_id = ${organization} and c.name = 'C2'`,
    );
  await expect(monitor(30)).rejects.toMatchObject({ code: "HG402", detail: "interval_seconds" });
  await monitor(60);
});
