import { afterEach, describe, expect, it } from "vitest";
import { startStripe } from "../../local/doubles/stripe.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";
import { createSignup, type KnownAddress, type SignupBackend } from "./signup.ts";

const keys = { secretKey: "sk_test_1", publishableKey: "pk_test_1", webhookSecret: "whsec_1" };
let close: (() => Promise<void>) | undefined;

afterEach(() => close?.());

/** Accounts in memory, and Stripe's own package against its double. */
async function setup({
  isConfigured = true,
  backend: changed = {},
}: {
  isConfigured?: boolean;
  backend?: Partial<SignupBackend>;
} = {}) {
  const stripe = await startStripe({ ...keys, pagesUrl: "http://pages.example", price: async () => undefined });
  close = () => stripe.close();
  const accounts = new Map<string, KnownAddress & { userId: string; password: string; isConfirmed: boolean }>();
  const mails: string[] = [];
  const backend: SignupBackend = {
    begin: async (email) =>
      accounts.get(email) ?? { userId: null, address: email, customerId: null, intentId: null, hasCard: false },
    async create(email, password) {
      if (accounts.has(email)) return undefined;
      const userId = `user-${accounts.size + 1}`;
      accounts.set(email, {
        userId,
        address: email,
        password,
        customerId: null,
        intentId: null,
        hasCard: false,
        isConfirmed: false,
      });
      return userId;
    },
    async owns(email, password) {
      const account = accounts.get(email);
      return account?.password !== password ? "no" : account.isConfirmed ? "confirmed" : "unconfirmed";
    },
    async store(userId, customerId, intentId) {
      for (const [email, account] of accounts)
        if (account.userId === userId) accounts.set(email, { ...account, customerId, intentId });
    },
    activate: async (email) => void mails.push(email),
    ...changed,
  };
  const variables = new Map([
    ["STRIPE_SECRET_KEY", keys.secretKey],
    ["STRIPE_PUBLISHABLE_KEY", keys.publishableKey],
    ["STRIPE_WEBHOOK_SECRET", keys.webhookSecret],
    ["STRIPE_API_URL", stripe.url],
  ]);
  const account = stripeAccount((name) => (isConfigured ? variables.get(name) : undefined));
  const handle = createSignup({ backend, account, log: () => {} });
  const post = async (action: string, fields: object) => {
    const response = await handle(
      new Request(`https://x.example/signup/${action}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fields),
      }),
    );
    return { status: response.status, body: await response.json() };
  };
  const change = (email: string, what: Partial<{ isConfirmed: boolean; hasCard: boolean; customerId: string }>) => {
    const account = accounts.get(email);
    if (account !== undefined) accounts.set(email, { ...account, ...what });
  };
  return { post, accounts, mails, stripe, change };
}

const mara = { email: "mara@example.com", password: "long-enough" };
const shape = {
  client_secret: expect.stringMatching(/^seti_\w+_secret_\w+$/),
  publishable_key: keys.publishableKey,
  stripe_url: null,
};

describe("starting", () => {
  it("makes the account, its customer and its SetupIntent, and sends no mail", async () => {
    const { post, accounts, mails, stripe } = await setup();
    expect(await post("start", { ...mara, full_name: " Mara Lind " })).toEqual({ status: 200, body: shape });
    expect(stripe.violations).toEqual([]);
    expect(stripe.calls.map(({ path, fields }) => [path, fields])).toEqual([
      ["/v1/customers", { email: mara.email, name: "Mara Lind", metadata: { user_id: "user-1" } }],
      [
        "/v1/setup_intents",
        {
          customer: expect.stringMatching(/^cus_/),
          usage: "off_session",
          allowed_payment_method_types: ["card"],
          metadata: { user_id: "user-1" },
        },
      ],
    ]);
    expect(accounts.get(mara.email)).toMatchObject({
      customerId: expect.stringMatching(/^cus_/),
      intentId: expect.stringMatching(/^seti_/),
    });
    expect(mails).toEqual([]);
  });

  it("again with the same password goes on with the same SetupIntent", async () => {
    const { post, stripe } = await setup();
    const first = await post("start", mara);
    expect(await post("start", mara)).toEqual(first);
    expect(Object.keys(stripe.state.customers)).toHaveLength(1);
  });

  it("twice at once makes one customer and one SetupIntent", async () => {
    const { post, stripe } = await setup();
    const [first, second] = await Promise.all([post("start", mara), post("start", mara)]);
    expect(first).toEqual(second);
    expect(
      [Object.keys(stripe.state.customers), Object.keys(stripe.state.setupIntents)].map(({ length }) => length),
    ).toEqual([1, 1]);
  });

  it.each([
    ["an active account and its password", true, mara.password],
    ["an active account and another password", true, "another-one"],
    ["one that is not active and another password", false, "another-one"],
  ])("%s: the same shape, and nothing that belongs to it", async (_, isConfirmed, password) => {
    const { post, accounts, change, stripe, mails } = await setup();
    const first = await post("start", mara);
    change(mara.email, { isConfirmed });
    const before = accounts.get(mara.email);
    const second = await post("start", { ...mara, password });
    expect(second).toEqual({ status: 200, body: shape });
    expect(second.body.client_secret).not.toBe(first.body.client_secret);
    expect(accounts.get(mara.email)).toEqual(before);
    expect(Object.values(stripe.state.customers).at(-1)).toMatchObject({
      email: null,
      metadata: { heliograph: "unclaimed" },
    });
    expect([mails, stripe.violations]).toEqual([[], []]);
  });

  it("a customer that Stripe has forgotten is made again", async () => {
    const { post, change, stripe } = await setup();
    await post("start", mara);
    change(mara.email, { customerId: "cus_gone" });
    for (const id of Object.keys(stripe.state.setupIntents)) delete stripe.state.setupIntents[id];
    expect((await post("resume", mara)).status).toBe(200);
    expect(Object.keys(stripe.state.customers)).toHaveLength(2);
  });

  it.each([
    ["a short password", { ...mara, password: "short" }, 422, "weak_password"],
    ["no address", { ...mara, email: "" }, 422, "invalid_input"],
    ["a password longer than bcrypt takes", { ...mara, password: "x".repeat(73) }, 422, "invalid_input"],
  ])("refuses %s before anything is looked up", async (_, fields, status, code) => {
    const begin = async () => {
      throw new Error("must not be called");
    };
    const { post } = await setup({ backend: { begin } });
    expect(await post("start", fields)).toMatchObject({ status, body: { error: { code } } });
  });

  it.each([
    [new AppError("forbidden", 403, "Nobody signs up with a card here."), "begin", 403],
    [new AppError("rate_limited", 429, "Too many requests."), "begin", 429],
    [new AppError("weak_password", 422, "Not like this.", { field: "password" }), "create", 422],
  ] as const)("passes on %s of %s", async (refusal, method, status) => {
    const refuse = async () => {
      throw refusal;
    };
    const { post, stripe } = await setup({ backend: { [method]: refuse } });
    expect(await post("start", mara)).toMatchObject({ status, body: { error: { code: refusal.code } } });
    expect(stripe.calls).toEqual([]);
  });

  it("without keys of Stripe says so, and makes no account", async () => {
    const { post, accounts } = await setup({ isConfigured: false });
    expect(await post("start", mara)).toMatchObject({ status: 409, body: { error: { code: "not_configured" } } });
    expect(accounts.size).toBe(0);
  });
});

describe("coming back", () => {
  it("goes on with the card", async () => {
    const { post, mails } = await setup();
    const { body } = await post("start", mara);
    expect(await post("resume", mara)).toEqual({ status: 200, body: { ...body, is_card_confirmed: false } });
    expect(mails).toEqual([]);
  });

  it("with a confirmed card sends the activation mail again", async () => {
    const { post, change, mails } = await setup();
    await post("start", mara);
    change(mara.email, { hasCard: true });
    expect(await post("resume", mara)).toMatchObject({ status: 200, body: { is_card_confirmed: true } });
    expect(mails).toEqual([mara.email]);
  });

  it("an unknown address and a wrong password read alike; an active account is to sign in", async () => {
    const { post, change } = await setup();
    await post("start", mara);
    const unknown = await post("resume", { ...mara, email: "nobody@example.com" });
    const wrong = await post("resume", { ...mara, password: "another-one" });
    for (const { status, body } of [unknown, wrong])
      expect({ status, code: body.error.code, message: body.error.message }).toEqual({
        status: 400,
        code: "invalid_credentials",
        message: "Invalid login credentials",
      });
    change(mara.email, { isConfirmed: true });
    expect(await post("resume", mara)).toMatchObject({ status: 409, body: { error: { code: "account_exists" } } });
  });
});
