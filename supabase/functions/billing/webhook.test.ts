import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import { keys, organization, setup } from "../../tests/helpers/billing.ts";

describe("the webhook", () => {
  const event = { id: "evt_1", object: "event", type: "invoice.paid", created: 1, data: { object: {} } };
  const signed = (payload: string, changes: { secret?: string; timestamp?: number } = {}) =>
    new Stripe(keys.secretKey).webhooks.generateTestHeaderString({ payload, secret: keys.webhookSecret, ...changes });
  const payload = JSON.stringify(event);

  it.each([
    ["no signature", ""],
    ["somebody else's secret", signed(payload, { secret: "whsec_2" })],
    ["a signature of something else", signed("{}")],
    ["a signature from an hour ago", signed(payload, { timestamp: Math.floor(Date.now() / 1000) - 3600 })],
  ])("refuses %s", async (_, signature) => {
    const { post, invoices } = await setup();
    const response = await post("webhook", payload, { "stripe-signature": signature });
    expect([response.status, invoices]).toEqual([401, []]);
  });

  it("a replayed event sends no second mail; one whose mail failed does", async () => {
    let failures = 1;
    const sent: string[] = [];
    const { withCard, stripe, finished } = await setup({
      async activate(email) {
        if (failures-- > 0) throw new Error("the mail server is away");
        sent.push(email);
      },
    });
    await withCard();
    // The double tries again, as Stripe does.
    await expect.poll(() => finished.length, { timeout: 10_000 }).toBe(1);
    const [last] = stripe.state.events;
    if (last !== undefined) await stripe.send(last);
    expect(sent).toHaveLength(1);
  });

  it("notes subscriptions and invoices, and passes over what is not ours", async () => {
    const { post, notes, invoices, withCard, ask, stripe } = await setup();
    await withCard();
    await ask("plan", { organization_id: organization, plan: "starter" });
    await expect.poll(() => invoices.length).toBe(1);
    expect(invoices).toMatchObject([
      { isPaid: true, invoiceUrl: expect.stringContaining("http://pages.example/invoices/in_") },
    ]);
    const answer = notes.find(({ eventId }) => eventId === null);
    expect(answer).toMatchObject({
      organizationId: organization,
      priceId: "price_starter",
      status: "active",
      trialEndsAt: null,
    });
    expect(stripe.violations).toEqual([]);
    const known = notes.length;
    for (const [type, object] of [
      ["customer.subscription.updated", { ...Object.values(stripe.state.subscriptions)[0], metadata: {} }],
      ["invoice.paid", { parent: null }],
      ["customer.created", {}],
    ] as const) {
      const text = JSON.stringify({ ...event, type, data: { object } });
      expect((await post("webhook", text, { "stripe-signature": signed(text) })).status).toBe(200);
    }
    expect([notes.length, invoices.length]).toEqual([known, 1]);
  });

  it("a bill that cannot be paid is told", async () => {
    const { withCard, ask, stripe, invoices, notes } = await setup();
    await withCard();
    await ask("plan", { organization_id: organization, plan: "starter" });
    const subscription = Object.keys(stripe.state.subscriptions)[0] ?? "";
    await stripe.bill(subscription, false);
    expect(invoices.at(-1)).toMatchObject({ isPaid: false, subscriptionId: subscription });
    expect(notes.at(-1)).toMatchObject({ status: "past_due" });
    expect(stripe.violations).toEqual([]);
  });
});
