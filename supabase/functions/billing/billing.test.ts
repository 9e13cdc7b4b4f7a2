import { describe, expect, it } from "vitest";
import { keys, organization, setup } from "../../tests/helpers/billing.ts";
import { setUpSignUp } from "../_shared/edge/card-setup.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";

describe("a card", () => {
  it("that is confirmed is stored, becomes the one that pays, and activates the account", async () => {
    const { withCard, stripe, cards, mails, finished, owner } = await setup();
    expect(await withCard()).toMatchObject({ status: 200, body: { status: "succeeded" } });
    expect(cards).toEqual([
      { customerId: owner.customerId, paymentMethodId: expect.stringMatching(/^pm_/), brand: "visa", last4: "4242" },
    ]);
    expect([mails, finished.length]).toEqual([[owner.email], 1]);
    expect(stripe.state.customers[owner.customerId]?.["invoice_settings"]).toEqual({
      default_payment_method: expect.stringMatching(/^pm_/),
    });
    expect(stripe.violations).toEqual([]);
  });

  it.each([
    ["4000000000000002", "card_declined", "generic_decline"],
    ["4000000000009995", "card_declined", "insufficient_funds"],
    ["4111111111111112", "incorrect_number", undefined],
  ])("%s is refused, and can be tried again", async (number, code, decline_code) => {
    const { ask, enterCard, cards } = await setup();
    const { body } = await ask("card");
    const refused = await enterCard(body.client_secret, number);
    expect(refused).toMatchObject({ status: 402, body: { error: { type: "card_error", code } } });
    expect(refused.body.error.decline_code).toBe(decline_code);
    expect(cards).toEqual([]);
    expect((await ask("card")).body).toEqual(body);
    expect((await enterCard(body.client_secret, "4242 4242 4242 4242")).status).toBe(200);
  });

  it("is neither confirmed nor read without its secret", async () => {
    const { ask, enterCard, stripe } = await setup();
    const { body } = await ask("card");
    const read = (client_secret: string) => {
      const query = new URLSearchParams({ key: keys.publishableKey, client_secret });
      return fetch(`${stripe.url}/v1/setup_intents/${body.client_secret.split("_secret_")[0]}?${query}`);
    };
    expect([(await read(body.client_secret)).status, (await read("x")).status]).toEqual([200, 404]);
    expect(stripe.violations).toEqual([]);
    expect((await enterCard(`${body.client_secret}0`, "4242424242424242")).status).toBe(404);
  });

  it("that was confirmed can be replaced", async () => {
    const { withCard, cards } = await setup();
    await withCard();
    await withCard("5555555555554444");
    expect(cards).toMatchObject([{ last4: "4242" }, { last4: "4444", brand: "mastercard" }]);
  });

  it.each([
    ["for an address that has an account", undefined, false],
    ["at a sign-up whose account has one or is active", "refuses", false],
    ["at a sign-up", "claims", true],
  ])("left %s", async (_, answer, isKept) => {
    const claims: string[] = [];
    const { stripe, enterCard, cards, mails, owner } = await setup({
      async claimCustomer(userId, customerId) {
        claims.push(userId);
        if (answer === "claims") owner.customerId = customerId;
        return answer === "claims";
      },
    });
    const account = stripeAccount((name) =>
      name === "STRIPE_API_URL" ? stripe.url : name.includes("SECRET") ? keys.secretKey : keys.publishableKey,
    );
    const userId = "0f4cbdc2-6a44-4d0e-9a2b-6a9f6a0a7d01";
    const whose = Promise.resolve(answer === undefined ? undefined : userId);
    const { client_secret } = await setUpSignUp(account(), { email: owner.email, fullName: "" }, whose);
    await enterCard(client_secret, "4242424242424242");
    expect(claims).toEqual(answer === undefined ? [] : [userId]);
    expect([cards.length, mails.length, Object.keys(stripe.state.customers).length]).toEqual(
      isKept ? [1, 1, 1] : [0, 0, 0],
    );
    expect(stripe.violations).toEqual([]);
  });
});

