import { beforeAll, describe, expect, test } from "vitest";
import { loadSettings } from "../../local/settings.ts";
import { required } from "../helpers/world.ts";
import { codeOf, follow, type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { environment, unique } from "./support.ts";

const newEmail = () => `${unique("new")}@example.com`;
const needsOwn = describe.skipIf(environment.kind === "hosted");

needsOwn("sessions", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({ sessions: { timebox: "24h", inactivity_timeout: "2h" }, jwt_expiry: 600 });
  });
  const age = (id: string, hours: number, idle: number) => auth.db.sql`
    update auth.sessions set created_at = now() - make_interval(hours => ${hours}),
      refreshed_at = now() at time zone 'utc' - make_interval(hours => ${idle}) where user_id = ${id}`;

  test("tokens live as long as config.toml says", async () => {
    const { supabase } = await auth.signedIn();
    expect((await supabase.auth.getSession()).data.session?.expires_in).toBe(600);
  });

  test.each([
    ["a day and more", 25, 0, "Invalid Refresh Token: Session Expired"],
    ["unused for three hours", 23, 3, "Invalid Refresh Token: Session Expired (Inactivity)"],
    ["used an hour ago", 23, 1, undefined],
  ])("%s", async (_, hours, idle, message) => {
    const { supabase, id } = await auth.signedIn();
    await age(id, hours, idle);
    const { error } = await supabase.auth.refreshSession();
    expect(error?.message).toBe(message);
    if (message !== undefined) expect(error).toMatchObject({ status: 400, code: "session_expired" });
  });

  test("a refresh token that comes back late ends its session; one that comes back at once does not", async () => {
    const { supabase, id } = await auth.signedIn();
    const first = required((await supabase.auth.getSession()).data.session?.refresh_token);
    const use = (refresh_token: string) => auth.client().auth.refreshSession({ refresh_token });
    const second = required((await use(first)).data.session?.refresh_token);
    expect((await use(first)).data.session?.refresh_token).toBe(second);
    const third = required((await use(second)).data.session?.refresh_token);
    await auth.db.sql`update auth.refresh_tokens set updated_at = now() - interval '1 minute' where user_id = ${id}`;
    expect((await use(first)).error).toMatchObject({ status: 400, code: "refresh_token_already_used" });
    expect((await use(third)).error?.code).toBe("refresh_token_already_used");
  });

  test("refreshes at once yield one line of tokens", async () => {
    const { supabase, id } = await auth.signedIn();
    const token = required((await supabase.auth.getSession()).data.session?.refresh_token);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => auth.client().auth.refreshSession({ refresh_token: token })),
    );
    expect(new Set(answers.map(({ data }) => data.session?.refresh_token)).size).toBe(1);
    expect(await auth.db.sql`select 1 from auth.refresh_tokens where user_id = ${id} and not revoked`).toHaveLength(1);
  });
});

needsOwn("passwords", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    const { email } = (await loadSettings()).auth;
    auth = await startOwnAuth({
      minimum_password_length: 12,
      password_requirements: "lower_upper_letters_digits_symbols",
      email: { ...email, secure_password_change: true },
    });
  });

  test.each([
    ["Ab1!", ["length"]],
    ["abcdefghijkl", ["characters"]],
    ["abc", ["length", "characters"]],
  ])("%s lacks %j", async (password, reasons) => {
    const { error } = await auth.client().auth.signUp({ email: newEmail(), password });
    expect(error).toMatchObject({ status: 422, code: "weak_password", reasons });
  });

  test("longer than a hash takes in", async () => {
    const { error } = await auth.client().auth.signUp({ email: newEmail(), password: `Aa1!${"x".repeat(70)}` });
    expect(error).toMatchObject({ status: 400, code: "validation_failed" });
  });

  test("an old session needs the mailed code, which counts once", async () => {
    const { supabase, id, email } = await auth.signedIn();
    const { email: otherEmail, supabase: other } = await auth.signedIn();
    const change = (password: string, nonce?: string) =>
      supabase.auth.updateUser({ password, ...(nonce !== undefined && { nonce }) });
    expect((await change("Another-Password-1")).error).toBeNull();
    await auth.db.sql`update auth.sessions set created_at = now() - interval '25 hours' where user_id = ${id}`;
    expect((await change("Another-Password-2")).error).toMatchObject({ status: 400, code: "reauthentication_needed" });
    const nonceOf = (address: string) => /\b\d{8}\b/.exec(auth.mailsTo(address)[0]?.text ?? "")?.[0] ?? "";
    expect((await supabase.auth.reauthenticate()).error).toBeNull();
    await other.auth.reauthenticate();
    for (const nonce of [nonceOf(otherEmail), "nonsense"])
      expect((await change("Another-Password-2", nonce)).error).toMatchObject({
        status: 422,
        code: "reauthentication_not_valid",
      });
    const nonce = nonceOf(email);
    expect((await change("Another-Password-2", nonce)).error).toBeNull();
    expect((await change("Another-Password-3", nonce)).error?.code).toBe("reauthentication_not_valid");
  });
});

