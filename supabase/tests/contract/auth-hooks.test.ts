import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { codeOf, type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { environment, unique } from "./support.ts";

const off = { enabled: false, uri: "" };
const hook = (name: string) => ({ enabled: true, uri: `pg-functions://postgres/${name.replace(".", "/")}` });
const newEmail = () => `${unique("new")}@example.com`;
const password = "long-enough-1";
const closed = { status: 403, code: "unknown", message: expect.stringContaining("administrator") };
/** supabase-js takes every 500 for one that may pass, and leaves its code out. */
const failure = (message: string) => ({ name: "AuthRetryableFetchError", status: 500, message });

/** Every way in which somebody becomes an account without an administrator making it. */
const ways: readonly (readonly [string, (auth: OwnAuth, email: string) => Promise<{ error: unknown }>])[] = [
  ["signing up", (auth, email) => auth.client().auth.signUp({ email, password })],
  ["signing in by mail", (auth, email) => auth.client().auth.signInWithOtp({ email })],
  ["an invitation", (auth, email) => auth.client("secret").auth.admin.inviteUserByEmail(email)],
  ...(["signup", "invite", "magiclink"] as const).map(
    (type) =>
      [
        `a generated link: ${type}`,
        (auth: OwnAuth, email: string) =>
          auth.client("secret").auth.admin.generateLink({ type, email, password, options: {} }),
      ] as const,
  ),
];

async function known(auth: OwnAuth, email: string): Promise<boolean> {
  return (await auth.db.sql`select 1 from auth.users where email = ${email}`).length > 0;
}

describe.skipIf(environment.kind === "hosted")("before_user_created (needs a stack of one's own)", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({});
    await auth.signedIn("first@example.com");
    await auth.db.sql`update private.instance set mode = 'enterprise'`;
  });

  test.each(ways)("%s is refused with the function's words, and nothing is written", async (_, make) => {
    const email = newEmail();
    expect((await make(auth, email)).error).toMatchObject(closed);
    expect(await known(auth, email)).toBe(false);
    expect(auth.mailsTo(email)).toEqual([]);
  });

  test.each(ways)("%s works for an address that is permitted", async (_, make) => {
    const email = newEmail();
    await auth.db.sql`select private.permit_account(${email}, 'created', '1 hour')`;
    expect((await make(auth, email)).error).toBeNull();
    expect(await known(auth, email)).toBe(true);
  });

  test("an account made by an administrator passes no hook; the trigger on auth.users holds", async () => {
    const email = newEmail();
    const { error } = await auth.client("secret").auth.admin.createUser({ email, password });
    expect(error).toMatchObject(failure("Database error creating new user"));
    expect(await known(auth, email)).toBe(false);
  });

  test("known addresses are not asked about", async () => {
    const { error } = await auth.client().auth.signInWithOtp({ email: "first@example.com" });
    expect(error).toBeNull();
  });
});

describe.skipIf(environment.kind === "hosted")("without the hook", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    const hooks = { password_verification_attempt: off, mfa_verification_attempt: off };
    auth = await startOwnAuth({ hook: { before_user_created: off, ...hooks } });
    await auth.signedIn("first@example.com");
    await auth.db.sql`update private.instance set mode = 'enterprise'`;
  });

  test.each(ways)("%s: the trigger's refusal is a database error to the client", async (_, make) => {
    const email = newEmail();
    expect((await make(auth, email)).error).toMatchObject(failure("Database error saving new user"));
    expect(await known(auth, email)).toBe(false);
    expect(auth.mailsTo(email)).toEqual([]);
  });

  test("the answer's code is GoTrue's", async () => {
    const body = JSON.stringify({ email: newEmail(), password });
    const response = await auth.request("/auth/v1/signup", { method: "POST", body });
    const error = { code: 500, error_code: "unexpected_failure", msg: "Database error saving new user" };
    expect([response.status, await response.json()]).toEqual([500, error]);
  });
});

