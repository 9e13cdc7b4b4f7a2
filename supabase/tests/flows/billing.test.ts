import { describe, expect, it } from "vitest";
import type { TestUser } from "../helpers/test-database.ts";
import { firstPageOf, makeComponent, makeMonitor, required, unique } from "../helpers/world.ts";
import {
  confirmCard,
  db,
  organization,
  owner,
  prepareBilling,
  runBilling,
  service,
  subscription,
} from "./billing-support.ts";

prepareBilling();

interface Note {
  readonly status: string;
  readonly event?: string | null;
  readonly at?: string;
  readonly plan?: string;
  readonly id?: string;
}

/** What Stripe says of the subscription; returns whether it was taken. */
async function note({
  status,
  event = unique("evt"),
  at = new Date().toISOString(),
  plan = "starter",
  id = subscription,
}: Note) {
  const [row] = await service(
    (sql) => sql<{ taken: boolean }[]>`
      select public.note_subscription(${at}::timestamptz, ${organization}, ${id}, 'si_1', 'cus_1', ${`price_${plan}`}, ${status},
        period_ends_at => now() + interval '30 days', event_id => ${event}) as taken`,
  );
  return required(row).taken;
}

async function invoice(isPaid: boolean, at = new Date().toISOString(), event = unique("evt")): Promise<boolean> {
  const [row] = await service(
    (sql) => sql<{ taken: boolean }[]>`
      select public.note_invoice(${event}, ${at}::timestamptz, ${subscription}, ${isPaid}, 'https://invoice.example/1') as taken`,
  );
  return required(row).taken;
}

async function billing() {
  const [row] = await db.sql<
    { state: string; plan_id: string; past_due_since: Date | null; suspension_reason: string | null }[]
  >`
    select s.state, s.plan_id, s.past_due_since, o.suspension_reason
    from private.billing_subscriptions s join public.organizations o on o.id = s.organization_id where o.id = ${organization}`;
  return required(row);
}

const longAgo = () => db.sql`
  update private.billing_subscriptions set past_due_since = now() - interval '7 days 1 minute' where organization_id = ${organization}`;

const state = (user: TestUser) => db.as(user.claims, (sql) => sql`select * from public.billing_state(${organization})`);

describe("the state of an organization", () => {
  it("is for members; the card is for the billing contact, the bill for who settles it", async () => {
    const viewer = await db.createUser();
    await confirmCard(viewer);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${viewer.id}, 'viewer')`;
    await note({ status: "active" });
    await invoice(true);
    expect(await state(owner)).toMatchObject([
      {
        plan_id: "starter",
        state: "active",
        max_components: 20,
        used_members: 2,
        used_interval_seconds: null,
        may_bill: true,
        card_last4: "4242",
        invoice_url: "https://invoice.example/1",
        has_subscription: true,
        grace_ends_at: null,
      },
    ]);
    expect(await state(viewer)).toMatchObject([{ may_bill: false, card_last4: null, invoice_url: null }]);
    await expect(state(await db.createUser())).rejects.toMatchObject({ code: "HG403" });
  });

  it("plans are shown to anybody", async () => {
    expect(await db.as("anon", (sql) => sql`select id, price_cents from public.plans()`)).toMatchObject([
      { id: "starter", price_cents: 1900 },
      { id: "team" },
      { id: "business" },
    ]);
  });
});

describe("taking a plan", () => {
  const check = (user: TestUser, plan: string) =>
    db.as(user.claims, (sql) => sql`select public.check_plan(${organization}, ${plan})`);

  it("is for admins and the billing contact, also of a suspended organization", async () => {
    const [viewer, outsider] = [await db.createUser(), await db.createUser()];
    await confirmCard(viewer);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${viewer.id}, 'viewer')`;
    await expect(check(viewer, "team")).rejects.toMatchObject({ code: "HG403" });
    await expect(check(outsider, "team")).rejects.toMatchObject({ code: "HG403" });
    await db.sql`update public.organizations set suspended_at = now(), suspension_cause = 'administrator', suspension_reason = 'x', billing_contact_id = ${viewer.id} where id = ${organization}`;
    await check(viewer, "team");
    await check(owner, "team");
    await expect(check(owner, "none")).rejects.toMatchObject({ code: "HG422", detail: "plan" });
  });

  it("refuses one that is too small, and says what is too many", async () => {
    await note({ status: "active", plan: "team" });
    await db.sql`insert into public.components (organization_id, name) select ${organization}, 'C' || n from generate_series(1, 21) n`;
    await expect(check(owner, "starter")).rejects.toMatchObject({
      code: "HG402",
      detail: "components",
      message: "The plan Starter allows 20 components, there are 21.",
    });
    await db.sql`update public.components set archived_at = now() where organization_id = ${organization}`;
    await makeMonitor(db, organization, await makeComponent(db, organization), { intervalSeconds: 30 });
    expect(await state(owner)).toMatchObject([{ used_components: 1, used_interval_seconds: 30 }]);
    await expect(check(owner, "starter")).rejects.toMatchObject({ code: "HG402", detail: "interval_seconds" });
    const shortfalls = await db.as(owner.claims, (sql) => sql`select * from public.plan_shortfalls(${organization})`);
    expect([...shortfalls]).toEqual([{ plan_id: "starter", resource: "interval_seconds", most: 60, used: 30 }]);
    await check(owner, "team");
  });

  it("is ordered for whoever pays, with what is left of the trial", async () => {
    const order = (user: TestUser) =>
      service((sql) => sql`select * from public.billing_order(${organization}, 'team', ${user.id})`);
    const [first] = await order(owner);
    expect(first).toMatchObject({
      stripe_price_id: "price_team",
      stripe_customer_id: `cus_${owner.id}`,
      stripe_subscription_id: null,
    });
    expect(required(first)["trial_ends_at"]).toBeInstanceOf(Date);
    // Two at once ask Stripe with the same key; after a change another one.
    expect((await order(owner))[0]?.["version"]).toBe(required(first)["version"]);
    await note({ status: "active", plan: "team", event: null });
    const [next] = await order(owner);
    expect(next).toMatchObject({ stripe_subscription_id: subscription, stripe_item_id: "si_1", trial_ends_at: null });
    expect(next?.["version"]).not.toBe(required(first)["version"]);
    await note({ status: "canceled" });
    expect((await order(owner))[0]).toMatchObject({ stripe_subscription_id: null });
    await db.sql`update public.organizations set billing_contact_id = null where id = ${organization}`;
    await expect(order(await db.createUser())).rejects.toMatchObject({ code: "HG402" });
  });
});

