import { decodeJwt } from "jose";
import { describe, expect, test } from "vitest";
import { required } from "../helpers/world.ts";
import { admin, follow } from "./auth-support.ts";
import { client, environment, mailTo, publishableKey, signedInUser, unique, url } from "./support.ts";

const needsMail = describe.skipIf(environment.mailUrl === undefined);
const newEmail = () => `${unique("new")}@example.com`;
const redirectTo = `${url}/welcome`;

describe("administration", () => {
  test("create, get, list, update, delete", async () => {
    const email = `${unique("Admin")}@Example.com`;
    const created = await admin.createUser({
      email,
      password: "long-enough-1",
      email_confirm: true,
      user_metadata: { a: 1 },
      app_metadata: { plan: "pro" },
    });
    expect(created.error).toBeNull();
    const id = created.data.user?.id ?? "";
    expect(created.data.user).toMatchObject({
      email: email.toLowerCase(),
      user_metadata: { a: 1 },
      app_metadata: { plan: "pro", provider: "email" },
    });
    expect(created.data.user?.email_confirmed_at).toBeTruthy();
    expect((await admin.getUserById(id)).data.user?.id).toBe(id);
    const listed = await admin.listUsers({ page: 1, perPage: 1000 });
    expect(listed.error).toBeNull();
    expect(listed.data.users.map((user) => user.id)).toContain(id);
    const updated = await admin.updateUserById(id, { user_metadata: { b: 2 }, password: "changed-Password-1" });
    expect(updated.data.user?.user_metadata).toMatchObject({ a: 1, b: 2 });
    expect((await client().auth.signInWithPassword({ email, password: "changed-Password-1" })).error).toBeNull();
    expect((await admin.createUser({ email })).error?.code).toBe("email_exists");
    expect((await admin.deleteUser(id)).error).toBeNull();
    expect((await admin.getUserById(id)).error?.status).toBe(404);
  });

  test("a banned user can neither sign in nor refresh", async () => {
    const { user, email, password, supabase } = await signedInUser();
    await admin.updateUserById(user.id, { ban_duration: "24h" });
    expect((await client().auth.signInWithPassword({ email, password })).error?.code).toBe("user_banned");
    expect((await supabase.auth.refreshSession()).error?.code).toBe("user_banned");
    await admin.updateUserById(user.id, { ban_duration: "none" });
    expect((await client().auth.signInWithPassword({ email, password })).error).toBeNull();
  });

  test("is closed to everybody else", async () => {
    const { supabase, session } = await signedInUser();
    const asUser = await fetch(`${url}/auth/v1/admin/users`, {
      headers: { apikey: publishableKey, authorization: `Bearer ${session.access_token}` },
    });
    expect(asUser.status).toBe(403);
    expect((await supabase.auth.admin.listUsers()).error?.status).toBe(403);
    expect((await client().auth.admin.listUsers()).error?.status).toBe(403);
  });

  test("weak passwords are refused", async () => {
    expect((await admin.createUser({ email: `${unique("weak")}@example.com`, password: "abc" })).error?.code).toBe(
      "weak_password",
    );
    expect((await client().auth.signUp({ email: `${unique("weak")}@example.com`, password: "abc" })).error?.code).toBe(
      "weak_password",
    );
  });
});

describe("accounts", () => {
  test("a password set by the administrator ends all sessions", async () => {
    const { user, supabase } = await signedInUser();
    expect((await admin.updateUserById(user.id, { password: "changed-Password-1" })).error).toBeNull();
    expect((await supabase.auth.refreshSession()).error?.code).toBe("refresh_token_not_found");
  });

  test("a password comes along as another program's hash", async () => {
    const password_hash = "$2b$04$D1H9nBQ6I1rhLJD/zN6B5ugmg2zFZtjiJxrnSdeyA0u0T0GZ7SQT.";
    const email = newEmail();
    expect((await admin.createUser({ email, email_confirm: true, password_hash: "nonsense" })).error?.status).toBe(500);
    expect((await admin.createUser({ email, email_confirm: true, password_hash })).error).toBeNull();
    expect((await client().auth.signInWithPassword({ email, password: "mirror sun signal" })).error).toBeNull();
    expect((await client().auth.signInWithPassword({ email, password: "mirror sun" })).error).not.toBeNull();
  });

  test("metadata loses a key that is given as null", async () => {
    const { user } = await signedInUser({ metadata: { a: 1, b: { c: null } } });
    const { data } = await admin.updateUserById(user.id, { user_metadata: { a: null } });
    expect(data.user?.user_metadata).toMatchObject({ b: { c: null } });
    expect(data.user?.user_metadata).not.toHaveProperty("a");
  });

  test("an address of somebody else cannot be given", async () => {
    const [one, two] = await Promise.all([signedInUser(), signedInUser()]);
    const { error } = await admin.updateUserById(one.user.id, { email: two.email });
    expect(error).toMatchObject({ status: 500, message: "Error updating user" });
  });

  test("soft deletion takes name, address and sessions, and keeps the row", async () => {
    const { user, email, password, supabase } = await signedInUser();
    expect((await admin.deleteUser(user.id, true)).error).toBeNull();
    expect((await supabase.auth.refreshSession()).error).not.toBeNull();
    expect((await client().auth.signInWithPassword({ email, password })).error?.code).toBe("invalid_credentials");
    const { data } = await admin.getUserById(user.id);
    expect(data.user?.deleted_at).toBeTruthy();
    expect(JSON.stringify(data.user)).not.toContain(email);
  });
});

