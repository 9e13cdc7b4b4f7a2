import { expect, onTestFinished } from "vitest";
import { stripeAccount } from "../../functions/_shared/edge/stripe.ts";
import { type BillingBackend, createBilling, type Order } from "../../functions/billing/billing.ts";
import type { SubscriptionNote } from "../../functions/billing/webhook.ts";
import { type StripeOptions, startStripe } from "../../local/doubles/stripe.ts";

export const keys = { secretKey: "sk_test_1", publishableKey: "pk_test_1", webhookSecret: "whsec_1" };
export const organization = "9f3b6f0e-5d0a-4a53-9f43-0d2f2a1a1c11";

/** One account, Stripe's own package, and the double, whose webhooks arrive here. */
export async function setup(changed: Partial<BillingBackend> = {}) {
  const waiting: Promise<Response>[] = [];
  const options: StripeOptions = {
    ...keys,
    pagesUrl: "http://pages.example",
    price: async (id) => (id === "price_none" ? undefined : { id, amount: 1900, currency: "eur" }),
    deliver: async (payload, signature) => {
      const response = post("webhook", payload, { "stripe-signature": signature });
      waiting.push(response);
      return (await response).status;
    },
  };
  const stripe = await startStripe(options);
  onTestFinished(() => stripe.close());
  const variables = new Map([
    ["STRIPE_SECRET_KEY", keys.secretKey],
    ["STRIPE_PUBLISHABLE_KEY", keys.publishableKey],
    ["STRIPE_WEBHOOK_SECRET", keys.webhookSecret],
    ["STRIPE_API_URL", stripe.url],
  ]);
  const owner = {
    userId: "user-1",
    email: "mara@example.com",
    fullName: "Mara",
    customerId: "",
    intentId: "",
    hasCard: false,
  };
  const [mails, finished, cards]: [string[], string[], object[]] = [[], [], []];
  const notes: SubscriptionNote[] = [];
  const invoices: object[] = [];
  const order: { -readonly [K in keyof Order]: Order[K] } = {
    priceId: "price_starter",
    customerId: "",
    subscription: null,
    trialEndsAt: null,
    version: "1",
  };
  const backend: BillingBackend = {
    callerId: async () => owner.userId,
    owner: async () => ({ ...owner, customerId: owner.customerId || null, intentId: owner.intentId || null }),
    store: async (_, customerId, intentId) => void Object.assign(owner, { customerId, intentId }),
    checkPlan: async () => {},
    order: async () => ({ ...order, customerId: owner.customerId }),
    async confirmCard({ eventId, ...card }) {
      if (finished.includes(eventId) || card.customerId !== owner.customerId) return undefined;
      cards.push(card);
      owner.hasCard = true;
      return { email: owner.email, isActivated: false };
    },
    claimCustomer: async () => false,
    finishEvent: async (id) => void finished.push(id),
    noteSubscription: async (note) => void notes.push(note),
    noteInvoice: async (note) => void invoices.push(note),
    activate: async (email) => void mails.push(email),
    ...changed,
  };
  const handle = createBilling({
    backend,
    account: stripeAccount((name) => variables.get(name)),
    siteUrl: "https://status.example",
    log: () => {},
  });
  const post = (action: string, body: object | string, headers: Record<string, string> = {}) =>
    handle(
      new Request(`https://x.example/billing/${action}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    );
  const ask = async (action: string, body: object = {}) => {
    const response = await post(action, body);
    return { status: response.status, body: await response.json() };
  };
  /** As Stripe.js does it: publishable key and client secret, the card in the form. */
  const enterCard = async (secret: string, number: string) => {
    const form = new URLSearchParams({
      key: keys.publishableKey,
      client_secret: secret,
      "payment_method_data[type]": "card",
      "payment_method_data[card][number]": number,
      "payment_method_data[card][exp_month]": "12",
      "payment_method_data[card][exp_year]": "40",
      "payment_method_data[card][cvc]": "123",
    });
    const id = secret.split("_secret_")[0];
    const response = await fetch(`${stripe.url}/v1/setup_intents/${id}/confirm`, { method: "POST", body: form });
    // Events that were on their way when the answer came have been dealt with.
    await expect.poll(() => stripe.state.events.length === waiting.length).toBe(true);
    await Promise.all(waiting);
    return { status: response.status, body: await response.json() };
  };
  const withCard = async (number = "4242424242424242") => enterCard((await ask("card")).body.client_secret, number);
  return { ask, post, stripe, enterCard, withCard, owner, mails, finished, cards, notes, invoices, order, waiting };
}
