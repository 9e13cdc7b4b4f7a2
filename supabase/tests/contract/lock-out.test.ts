import { beforeAll, describe, expect, test } from "vitest";
import { codeOf, type OwnAuth, startOwnAuth } from "./auth-support.ts";
import { environment, unique } from "./support.ts";

const wrong = "not the password";
const refused = { status: 400, code: "invalid_credentials", message: "Invalid login credentials" };

describe.skipIf(environment.kind === "hosted")("an account (needs a stack of one's own)", () => {
  let auth: OwnAuth;
  beforeAll(async () => {
    auth = await startOwnAuth({});
  });

  async function person() {
    const [email, password] = [`${unique("locked")}@example.com`, "mirror sun signal"];
    const { data, error } = await auth.client("secret").auth.admin.createUser({ email, password, email_confirm: true });
    expect(error).toBeNull();
    const signIn = (tried: string) => auth.client().auth.signInWithPassword({ email, password: tried });
    const fail = async (times: number) => {
      for (let time = 0; time < times; time += 1) expect((await signIn(wrong)).error).toMatchObject(refused);
    };
    const acts = () =>
      auth.db.sql<{ action: string }[]>`
        select action from public.audit_events where object_id = ${data.user?.id ?? ""} and action <> 'accounts.sign_in' order by id`;
    return { id: data.user?.id ?? "", email, password, signIn, fail, acts };
  }

  test("takes no password after ten wrong ones, and the right one is answered alike", async () => {
    const { id, password, signIn, fail, acts } = await person();
    await fail(10);
    expect((await signIn(password)).error).toMatchObject(refused);
    expect((await acts()).map(({ action }) => action)).toEqual([
      ...new Array(9).fill("accounts.refuse"),
      "accounts.lock",
    ]);
    // Tries while it is locked prolong nothing.
    await auth.db.sql`update private.sign_in_failures set locked_until = now() where user_id = ${id}`;
    expect((await signIn(password)).error).toBeNull();
  });

  test("forgets wrong ones at the right one, and after 15 minutes", async () => {
    const { id, password, signIn, fail } = await person();
    await fail(9);
    expect((await signIn(password)).error).toBeNull();
    await fail(9);
    await auth.db
      .sql`update private.sign_in_failures set first_failed_at = now() - interval '16 minutes' where user_id = ${id}`;
    await fail(1);
    expect((await signIn(password)).error).toBeNull();
  });

  test("is let in again by a new password", async () => {
    const { id, signIn, fail } = await person();
    await fail(10);
    const { error } = await auth.client("secret").auth.admin.updateUserById(id, { password: "another mirror" });
    expect(error).toBeNull();
    expect((await signIn("another mirror")).error).toBeNull();
  });

  test("counts wrong ones that come at once", async () => {
    const { password, signIn } = await person();
    await Promise.all(Array.from({ length: 12 }, () => signIn(wrong)));
    expect((await signIn(password)).error).toMatchObject(refused);
  });

  test("takes no second factor after ten wrong codes, ends the session, and logs each", async () => {
    const { supabase, id, email, password } = await auth.signedIn();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const [factorId, secret] = [data?.id ?? "", data?.totp.secret ?? ""];
    const attempt = async (code: string) =>
      (await supabase.auth.mfa.challengeAndVerify({ factorId, code })).error?.code;
    const right = codeOf(secret);
    const wrong = ["000000", "111111"].find((code) => ![-1, 0, 1].some((step) => codeOf(secret, step) === code)) ?? "";
    for (let time = 0; time < 10; time += 1) expect(await attempt(wrong)).toBe("mfa_verification_failed");
    expect(await attempt(right)).toBe("mfa_verification_rejected");
    expect(await auth.db.sql`select 1 from auth.sessions where user_id = ${id}`).toHaveLength(0);
    const acts = await auth.db.sql<{ action: string }[]>`
      select action from public.audit_events where object_id = ${id} and object_type = 'second_factors' order by id`;
    expect(acts.map(({ action }) => action)).toEqual([
      ...new Array(9).fill("second_factors.refuse_code"),
      "second_factors.lock_codes",
    ]);
    await auth.db.sql`update private.sign_in_failures set locked_until = now() where user_id = ${id}`;
    await supabase.auth.signInWithPassword({ email, password });
    expect(await attempt(right)).toBeUndefined();
  });

  test("begins anew with another second factor", async () => {
    const { id } = await auth.signedIn();
    await auth.db.sql`
      insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at) values (gen_random_uuid(), ${id}, 'totp', 'verified', now(), now())`;
    await auth.db
      .sql`insert into private.sign_in_failures (user_id, proof, failures) values (${id}, 'second_factor', 10), (${id}, 'password', 3)`;
    await auth.db.sql`select private.drop_second_factors(${id}, 'lost')`;
    expect([...(await auth.db.sql`select proof from private.sign_in_failures where user_id = ${id}`)]).toEqual([
      { proof: "password" },
    ]);
  });
});