describe("a plan", () => {
  it("begins with what is left of the trial", async () => {
    const { withCard, ask, stripe, order, notes } = await setup();
    await withCard();
    order.trialEndsAt = new Date(Date.now() + 86_400_000);
    expect(await ask("plan", { organization_id: organization, plan: "starter" })).toEqual({
      status: 200,
      body: { state: "trialing" },
    });
    expect(notes.find(({ eventId }) => eventId === null)?.trialEndsAt?.getTime()).toBe(
      Math.floor(order.trialEndsAt.getTime() / 1000) * 1000,
    );
    expect(stripe.violations).toEqual([]);
  });

  it("asked for twice at once is one subscription; another one changes it", async () => {
    const { withCard, ask, stripe, order, notes } = await setup();
    await withCard();
    const plan = { organization_id: organization, plan: "starter" };
    await Promise.all([ask("plan", plan), ask("plan", plan)]);
    expect(Object.keys(stripe.state.subscriptions)).toHaveLength(1);
    const { subscriptionId: id = "", itemId = "" } = notes.find(({ eventId }) => eventId === null) ?? {};
    Object.assign(order, { subscription: { id, itemId }, priceId: "price_team", version: "2" });
    expect((await ask("plan", { ...plan, plan: "team" })).status).toBe(200);
    expect(Object.keys(stripe.state.subscriptions)).toEqual([id]);
    expect(notes.at(-1)).toMatchObject({ subscriptionId: id, itemId, priceId: "price_team" });
    expect(stripe.violations).toEqual([]);
  });

  it("that Stripe has forgotten is taken anew; with a customer it has forgotten a card comes first", async () => {
    const { withCard, ask, stripe, order, owner } = await setup();
    await withCard();
    order.subscription = { id: "sub_gone", itemId: "si_gone" };
    const plan = { organization_id: organization, plan: "starter" };
    expect((await ask("plan", plan)).status).toBe(200);
    expect(Object.keys(stripe.state.subscriptions)).toHaveLength(1);
    Object.assign(order, { subscription: null, version: "2" });
    delete stripe.state.customers[owner.customerId];
    expect(await ask("plan", plan)).toMatchObject({
      status: 402,
      body: { error: { code: "payment_required", field: "card" } },
    });
  });

  it("that the card cannot pay is not taken", async () => {
    const { withCard, ask, notes } = await setup();
    await withCard("4000000000000341");
    expect(await ask("plan", { organization_id: organization, plan: "starter" })).toMatchObject({
      status: 402,
      body: { error: { code: "card_declined", field: "card" } },
    });
    expect(notes).toEqual([]);
  });

  it("without a price, or one that the database refuses", async () => {
    const { ask, order, withCard } = await setup();
    order.priceId = null;
    const plan = { organization_id: organization, plan: "starter" };
    expect(await ask("plan", plan)).toMatchObject({ status: 409, body: { error: { code: "not_configured" } } });
    await withCard();
    order.priceId = "price_none";
    expect(await ask("plan", plan)).toMatchObject({ status: 409, body: { error: { code: "not_configured" } } });
    const refused = await setup({
      checkPlan: async () => {
        throw new AppError("payment_required", 402, "Too many.", { field: "components" });
      },
    });
    expect(await refused.ask("plan", plan)).toMatchObject({ status: 402, body: { error: { field: "components" } } });
    expect(await refused.ask("plan", { ...plan, organization_id: "1" })).toMatchObject({ status: 422 });
  });
});

describe("the portal", () => {
  it("is for who has a card, and leads back to this site alone", async () => {
    const { ask, withCard, stripe } = await setup();
    expect(await ask("portal")).toMatchObject({ status: 402, body: { error: { code: "payment_required" } } });
    await withCard();
    expect(await ask("portal", { return_path: "/orgs/a/billing" })).toMatchObject({
      status: 200,
      body: { url: expect.stringMatching(/^http:\/\/pages\.example\/portal\/bps_/) },
    });
    expect(Object.values(stripe.state.portals)).toMatchObject([
      { return_url: "https://status.example/orgs/a/billing" },
    ]);
    for (const return_path of ["//evil.example", "/\\evil.example", "https://evil.example"])
      expect((await ask("portal", { return_path })).status).toBe(422);
    expect(stripe.violations).toEqual([]);
  });
});

it("nobody who is not signed in gets anywhere", async () => {
  const { ask } = await setup({
    callerId: async () => {
      throw new AppError("unauthorized", 401, "Sign in first.");
    },
  });
  for (const action of ["card", "portal"]) expect((await ask(action)).status).toBe(401);
  expect((await ask("plan", { organization_id: organization, plan: "starter" })).status).toBe(401);
});

it("the double refuses what is not in Stripe's document, and keys that are not its own", async () => {
  const { stripe } = await setup();
  const ask = (path: string, form: Record<string, string>, key = keys.secretKey) =>
    fetch(`${stripe.url}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: new URLSearchParams(form),
    }).then(({ status }) => status);
  expect(await ask("/v1/customers", { email: "a@example.com" }, "sk_other")).toBe(401);
  expect(await ask("/v1/customers", { mail: "a@example.com" })).toBe(400);
  expect(await ask("/v1/setup_intents", { usage: "sometimes" })).toBe(400);
  expect(await ask("/v1/setup_intents", { "payment_method_types[0]": "card" })).toBe(400);
  expect(await ask("/v1/charges", {})).toBe(404);
  expect(stripe.violations).toEqual([
    "POST /v1/customers: body must NOT have additional properties",
    "POST /v1/customers: body has an unknown field mail",
    "POST /v1/setup_intents: body/usage must be equal to one of the allowed values",
    "POST /v1/setup_intents: body must NOT have additional properties",
    "POST /v1/setup_intents: body has an unknown field payment_method_types",
    "POST /v1/charges is not in the document",
  ]);
});