needsMail("invitations (need the mail catcher)", () => {
  /** Of our own template: whoever is invited has begun nothing in a browser that a PKCE code could belong to. */
  const hashIn = ({ Text }: Awaited<ReturnType<typeof mailTo>>) => /#token_hash=([^&\s]+)/.exec(Text)?.[1] ?? "";

  test("the mail lets the person in, who then chooses a password", async () => {
    const email = newEmail();
    const { data, error } = await admin.inviteUserByEmail(email, { data: { team: "ops" }, redirectTo });
    expect(error).toBeNull();
    expect(data.user).toMatchObject({ email, user_metadata: { team: "ops" }, invited_at: expect.any(String) });
    const mail = await mailTo(email);
    expect(mail.Subject).toBe("An account was created for you");
    const supabase = client();
    const token_hash = hashIn(mail);
    expect((await supabase.auth.verifyOtp({ token_hash, type: "invite" })).data.user?.email).toBe(email);
    expect((await supabase.auth.updateUser({ password: "chosen-Password-1" })).error).toBeNull();
    expect((await client().auth.signInWithPassword({ email, password: "chosen-Password-1" })).error).toBeNull();
    expect((await client().auth.verifyOtp({ token_hash, type: "invite" })).error?.code).toBe("otp_expired");
    expect((await admin.inviteUserByEmail(email)).error).toMatchObject({ status: 422, code: "email_exists" });
  });

  test("a second one takes the place of the first", async () => {
    const email = newEmail();
    await admin.inviteUserByEmail(email);
    const first = await mailTo(email);
    expect((await admin.inviteUserByEmail(email)).error).toBeNull();
    const second = await mailTo(email, first.ID);
    const verify = (mail: typeof first) => client().auth.verifyOtp({ token_hash: hashIn(mail), type: "invite" });
    expect((await verify(first)).error?.code).toBe("otp_expired");
    expect((await verify(second)).error).toBeNull();
  });
});

describe("generated links", () => {
  test.each([
    ["signup", "signup"],
    ["invite", "invite"],
    ["magiclink", "signup"],
  ] as const)("%s for an unknown address makes an account", async (type, verificationType) => {
    const email = newEmail();
    const made = await admin.generateLink({ type, email, password: "long-enough-1", options: { redirectTo } });
    expect(made.error).toBeNull();
    expect(made.data.user?.email).toBe(email);
    const link = required(made.data.properties ?? undefined);
    expect(link).toMatchObject({ verification_type: verificationType, redirect_to: redirectTo });
    expect(link.action_link).toContain(`token=${link.hashed_token}`);
    const { fragment } = await follow(link.action_link);
    expect(decodeJwt(fragment.get("access_token") ?? "")["email"]).toBe(email);
  });

  test.each(["magiclink", "recovery"] as const)("%s signs a known user in, once, by link or code", async (type) => {
    const { email } = await signedInUser();
    const make = async () => required((await admin.generateLink({ type, email })).data.properties ?? undefined);
    const byCode = await make();
    const verified = await client().auth.verifyOtp({ email, token: byCode.email_otp, type });
    expect(verified.data.user?.email).toBe(email);
    const byHash = await make();
    expect((await client().auth.verifyOtp({ token_hash: byHash.hashed_token, type })).error).toBeNull();
    expect((await follow(byHash.action_link)).fragment.get("error_code")).toBe("otp_expired");
  });

  test("a change of address needs both links", async () => {
    const { email, user } = await signedInUser();
    const next = newEmail();
    const make = async (type: "email_change_current" | "email_change_new") =>
      required((await admin.generateLink({ type, email, newEmail: next })).data.properties ?? undefined).action_link;
    const [current, fresh] = [await make("email_change_current"), await make("email_change_new")];
    expect((await follow(current)).fragment.get("message")).toContain("other email");
    expect((await admin.getUserById(user.id)).data.user?.email).toBe(email);
    expect((await follow(fresh)).fragment.get("access_token")).toBeTruthy();
    expect((await admin.getUserById(user.id)).data.user?.email).toBe(next);
  });

  test("what cannot be made", async () => {
    const { email } = await signedInUser();
    const other = await signedInUser();
    const code = async (wanted: Parameters<typeof admin.generateLink>[0]) =>
      (await admin.generateLink(wanted)).error?.code;
    const unknown = newEmail();
    expect(await code({ type: "recovery", email: unknown })).toBe("user_not_found");
    expect(await code({ type: "email_change_new", email: unknown, newEmail: newEmail() })).toBe("user_not_found");
    expect(await code({ type: "signup", email, password: "long-enough-1" })).toBe("email_exists");
    expect(await code({ type: "invite", email })).toBe("email_exists");
    expect(await code({ type: "signup", email: unknown, password: "short" })).toBe("weak_password");
    expect(await code({ type: "email_change_new", email, newEmail: other.email })).toBe("email_exists");
    expect(await code({ type: "magiclink", email: "nonsense" })).toBe("validation_failed");
  });

  test("leads to the site where the address is not allowed", async () => {
    const { email } = await signedInUser();
    const options = { redirectTo: "https://evil.example/" };
    const { data } = await admin.generateLink({ type: "magiclink", email, options });
    expect(new URL(data.properties?.redirect_to ?? "").origin).toBe(new URL(url).origin);
  });

  test.each(["/invite", "/admin/generate_link", "/admin/users"])("%s is closed to everybody else", async (path) => {
    const { session } = await signedInUser();
    for (const token of [session.access_token, publishableKey]) {
      const headers = { apikey: publishableKey, authorization: `Bearer ${token}` };
      const body = JSON.stringify({ type: "magiclink", email: newEmail() });
      const response = await fetch(`${url}/auth/v1${path}`, { method: "POST", headers, body });
      expect([response.status, await response.json()]).toMatchObject([403, { error_code: "not_admin" }]);
    }
  });
});
