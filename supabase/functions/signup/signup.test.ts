import { afterEach, describe, expect, it } from "vitest";
import { startStripe } from "../../local/doubles/stripe.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { stripeAccount } from "../_shared/edge/stripe.ts";
import { createSignup, type KnownAddress, type SignupBackend } from "./signup.ts";

const keys = { secretKey: "sk_test_1", publishableKey: "pk_test_1", webhookSecret: "whsec_1" };
const userId = "0f4cbdc2-6a44-4d0e-9a2b-6a9f6a0a7d01";
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
  const accounts = new Map<string, KnownAddress & { fullName: string }>();
  const mails: string[] = [];
  const backend: SignupBackend = {
    begin: async (email) => accounts.get(email) ?? { userId: null, address: email, isConfirmed: false, hasCard: false },
    async create(email, fullName) {
      if (accounts.has(email)) return undefined;
      accounts.set(email, { userId, address: email, fullName, hasCard: false, isConfirmed: false });
      return userId;
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
  const start = async (fields: object) => {
    const response = await handle(
      new Request("https://x.example/signup/start", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(fields),
      }),
    );
    return { status: response.status, body: await response.json() };
  };
  const change = (email: string, what: Partial<KnownAddress>) => {
    const account = accounts.get(email);
    if (account !== undefined) accounts.set(email, { ...account, ...what });
  };
  let seen = 0;
  /** What Stripe was asked for since the last time, in this order. */
  const calls = () => {
    const fresh = stripe.calls.slice(seen).map(({ path, fields }) => [path, fields] as const);
    seen = stripe.calls.length;
    return fresh;
  };
  return { start, accounts, mails, stripe, change, calls };
}

const mara = { email: "mara@example.com", full_name: " Mara Lind " };
const shape = {
  client_secret: expect.stringMatching(/^seti_\w+_secret_\w+$/),
  publishable_key: keys.publishableKey,
  stripe_url: null,
};
const intentOf = (metadata: object) => [
  "/v1/setup_intents",
  {
    customer: expect.stringMatching(/^cus_/),
    usage: "off_session",
    allowed_payment_method_types: ["card"],
    metadata,
  },
];
const ofMara = [
  ["/v1/customers", { email: mara.email, name: "Mara Lind" }],
  intentOf({ heliograph: "sign-up", user_id: userId }),
];
const ofNobody = [["/v1/customers", {}], intentOf({ heliograph: "unclaimed" })];

describe("signing up", () => {
  it("makes the account, a customer and a SetupIntent, and sends no mail", async () => {
    const { start, accounts, mails, stripe, calls } = await setup();
    expect(await start(mara)).toEqual({ status: 200, body: shape });
    expect(calls()).toEqual(ofMara);
    expect(accounts.get(mara.email)).toMatchObject({ fullName: "Mara Lind" });
    expect([mails, stripe.violations]).toEqual([[], []]);
  });

  it("again goes on with the same account, and shows nothing of what was begun before", async () => {
    const { start, accounts, calls } = await setup();
    const first = await start(mara);
    calls();
    const before = accounts.get(mara.email);
    const second = await start({ ...mara, full_name: "Somebody Else" });
    expect(second).toEqual({ status: 200, body: shape });
    expect(second.body.client_secret).not.toBe(first.body.client_secret);
    expect(calls()).toEqual([["/v1/customers", { email: mara.email, name: "Somebody Else" }], ofMara[1]]);
    expect(accounts.get(mara.email)).toEqual(before);
  });

  it("twice at once is one account", async () => {
    const { start, accounts, calls } = await setup();
    const answers = await Promise.all([start(mara), start(mara)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(accounts.size).toBe(1);
    const intents = calls().filter(([path]) => path === "/v1/setup_intents");
    expect(intents).toEqual([ofMara[1], ofMara[1]]);
  });

  it.each([
    ["an active account", { isConfirmed: true }, []],
    ["an active account with a card", { isConfirmed: true, hasCard: true }, []],
    ["one whose card is there, which gets its mail again", { hasCard: true }, [mara.email]],
  ])("%s: the same answer for as many requests to Stripe, and a card is nobody's", async (_, what, expected) => {
    const { start, accounts, change, stripe, mails, calls } = await setup();
    await start(mara);
    calls();
    change(mara.email, what);
    const before = accounts.get(mara.email);
    expect(await start(mara)).toEqual({ status: 200, body: shape });
    expect(calls()).toEqual(ofNobody);
    expect(accounts.get(mara.email)).toEqual(before);
    expect([mails, stripe.violations]).toEqual([expected, []]);
  });

  it("a mail that cannot be sent changes nothing of the answer", async () => {
    const activate = async () => {
      throw new Error("the mail server is away");
    };
    const { start, change } = await setup({ backend: { activate } });
    await start(mara);
    change(mara.email, { hasCard: true });
    expect(await start(mara)).toEqual({ status: 200, body: shape });
  });

  it("an address that becomes active in between gets no card of others", async () => {
    const { start, calls } = await setup({
      backend: {
        begin: (() => {
          const answers = [null, userId];
          return async (address: string) => {
            const known = answers.shift() ?? null;
            return { userId: known, address, isConfirmed: known !== null, hasCard: false };
          };
        })(),
        create: async () => undefined,
      },
    });
    expect(await start(mara)).toEqual({ status: 200, body: shape });
    expect(calls().at(-1)).toEqual(intentOf({ heliograph: "unclaimed" }));
  });

  it.each([
    ["no address", { ...mara, email: "" }],
    ["a name that is too long", { ...mara, full_name: "x".repeat(101) }],
  ])("refuses %s before anything is looked up", async (_, fields) => {
    const begin = async () => {
      throw new Error("must not be called");
    };
    const { start } = await setup({ backend: { begin } });
    expect(await start(fields)).toMatchObject({ status: 422, body: { error: { code: "invalid_input" } } });
  });

  it.each([
    [new AppError("forbidden", 403, "Nobody signs up with a card here."), "begin", 403],
    [new AppError("rate_limited", 429, "Too many requests."), "begin", 429],
    [new AppError("email_address_invalid", 422, "Not like this.", { field: "email" }), "create", 422],
  ] as const)("passes on %s of %s", async (refusal, method, status) => {
    const refuse = async () => {
      throw refusal;
    };
    const { start, calls } = await setup({ backend: { [method]: refuse } });
    expect(await start(mara)).toMatchObject({ status, body: { error: { code: refusal.code } } });
    expect(calls().filter(([path]) => path === "/v1/setup_intents")).toEqual([]);
  });

  it("without keys of Stripe says so, and makes no account", async () => {
    const { start, accounts } = await setup({ isConfigured: false });
    expect(await start(mara)).toMatchObject({ status: 409, body: { error: { code: "not_configured" } } });
    expect(accounts.size).toBe(0);
  });
});