needsOwn("mails", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    const { email } = (await loadSettings()).auth;
    // With the code, which the mails of config.toml leave out.
    const both = { subject: "A link and a code", content_path: "./supabase/tests/fixtures/code-mail.html" };
    const template = { ...email.template, confirmation: both, recovery: both, invite: both };
    auth = await startOwnAuth({ email: { ...email, template } });
  });
  const get = (link: string) => auth.request(new URL(link).pathname + new URL(link).search);
  const textTo = (address: string) => required(auth.mailsTo(address)[0]).text;
  const linkTo = (address: string) => required(/http\S*verify\S*/.exec(textTo(address))?.[0]);

  test.each([
    [
      "a sign-up",
      "confirmation_sent_at",
      (email: string) => auth.client().auth.signUp({ email, password: "long-enough-1" }),
    ],
    [
      "a recovery",
      "recovery_sent_at",
      (email: string) => auth.signedIn(email).then(() => auth.client().auth.resetPasswordForEmail(email)),
    ],
    [
      "an invitation",
      "confirmation_sent_at",
      (email: string) => auth.client("secret").auth.admin.inviteUserByEmail(email),
    ],
  ] as const)("the link of %s ends after an hour", async (_, column, send) => {
    const email = newEmail();
    expect((await send(email)).error).toBeNull();
    await auth.db
      .sql`update auth.users set ${auth.db.sql(column)} = now() - interval '61 minutes' where email = ${email}`;
    const { fragment } = await follow(linkTo(email), get);
    expect([fragment.get("error"), fragment.get("error_code")]).toEqual(["access_denied", "otp_expired"]);
    const code = required(/code: (\d+)/.exec(textTo(email))?.[1]);
    for (const type of ["email", "signup", "invite", "recovery"] as const)
      expect((await auth.client().auth.verifyOtp({ email, token: code, type })).error?.code).toBe("otp_expired");
  });

  test("two uses of a link at once open one session", async () => {
    const email = newEmail();
    await auth.client().auth.signUp({ email, password: "long-enough-1" });
    const link = linkTo(email);
    const results = await Promise.all(Array.from({ length: 4 }, () => follow(link, get)));
    expect(results.filter(({ fragment }) => fragment.get("access_token") !== null)).toHaveLength(1);
  });

  test("a locked account's link opens nothing", async () => {
    const { id, email } = await auth.signedIn();
    await auth.client().auth.resetPasswordForEmail(email);
    await auth.client("secret").auth.admin.updateUserById(id, { ban_duration: "24h" });
    const { fragment } = await follow(linkTo(email), get);
    expect(fragment.get("error_code")).toBe("user_banned");
  });
});

needsOwn("what is off", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({
      enable_signup: false,
      mfa: { max_enrolled_factors: 1, totp: { enroll_enabled: false, verify_enabled: false } },
    });
  });

  test("sign-up, and the settings say so", async () => {
    for (const { error } of [
      await auth.client().auth.signUp({ email: newEmail(), password: "long-enough-1" }),
      await auth.client().auth.signInWithOtp({ email: newEmail() }),
    ])
      expect(error).toMatchObject({ status: 422, code: "signup_disabled" });
    expect(await (await auth.request("/auth/v1/settings")).json()).toMatchObject({ disable_signup: true });
  });

  test("second factors", async () => {
    const { supabase } = await auth.signedIn();
    const { error } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    expect(error).toMatchObject({ status: 422, code: "mfa_totp_enroll_not_enabled" });
  });

  test("linking identities, and providers", async () => {
    const { supabase } = await auth.signedIn();
    const linked = await supabase.auth.linkIdentity({ provider: "github", options: { skipBrowserRedirect: true } });
    expect(linked.error).toMatchObject({ status: 404, code: "manual_linking_disabled" });
    const response = await auth.request("/auth/v1/authorize?provider=github");
    expect([response.status, await response.json()]).toMatchObject([400, { error_code: "validation_failed" }]);
  });
});

needsOwn("what is on", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({ enable_manual_linking: true });
  });

  test("an identity is removed, but never the last one, nor another's", async () => {
    const { supabase, id, email } = await auth.signedIn();
    const stranger = await auth.signedIn();
    const identities = async (one: typeof supabase) => required((await one.auth.getUserIdentities()).data?.identities);
    const [own] = await identities(supabase);
    expect((await supabase.auth.unlinkIdentity(required(own))).error?.code).toBe("single_identity_not_deletable");
    await auth.db.sql`
      insert into auth.identities (user_id, provider, provider_id, identity_data)
      values (${id}, 'github', ${unique("id")}, ${auth.db.sql.json({ email, email_verified: true })})`;
    const [strange] = await identities(stranger.supabase);
    expect((await supabase.auth.unlinkIdentity(required(strange))).error?.code).toBe("identity_not_found");
    const github = (await identities(supabase)).find(({ provider }) => provider === "github");
    expect((await supabase.auth.unlinkIdentity(required(github))).error).toBeNull();
    const { data } = await supabase.auth.getUser();
    expect(data.user).toMatchObject({ email, app_metadata: { provider: "email", providers: ["email"] } });
  });

  test("a challenge is answered from where it was asked for", async () => {
    const { supabase } = await auth.signedIn();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const challenge = await supabase.auth.mfa.challenge({ factorId: data?.id ?? "" });
    auth.address = "198.51.100.7";
    const { error } = await supabase.auth.mfa.verify({
      factorId: data?.id ?? "",
      challengeId: challenge.data?.id ?? "",
      code: codeOf(data?.totp.secret ?? ""),
    });
    expect(error).toMatchObject({ status: 422, code: "mfa_ip_address_mismatch" });
  });
});