describe("events", () => {
  it("are acted on once, and in the order in which they happened", async () => {
    const event = unique("evt");
    expect(await note({ status: "active", event, at: "2026-11-01T00:00:10Z" })).toBe(true);
    expect(await note({ status: "past_due", event, at: "2026-11-01T00:00:20Z" })).toBe(false);
    expect(await invoice(false, "2026-11-01T00:00:05Z")).toBe(false);
    expect(await note({ status: "past_due", at: "2026-11-01T00:00:05Z" })).toBe(false);
    expect(await billing()).toMatchObject({ state: "active", past_due_since: null });
  });

  it("of a subscription that was replaced change nothing", async () => {
    await note({ status: "active" });
    await note({ status: "canceled" });
    expect(await note({ status: "active", id: "sub_new", event: null })).toBe(true);
    expect(await note({ status: "canceled" })).toBe(false);
    expect(await billing()).toMatchObject({ state: "active", suspension_reason: null });
  });

  it("two of them at once", async () => {
    const event = unique("evt");
    const taken = await Promise.all([note({ status: "active", event }), note({ status: "active", event })]);
    expect(taken.sort()).toEqual([false, true]);
  });
});

describe("what is unpaid", () => {
  it("has seven days, is suspended, and a payment ends that", async () => {
    await note({ status: "active" });
    await invoice(false);
    expect(await billing()).toMatchObject({ state: "past_due", past_due_since: expect.any(Date) });
    await runBilling();
    expect((await billing()).suspension_reason).toBeNull();
    await longAgo();
    await runBilling();
    expect((await billing()).suspension_reason).toBe("a payment is overdue");
    expect(await state(owner)).toMatchObject([{ is_suspended: true, may_bill: true }]);
    await invoice(true);
    expect(await billing()).toMatchObject({ state: "active", past_due_since: null, suspension_reason: null });
  });

  it("a suspension by somebody else stays, whether it came before or after", async () => {
    await note({ status: "past_due" });
    await longAgo();
    await db.sql`update public.organizations set suspended_at = now(), suspension_cause = 'administrator', suspension_reason = 'abuse' where id = ${organization}`;
    await runBilling();
    await invoice(true);
    expect((await billing()).suspension_reason).toBe("abuse");
    await db.sql`update public.organizations set suspended_at = null, suspension_cause = null, suspension_reason = null where id = ${organization}`;
    await note({ status: "past_due" });
    await longAgo();
    await runBilling();
    await db.sql`update public.organizations set suspension_cause = 'administrator', suspension_reason = 'abuse' where id = ${organization}`;
    await note({ status: "active" });
    expect((await billing()).suspension_reason).toBe("abuse");
  });

  it("a trial that ends without a plan counts as unpaid", async () => {
    await db.sql`update private.billing_subscriptions set trial_ends_at = now() - interval '1 day' where organization_id = ${organization}`;
    await runBilling();
    expect(await billing()).toMatchObject({ state: "past_due", suspension_reason: null });
    await longAgo();
    await runBilling();
    expect((await billing()).suspension_reason).toBe("a payment is overdue");
    await note({ status: "active", event: null });
    expect((await billing()).suspension_reason).toBeNull();
  });

  it("a subscription that has ended suspends, another one resumes", async () => {
    await note({ status: "active" });
    await note({ status: "canceled" });
    expect((await billing()).suspension_reason).toBe("the subscription has ended");
    await note({ status: "trialing", id: "sub_other", event: null });
    expect(await billing()).toMatchObject({ state: "trialing", suspension_reason: null });
  });
});

it("subscribers are confirmed while there is room, and nobody is blamed", async () => {
  const page = await firstPageOf(db, organization);
  await db.sql`update private.plans set max_subscribers = 2 where id = 'starter'`;
  const pending = await db.sql<{ id: string; confirmation_token: string }[]>`
    insert into private.subscribers (organization_id, status_page_id, channel, address, confirmation_token, confirmation_expires_at)
    select ${organization}, ${page.id}, 'email', n || '@example.com', private.new_token(), now() + interval '1 day' from generate_series(1, 4) n
    returning id, confirmation_token`;
  const results = await Promise.allSettled(
    pending
      .slice(0, 3)
      .map(({ confirmation_token }) =>
        service((sql) => sql`select * from public.confirm_subscription(${confirmation_token})`),
      ),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  expect(results.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "HG402", message: expect.stringContaining("not your fault") },
  });
  // A batch that confirms webhooks goes on without the one that has no room.
  await db.sql`update private.subscribers set state = 'confirmed' where id = ${required(pending[3]).id}`;
  expect(await db.sql`select state from private.subscribers where id = ${required(pending[3]).id}`).toEqual([
    { state: "pending" },
  ]);
  await db.sql`update private.plans set max_subscribers = 1000 where id = 'starter'`;
});
