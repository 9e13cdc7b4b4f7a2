import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadSettings } from "../../local/settings.ts";
import { required } from "../helpers/world.ts";
import { follow, type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { environment, unique } from "./support.ts";

/** Somebody signs up with an address of others, and waits until its owner follows the link of a mail. */
describe.skipIf(environment.kind === "hosted")("whoever had an address first", () => {
  const password = "chosen-by-a-stranger";
  const own = "chosen by the owner";
  let auth: OwnAuth;
  let email = "";

  beforeAll(async () => {
    auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
  });
  beforeEach(async () => {
    email = `${unique("owner")}@example.com`;
    await auth.db.sql`update private.instance set mode = null`;
  });

  const signIn = async (secret: string) =>
    (await auth.client().auth.signInWithPassword({ email, password: secret })).error?.code ?? "signed in";

  /** The stranger's part. */
  async function hijack(): Promise<void> {
    expect((await auth.client().auth.signUp({ email, password })).error).toBeNull();
    expect(await signIn(password)).toBe("email_not_confirmed");
  }

  const linkIn = (text: string) => required(/https?:\/\/\S*\/auth\/v1\/verify\S*/.exec(text)?.[0]);

  /** The owner's part: the newest mail's link, which opens a session. */
  async function followMail() {
    const [mail] = auth.mailsTo(email);
    const { fragment } = await follow(linkIn(required(mail).text), (link) => {
      const { pathname, search } = new URL(link);
      return auth.request(`${pathname}${search}`, { redirect: "manual" });
    });
    const tokens = z
      .object({ access_token: z.string(), refresh_token: z.string() })
      .parse(Object.fromEntries(fragment));
    const supabase = auth.client();
    expect((await supabase.auth.setSession(tokens)).error).toBeNull();
    return supabase;
  }

  const lacksPassword = async () => {
    const [session] = await auth.db.sql<{ id: string; user: string }[]>`
      select s.id, s.user_id as user from auth.sessions s join auth.users u on u.id = s.user_id
      where u.email = ${email} order by s.created_at desc limit 1`;
    const { id, user } = required(session);
    const claims = { role: "authenticated", sub: user, session_id: id, aal: "aal1" };
    const [row] = await auth.db.as(claims, (sql) => sql<{ lacks: boolean }[]>`select public.lacks_password() as lacks`);
    return required(row).lacks;
  };

  /** Ways in which the owner comes to prove the address. */
  const ways: readonly (readonly [string, (() => Promise<{ error: unknown }>) | undefined])[] = [
    ["the mail of that sign-up", undefined],
    ["signing up as well", () => auth.client().auth.signUp({ email, password: own })],
    ["a sign-in link", () => auth.client().auth.signInWithOtp({ email, options: { shouldCreateUser: false } })],
    ["a forgotten password", () => auth.client().auth.resetPasswordForEmail(email)],
    ["the activation mail, sent again", () => auth.client().auth.resend({ type: "signup", email })],
  ];

  test.each(ways)("is not in the account after %s; its owner chooses a password", async (_, ask) => {
    await hijack();
    await auth.db.sql`update auth.users set confirmation_sent_at = now() - interval '1 minute' where email = ${email}`;
    expect((await ask?.())?.error ?? null).toBeNull();
    expect(auth.mailsTo(email)).toHaveLength(ask === undefined ? 1 : 2);
    const supabase = await followMail();
    expect(await signIn(password)).toBe("invalid_credentials");
    expect(await lacksPassword()).toBe(true);
    expect((await supabase.auth.updateUser({ password: own })).error).toBeNull();
    expect(await lacksPassword()).toBe(false);
    expect([await signIn(own), await signIn(password)]).toEqual(["signed in", "invalid_credentials"]);
  });

  test("gains nothing by a permit for the address, or by its invitation", async () => {
    await auth.db.sql`update private.instance set mode = 'enterprise'`;
    await auth.db.sql`select private.permit_account(${email}, 'created', '1 hour')`;
    await hijack();
    // A master administrator makes the account that is there already.
    expect((await auth.client("secret").auth.admin.inviteUserByEmail(email)).error).toBeNull();
    const token_hash = required(/token_hash=([^&"\s]+)/.exec(required(auth.mailsTo(email)[0]).text)?.[1]);
    const supabase = auth.client();
    expect((await supabase.auth.verifyOtp({ token_hash, type: "invite" })).error).toBeNull();
    expect([await signIn(password), await lacksPassword()]).toEqual(["invalid_credentials", true]);
    expect((await supabase.auth.updateUser({ password: own })).error).toBeNull();
    expect(await signIn(own)).toBe("signed in");
  });

  test("an invited account lacks a password until one is chosen", async () => {
    await auth.client("secret").auth.admin.inviteUserByEmail(email);
    const token_hash = required(/token_hash=([^&"\s]+)/.exec(required(auth.mailsTo(email)[0]).text)?.[1]);
    await auth.client().auth.verifyOtp({ token_hash, type: "invite" });
    expect(await lacksPassword()).toBe(true);
  });

  test("loses the session that was open, too", async () => {
    await hijack();
    await auth.db
      .sql`insert into auth.sessions (id, user_id) select gen_random_uuid(), id from auth.users where email = ${email}`;
    await followMail();
    const sessions = await auth.db.sql`
      select 1 from auth.sessions s join auth.users u on u.id = s.user_id where u.email = ${email}`;
    expect(sessions).toHaveLength(1);
  });

  test("cannot keep a way in by a provider: not by another address there, not by the one it had", async () => {
    await hijack();
    const [row] = await auth.db.sql<{ id: string }[]>`select id from auth.users where email = ${email}`;
    const { id } = required(row);
    const identity = (address: string, isVerified: boolean) =>
      auth.db.sql.json({ sub: id, email: address, email_verified: isVerified });
    await auth.db.sql`
      insert into auth.identities (user_id, provider, provider_id, identity_data)
      values (${id}, 'github', ${id}, ${identity(email, false)})`;
    const moved = identity(`${unique("stranger")}@example.com`, true);
    await expect(
      auth.db.sql`update auth.identities set identity_data = ${moved} where user_id = ${id} and provider = 'github'`,
    ).rejects.toMatchObject({ code: "HG403", detail: "email" });
    await followMail();
    expect(await auth.db.sql`select 1 from auth.identities where user_id = ${id} and provider = 'github'`).toEqual([]);
  });

  test("a password that needs no mail stays: an administrator's, and one whose address changes", async () => {
    const { admin } = auth.client("secret").auth;
    const created = await admin.createUser({ email, password, email_confirm: true });
    expect([await signIn(password), await lacksPassword()]).toEqual(["signed in", false]);
    const id = required(created.data.user ?? undefined).id;

    const before = email;
    email = `${unique("moved")}@example.com`;
    await admin.updateUserById(id, { email, email_confirm: true });
    expect(await signIn(password)).toBe("signed in");

    email = before;
    await hijack();
    const [row] = await auth.db.sql<{ id: string }[]>`select id from auth.users where email = ${email}`;
    await admin.updateUserById(required(row).id, { password: own, email_confirm: true });
    expect([await signIn(own), await signIn(password)]).toEqual(["signed in", "invalid_credentials"]);
  });
});

describe.skipIf(environment.kind === "hosted")("without confirmations", () => {
  test("the password of the form stays", async () => {
    const { auth: settings } = await loadSettings();
    const auth = await startOwnAuth({ email: { ...settings.email, enable_confirmations: false } });
    const person = { email: `${unique("sure")}@example.com`, password: "long-enough-1" };
    expect((await auth.client().auth.signUp(person)).data.session).not.toBeNull();
    expect((await auth.client().auth.signInWithPassword(person)).error).toBeNull();
  });
});