describe.skipIf(environment.kind === "hosted")("functions of one's own", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({
      hook: {
        before_user_created: hook("hooks.created"),
        password_verification_attempt: hook("hooks.attempt"),
        mfa_verification_attempt: hook("hooks.attempt"),
      },
    });
    await auth.db.sql.unsafe(`
      create schema hooks;
      create table hooks.events (event jsonb);
      create table hooks.answers (answer jsonb);
      create function hooks.created(event jsonb) returns jsonb language plpgsql as $$
        begin
          insert into hooks.events values (event);
          if (select answer from hooks.answers) is null then raise 'broken'; end if;
          return (select answer from hooks.answers);
        end $$;
      create function hooks.attempt(event jsonb) returns jsonb language sql as $$
        insert into hooks.events values (event);
        select answer from hooks.answers;
      $$;
      grant usage on schema hooks to supabase_auth_admin;
      grant all on all tables in schema hooks to supabase_auth_admin;`);
  });
  beforeEach(() => answerWith({}));

  async function answerWith(answer: unknown): Promise<void> {
    await auth.db.sql`delete from hooks.answers`;
    await auth.db.sql`delete from hooks.events`;
    await auth.db
      .sql`insert into hooks.answers values (${answer === null ? null : JSON.stringify(answer)}::text::jsonb)`;
  }

  const events = async () =>
    (await auth.db.sql<{ event: unknown }[]>`select event from hooks.events`).map((row) => row.event);

  test("are given GoTrue's event", async () => {
    const email = newEmail();
    const { error } = await auth.client().auth.signUp({ email, password, options: { data: { full_name: "Ada" } } });
    expect(error).toBeNull();
    expect(await events()).toEqual([
      {
        metadata: {
          uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
          time: expect.any(String),
          name: "before-user-created",
          ip_address: "192.0.2.1",
        },
        user: expect.objectContaining({
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          aud: "authenticated",
          role: "",
          email,
          phone: "",
          app_metadata: { provider: "email", providers: ["email"] },
          user_metadata: { full_name: "Ada" },
          identities: [],
          is_anonymous: false,
        }),
      },
    ]);
  });

  test.each([
    [{ error: { http_code: 429, message: "later" } }, { status: 429, code: "unknown", message: "later" }],
    [{ error: { message: "no" } }, failure("no")],
  ])("their error is the answer: %j", async (answer, error) => {
    await answerWith(answer);
    expect((await auth.client().auth.signUp({ email: newEmail(), password })).error).toMatchObject(error);
  });

  test("an error without a message is none", async () => {
    await answerWith({ error: { http_code: 403 } });
    expect((await auth.client().auth.signUp({ email: newEmail(), password })).error).toBeNull();
  });

  test("what they raise stays inside", async () => {
    await answerWith(null);
    expect((await auth.client().auth.signUp({ email: newEmail(), password })).error).toMatchObject(
      failure("Error running hook URI: pg-functions://postgres/hooks/created"),
    );
  });

  test("see attempts at passwords and may end them", async () => {
    const { supabase, id, email, password } = await auth.signedIn();
    const attempt = (password: string) => auth.client().auth.signInWithPassword({ email, password });
    await answerWith({ decision: "continue" });
    expect((await attempt("wrong")).error?.code).toBe("invalid_credentials");
    expect((await attempt(password)).error).toBeNull();
    const metadata = expect.objectContaining({ name: "password-verification" });
    expect(await events()).toEqual([
      { metadata, user_id: id, valid: false },
      { metadata, user_id: id, valid: true },
    ]);
    await answerWith({ decision: "reject", message: "too many", should_logout_user: true });
    expect((await attempt(password)).error).toMatchObject({ code: "invalid_credentials", message: "too many" });
    expect((await supabase.auth.refreshSession()).error).not.toBeNull();
  });

  test("see attempts at codes and may end them", async () => {
    const { supabase, id } = await auth.signedIn();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const verify = (code: string) => supabase.auth.mfa.challengeAndVerify({ factorId: data?.id ?? "", code });
    await answerWith({ decision: "continue" });
    expect((await verify("000000")).error?.code).toBe("mfa_verification_failed");
    expect(await events()).toMatchObject([{ user_id: id, factor_id: data?.id, factor_type: "totp", valid: false }]);
    await answerWith({ decision: "reject" });
    expect((await verify(codeOf(data?.totp.secret ?? ""))).error).toMatchObject({
      status: 403,
      code: "mfa_verification_rejected",
    });
    expect((await supabase.auth.refreshSession()).error).not.toBeNull();
  });
});
