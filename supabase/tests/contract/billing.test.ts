import { randomUUID } from "node:crypto";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type postgres from "postgres";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connect } from "../../local/postgres/database.ts";
import { type OwnStack, startOwnStack } from "../helpers/own-stack.ts";
import { required } from "../helpers/world.ts";
import { environment, unique, uniqueSlug } from "./support.ts";

/** A stack in the mode saas, without keys of Stripe: the double stands in, behind Stripe's own package. */
describe.skipIf(environment.kind !== "embedded")("signing up and paying", () => {
  let stack: OwnStack;
  let sql: postgres.Sql;

  beforeAll(async () => {
    stack = await startOwnStack({ HELIOGRAPH_MODE: "saas" });
    sql = connect(stack.config.adminDatabaseUrl, { applicationName: "tests" });
  });
  afterAll(async () => {
    // Every request and every answer kept to Stripe's published document.
    const violations = await fetch(`${stack.config.url}/stripe/violations`).then((response) => response.json());
    await sql.end();
    await stack.stop();
    expect(violations).toEqual([]);
  });

  const client = (): SupabaseClient =>
    createClient(stack.config.url, stack.keys.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: false },
    });

  async function call(path: string, fields: object, headers: Record<string, string> = {}) {
    const response = await fetch(`${stack.config.url}/functions/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", apikey: stack.keys.publishableKey, ...headers },
      body: JSON.stringify(fields),
    });
    return { status: response.status, body: await response.json() };
  }

  const newPerson = () => ({ email: `${unique("person")}@example.com`, password: `Pw-${randomUUID()}` });

  const Setup = z.object({ client_secret: z.string(), publishable_key: z.string(), stripe_url: z.string() });

  /** As the browser does it, at the address that `signup` names. */
  async function enterCard(setup: unknown, number: string) {
    const { client_secret, publishable_key, stripe_url } = Setup.parse(setup);
    const form = new URLSearchParams({
      key: publishable_key,
      client_secret,
      "payment_method_data[type]": "card",
      "payment_method_data[card][number]": number,
      "payment_method_data[card][exp_month]": "12",
      "payment_method_data[card][exp_year]": "2040",
      "payment_method_data[card][cvc]": "123",
    });
    const id = client_secret.split("_secret_")[0];
    const response = await fetch(`${stripe_url}/v1/setup_intents/${id}/confirm`, { method: "POST", body: form });
    return { status: response.status, body: await response.json() };
  }

  const Found = z.object({ messages: z.array(z.object({ ID: z.string() })) });

  async function mailsTo(address: string): Promise<readonly string[]> {
    const response = await fetch(`${stack.config.url}/mail/api/v1/search?query=${encodeURIComponent(`to:${address}`)}`);
    return Found.parse(await response.json()).messages.map(({ ID }) => ID);
  }

  /** Follows the link of the newest mail. @returns a client that is signed in by it */
  async function activate(address: string, mails = 1): Promise<SupabaseClient> {
    await expect.poll(() => mailsTo(address), { timeout: 10_000 }).toHaveLength(mails);
    const [id] = await mailsTo(address);
    const mail = await fetch(`${stack.config.url}/mail/api/v1/message/${id}`).then((response) => response.json());
    const link = /https?:\/\/\S*\/auth\/v1\/verify\S*/.exec(mail.Text)?.[0];
    const response = await fetch(required(link), { redirect: "manual" });
    const { hash } = new URL(required(response.headers.get("location") ?? undefined));
    const supabase = client();
    const fragment = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    const { error } = await supabase.auth.setSession(
      z.object({ access_token: z.string(), refresh_token: z.string() }).parse(fragment),
    );
    if (error !== null) throw error;
    return supabase;
  }

  /** Signs up with a card. */
  const start = ({ email }: { email: string }, full_name = "") => call("signup/start", { email, full_name });

  /** Somebody who has gone all the way, signed in, with an organization. */
  async function customer(number = "4242424242424242") {
    const person = newPerson();
    await enterCard((await start(person)).body, number);
    const supabase = await activate(person.email);
    const { error } = await supabase.auth.updateUser({ password: person.password });
    if (error !== null) throw error;
    const created = await supabase.rpc("create_organization", { name: "Northwind", slug: uniqueSlug("org") });
    if (created.error !== null) throw created.error;
    const organization = z.object({ id: z.string() }).parse(created.data).id;
    const { data } = await supabase.auth.getSession();
    const headers = { authorization: `Bearer ${data.session?.access_token}` };
    return { person, supabase, organization, headers };
  }

  const billing = async (supabase: SupabaseClient, organization: string) => {
    const { data } = await supabase.rpc("billing_state", { organization_id: organization }).single();
    return z.object({ state: z.string(), plan_id: z.string(), is_suspended: z.boolean() }).loose().parse(data);
  };

  const signIn = async (person: { email: string; password: string }) =>
    (await client().auth.signInWithPassword(person)).error?.code ?? "signed in";

  test("account, card, activation, password, organization: nothing works before its turn", async () => {
    const person = newPerson();
    // A stranger was first, at the auth server's door and with a password.
    await client().auth.signUp({ ...person, password: "set-by-a-stranger" });
    await sql`update auth.users set confirmation_sent_at = null where email = ${person.email}`;
    const started = await start(person, "Mara Lind");
    expect(started.status).toBe(200);
    expect(await enterCard(started.body, "4000000000000002")).toMatchObject({
      status: 402,
      body: { error: { code: "card_declined" } },
    });
    // Left in the middle, and back again: the same account, and nothing of what was begun before.
    const again = await start(person);
    expect(again.body).not.toEqual(started.body);
    expect(await enterCard(again.body, "4242424242424242")).toMatchObject({
      status: 200,
      body: { status: "succeeded" },
    });
    await expect.poll(() => mailsTo(person.email), { timeout: 10_000 }).toHaveLength(2);
    // Back once more, and somebody else as well: the card stays who left it, and the mail comes again.
    await sql`update auth.users set confirmation_sent_at = null where email = ${person.email}`;
    const other = await start(person);
    expect(Object.keys(other.body)).toEqual(Object.keys(started.body));
    for (const setup of [other.body, started.body])
      expect(await enterCard(setup, "5555555555554444")).toMatchObject({ status: 200 });

    const supabase = await activate(person.email, 3);
    expect((await supabase.rpc("lacks_password")).data).toBe(true);
    expect(await signIn({ ...person, password: "set-by-a-stranger" })).toBe("invalid_credentials");
    expect((await supabase.rpc("my_card").single()).data).toMatchObject({ brand: "visa", last4: "4242" });
    expect((await supabase.auth.updateUser({ password: person.password })).error).toBeNull();
    expect((await supabase.rpc("lacks_password")).data).toBe(false);
    expect(await signIn(person)).toBe("signed in");
    const created = await supabase.rpc("create_organization", { name: "N", slug: uniqueSlug("n") });
    expect(created.error).toBeNull();
  });

  test("an account made at the auth server's door has no organization before a card", async () => {
    const person = newPerson();
    await client().auth.signUp(person);
    const supabase = await activate(person.email);
    const { data } = await supabase.auth.getSession();
    const create = () => supabase.rpc("create_organization", { name: "N", slug: uniqueSlug("o") });
    expect((await create()).error?.code).toBe("HG402");
    expect((await call("billing/card", {})).status).toBe(401);
    const headers = { authorization: `Bearer ${data.session?.access_token}` };
    expect(await call("billing/portal", {}, headers)).toMatchObject({ status: 402 });
    const { body } = await call("billing/card", {}, headers);
    await enterCard(body, "5555555555554444");
    const myCard = async () => (await supabase.rpc("my_card").maybeSingle()).data;
    await expect.poll(myCard, { timeout: 10_000 }).toMatchObject({ brand: "mastercard", last4: "4444" });
    expect((await create()).error).toBeNull();
    const portal = await call("billing/portal", { return_path: "/" }, headers);
    expect((await fetch(portal.body.url)).status).toBe(200);
  });

  test("an address that has an account: the same answer, and nothing happens to it", async () => {
    const { person, supabase } = await customer();
    const mails = await mailsTo(person.email);
    const again = await start(person);
    expect([again.status, Object.keys(again.body)]).toEqual([200, ["client_secret", "publishable_key", "stripe_url"]]);
    expect(await enterCard(again.body, "5555555555554444")).toMatchObject({ status: 200 });
    expect(await signIn(person)).toBe("signed in");
    expect(await mailsTo(person.email)).toEqual(mails);
    expect((await supabase.rpc("my_card").single()).data).toMatchObject({ brand: "visa", last4: "4242" });
  });

  test("two people, and one person twice, at once", async () => {
    await sql`delete from private.signup_limits`;
    const [one, two] = [newPerson(), newPerson()];
    const [first, same, other] = await Promise.all([start(one), start(one), start(two)]);
    await Promise.all([first, same, other].map(({ body }) => enterCard(body, "4242424242424242")));
    await Promise.all([activate(one.email), activate(two.email)]);
    const rows = await sql`select id from auth.users where email in ${sql([one.email, two.email])}`;
    expect(rows).toHaveLength(2);
  });

  test("a webhook that Stripe did not sign, and one that comes twice", async () => {
    const person = newPerson();
    const { body } = await start(person);
    await enterCard(body, "4242424242424242");
    await expect.poll(() => mailsTo(person.email), { timeout: 10_000 }).toHaveLength(1);
    const [row] = await sql<{ customer: string; user: string }[]>`
      select c.stripe_customer_id as customer, u.id as user
      from private.billing_customers c join auth.users u on u.id = c.user_id where u.email = ${person.email}`;
    const [known] = await sql<
      { id: string }[]
    >`select id from private.billing_events order by received_at desc limit 1`;
    const payload = JSON.stringify({
      id: required(known).id,
      object: "event",
      type: "setup_intent.succeeded",
      created: Math.floor(Date.now() / 1000),
      data: {
        object: {
          id: Setup.parse(body).client_secret.split("_secret_")[0],
          object: "setup_intent",
          customer: required(row).customer,
          metadata: { heliograph: "sign-up", user_id: required(row).user },
        },
      },
    });
    const post = (secret: string) =>
      fetch(`${stack.config.url}/functions/v1/billing/webhook`, {
        method: "POST",
        headers: {
          "stripe-signature": new Stripe("sk_test_embedded").webhooks.generateTestHeaderString({ payload, secret }),
        },
        body: payload,
      });
    expect((await post("whsec_wrong")).status).toBe(401);
    expect((await post("whsec_embedded")).status).toBe(200);
    expect(await mailsTo(person.email)).toHaveLength(1);
  });

  test("a plan is paid, then is not, its organization is suspended, and comes back", async () => {
    await sql`delete from private.signup_limits`;
    const { supabase, organization, headers } = await customer();
    expect(await billing(supabase, organization)).toMatchObject({ state: "trialing", plan_id: "starter" });
    const plan = (name: string) => call("billing/plan", { organization_id: organization, plan: name }, headers);
    expect(await plan("team")).toEqual({ status: 200, body: { state: "trialing" } });
    expect(await billing(supabase, organization)).toMatchObject({ state: "trialing", plan_id: "team" });
    const [row] = await sql<{ id: string }[]>`
      select stripe_subscription_id as id from private.billing_subscriptions where organization_id = ${organization}`;
    const bill = async (outcome: "paid" | "failed") =>
      fetch(`${stack.config.url}/stripe/bill/${required(row).id}/${outcome}`, { method: "POST" });
    const stateOf = () => billing(supabase, organization).then(({ state }) => state);

    await bill("failed");
    await expect.poll(stateOf, { timeout: 10_000 }).toBe("past_due");
    await sql`update private.billing_subscriptions set past_due_since = now() - interval '8 days' where organization_id = ${organization}`;
    await sql`select private.run_billing()`;
    expect(await billing(supabase, organization)).toMatchObject({ is_suspended: true });
    const add = () => supabase.from("components").insert({ organization_id: organization, name: "Shop" });
    expect((await add()).error?.code).toBe("42501");

    await bill("paid");
    await expect
      .poll(() => billing(supabase, organization), { timeout: 10_000 })
      .toMatchObject({ state: "active", is_suspended: false });
    expect((await add()).error).toBeNull();

    await sql`
      insert into public.components (organization_id, name) select ${organization}, 'C' || n from generate_series(1, 20) n`;
    expect(await plan("starter")).toMatchObject({
      status: 402,
      body: { error: { code: "payment_required", field: "components" } },
    });
    const state = await billing(supabase, organization);
    expect((await fetch(String(state["invoice_url"]))).status).toBe(200);
  });

  test("in another mode nobody signs up like this", async () => {
    await sql`delete from private.signup_limits`;
    await sql`update private.instance set mode = null`;
    expect(await start(newPerson())).toMatchObject({
      status: 403,
      body: { error: { code: "forbidden" } },
    });
    await sql`update private.instance set mode = 'saas'`;
  });
});
