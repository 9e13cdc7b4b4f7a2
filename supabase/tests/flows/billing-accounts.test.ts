import { describe, expect, it } from "vitest";
import type { TestUser } from "../helpers/test-database.ts";
import { required, unique } from "../helpers/world.ts";
import { confirmCard, db, organization, owner, prepareBilling, service } from "./billing-support.ts";

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

  it("an address has ten requests at once from a network, whose others go on", async () => {
    const taken = (key: string, cost: string, most: string, times: number) =>
      db.sql<{ ok: boolean }[]>`
        select private.take_signup(${key}, ${cost}::interval, ${most}::interval) as ok from generate_series(1, ${times})`;
    const address = await taken(unique("a"), "2 minutes", "20 minutes", 12);
    expect(address.filter(({ ok }) => ok)).toHaveLength(10);
    const email = `${unique("often")}@example.com`;
    const begin = (source: string) => service((sql) => sql`select * from public.begin_signup(${email}, ${source})`);
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => begin("198.51.100.7")));
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(2);
    await expect(begin("198.51.100.8")).resolves.toHaveLength(1);
  });
});

describe.each(["saas", "enterprise"])("a sign-up that was left is forgotten after two days: %s", (mode) => {
  const made = async (what: { days?: number; card?: "begun" | "confirmed"; change?: string } = {}) => {
    const user = await db.createUser();
    const { days = 2, card, change = "" } = what;
    if (card !== undefined)
      await service((sql) => sql`select public.store_customer(${user.id}, ${unique("cus")}, null)`);
    await db.sql`
      update auth.users set created_at = now() - make_interval(days => ${days}, mins => 1), email_confirmed_at = null
      where id = ${user.id}`;
    if (card === "confirmed") await confirmCard(user);
    await db.sql`update private.billing_customers set updated_at = now() - interval '2 hours' where user_id = ${user.id}`;
    if (change !== "") await db.sql.unsafe(`update auth.users set ${change} where id = '${user.id}'`);
    return user.id;
  };

  it("before its card or before its mail, and no other account", async () => {
    const member = await made();
    const gone = [await made(), await made({ card: "begun" })];
    const stays = [
      member,
      await made({ days: 1 }),
      await made({ card: "confirmed" }),
      await made({ change: "email_confirmed_at = now()" }),
      await made({ change: "last_sign_in_at = now()" }),
      await made({ change: "invited_at = now()" }),
    ];
    // What an enterprise's first account takes over, it has before its mail was followed.
    await db.sql`update private.instance set mode = 'enterprise'`;
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${member}, 'viewer')`;
    await db.sql`update private.instance set mode = ${mode}`;
    await db.sql`select private.forget_sign_ups()`;
    await db.sql`update private.instance set mode = 'saas'`;
    const left = await db.sql<{ id: string }[]>`select id from auth.users where id in ${db.sql([...gone, ...stays])}`;
    expect(left.map(({ id }) => id).sort()).toEqual(stays.sort());
    await db.sql`delete from public.members where user_id = ${member}`;
  });
});

describe("a customer that somebody left a card with at sign-up", () => {
  const claim = async (user: TestUser, customer: string) => {
    const [row] = await service(
      (sql) => sql<{ claimed: boolean }[]>`select public.claim_customer(${user.id}, ${customer}) as claimed`,
    );
    return required(row).claimed;
  };
  const unproven = async () => {
    const user = await db.createUser();
    await db.sql`update auth.users set email_confirmed_at = null where id = ${user.id}`;
    return user;
  };

  it("becomes that of the account if it is the first, however often it is told", async () => {
    const [user, first, second] = [await unproven(), unique("cus"), unique("cus")];
    expect([await claim(user, first), await claim(user, second), await claim(user, first)]).toEqual([
      true,
      false,
      true,
    ]);
    await db.sql`update auth.users set email_confirmed_at = now() where id = ${user.id}`;
    expect([await claim(user, first), await claim(user, second)]).toEqual([true, false]);
  });

  it("is not taken by an account that is active, or gone", async () => {
    const [active, gone] = [await db.createUser(), await unproven()];
    await db.sql`delete from auth.users where id = ${gone.id}`;
    expect([await claim(active, unique("cus")), await claim(gone, unique("cus"))]).toEqual([false, false]);
  });
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
