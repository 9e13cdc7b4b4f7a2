import { describe, expect, it } from "vitest";
import type { TestUser } from "../helpers/test-database.ts";
import { required, unique } from "../helpers/world.ts";
import { confirmCard, db, owner, prepareBilling, runBilling, service } from "./billing-support.ts";

prepareBilling();

describe("signing up", () => {
  it("says what is known of an address, in small letters, to functions alone", async () => {
    const begin = (email: string) => service((sql) => sql`select * from public.begin_signup(${email}, '192.0.2.1')`);
    expect(await begin(` ${unique("New")}@Example.com`)).toMatchObject([{ user_id: null, has_card: false }]);
    expect(await begin(owner.email.toUpperCase())).toMatchObject([
      {
        user_id: owner.id,
        address: owner.email,
        is_confirmed: true,
        stripe_customer_id: `cus_${owner.id}`,
        has_card: true,
      },
    ]);
    await expect(begin("nobody")).rejects.toMatchObject({ code: "HG422" });
  });

  it("is for saas instances", async () => {
    await db.transaction(async (sql) => {
      await sql`update private.instance set mode = 'enterprise'`;
      await expect(sql`select * from public.begin_signup('a@example.com')`).rejects.toMatchObject({ code: "HG403" });
    });
  });

  it("an address has ten requests at once, a network thirty", async () => {
    const taken = (key: string, cost: string, most: string, times: number) =>
      db.sql<{ ok: boolean }[]>`
        select private.take_signup(${key}, ${cost}::interval, ${most}::interval) as ok from generate_series(1, ${times})`;
    const address = await taken(unique("a"), "2 minutes", "20 minutes", 12);
    expect(address.filter(({ ok }) => ok)).toHaveLength(10);
    const email = `${unique("often")}@example.com`;
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        service((sql) => sql`select * from public.begin_signup(${email}, ${`198.51.100.${n}`})`),
      ),
    );
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(2);
  });
});

it("a sign-up that was left before the card is forgotten after two days", async () => {
  const made = async (days: number, hasCard: boolean, isActive: boolean) => {
    const user = await db.createUser();
    await service((sql) => sql`select public.store_customer(${user.id}, ${unique("cus")}, null)`);
    await db.sql`
      update auth.users set created_at = now() - make_interval(days => ${days}, mins => 1), email_confirmed_at = ${isActive ? new Date() : null}
      where id = ${user.id}`;
    if (hasCard) await confirmCard(user);
    return user.id;
  };
  const gone = await made(2, false, false);
  const stays = [await made(1, false, false), await made(2, true, false), await made(2, false, true)];
  await runBilling();
  const left = await db.sql<{ id: string }[]>`select id from auth.users where id in ${db.sql([gone, ...stays])}`;
  expect(left.map(({ id }) => id).sort()).toEqual(stays.sort());
});

describe("a confirmed card", () => {
  it("is told whom to activate, once it is finished never again", async () => {
    const [user, event] = [await db.createUser(), unique("evt")];
    await db.sql`update auth.users set email_confirmed_at = null where id = ${user.id}`;
    expect(await confirmCard(user, event)).toEqual([{ email: user.email, is_activated: false }]);
    // The mail could not be sent: Stripe sends the event again.
    expect(await confirmCard(user, event)).toEqual([{ email: user.email, is_activated: false }]);
    await service((sql) => sql`select public.finish_billing_event(${event})`);
    expect(await confirmCard(user, event)).toEqual([]);
  });

  it("of a customer of nobody concerns nobody", async () => {
    const rows = await service(
      (sql) => sql`select * from public.confirm_card(${unique("evt")}, 'cus_nobody', 'pm', 'visa', '1')`,
    );
    expect(rows).toHaveLength(0);
  });

  it("lets its owner adopt the organization that waits, and pay for it", async () => {
    const waiting = await db.sql<{ id: string }[]>`
      insert into public.organizations (name, slug) values ('Waiting', ${unique("waiting")}) returning id`;
    const id = required(waiting[0]).id;
    await db.sql`update private.instance set adopted_organization_id = ${id}`;
    const [first, second] = [await db.createUser(), await db.createUser()];
    await confirmCard(first);
    await confirmCard(second);
    expect(await db.sql`select user_id, role from public.members where organization_id = ${id}`).toEqual([
      { user_id: first.id, role: "admin" },
    ]);
    expect(await db.sql`select billing_contact_id from public.organizations where id = ${id}`).toEqual([
      { billing_contact_id: first.id },
    ]);
  });

  it("another customer needs another card", async () => {
    await service((sql) => sql`select public.store_customer(${owner.id}, ${unique("cus")}, 'seti_2')`);
    expect(await db.sql`select private.has_card(${owner.id}) as it`).toEqual([{ it: false }]);
  });

  it("is shown to its owner", async () => {
    const card = (user: TestUser) => db.as(user.claims, (sql) => sql`select brand, last4 from public.my_card()`);
    expect(await card(owner)).toEqual([{ brand: "visa", last4: "4242" }]);
    expect(await card(await db.createUser())).toEqual([]);
  });
});
