import { decodeJwt } from "jose";
import { afterAll, describe, expect, test } from "vitest";
import { required } from "../helpers/world.ts";
import { admin, codeOf, withFactor } from "./auth-support.ts";
import { client, database, environment, signedInUser } from "./support.ts";

const needsDatabase = describe.skipIf(environment.databaseUrl === undefined);

async function levelOf(supabase: ReturnType<typeof client>) {
  const { data } = await supabase.auth.mfa.getAuthenticatorAssuranceLevel();
  return [data?.currentLevel, data?.nextLevel];
}

describe("a second factor", () => {
  test("is enrolled, proven, kept by refreshes and removed again", async () => {
    const { supabase, email, password, user } = await signedInUser();
    const elsewhere = client();
    await elsewhere.auth.signInWithPassword({ email, password });

    const enrolled = await supabase.auth.mfa.enroll({
      factorType: "totp",
      friendlyName: "phone",
      issuer: "Heliograph",
    });
    const factor = required(enrolled.data ?? undefined);
    expect(factor).toMatchObject({ type: "totp", friendly_name: "phone" });
    expect(factor.totp.qr_code).toMatch(/^data:image\/svg\+xml;utf-8,<svg[^#]*<\/svg>\s*$/s);
    expect(factor.totp.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(factor.totp.uri).toContain(`otpauth://totp/Heliograph:${encodeURIComponent(email)}?`);
    expect(factor.totp.uri).toContain(`secret=${factor.totp.secret}`);
    expect((await supabase.auth.mfa.listFactors()).data).toMatchObject({
      all: [{ id: factor.id, status: "unverified", factor_type: "totp", friendly_name: "phone" }],
      totp: [],
    });
    expect(await levelOf(supabase)).toEqual(["aal1", "aal1"]);

    const challenge = await supabase.auth.mfa.challenge({ factorId: factor.id });
    expect(challenge.data).toMatchObject({ type: "totp", expires_at: expect.any(Number) });
    const before = (await supabase.auth.getSession()).data.session;
    const verified = await supabase.auth.mfa.verify({
      factorId: factor.id,
      challengeId: challenge.data?.id ?? "",
      code: codeOf(factor.totp.secret),
    });
    expect(verified.error).toBeNull();
    expect(verified.data).toMatchObject({ token_type: "bearer", expires_in: 3600, user: { id: user.id } });
    const claims = decodeJwt(verified.data?.access_token ?? "");
    expect(claims).toMatchObject({ aal: "aal2", session_id: decodeJwt(before?.access_token ?? "")["session_id"] });
    expect(claims["amr"]).toEqual(expect.arrayContaining([expect.objectContaining({ method: "totp" })]));
    expect(claims["amr"]).toEqual(expect.arrayContaining([expect.objectContaining({ method: "password" })]));
    expect(await levelOf(supabase)).toEqual(["aal2", "aal2"]);

    const lost = (await elsewhere.auth.getSession()).data.session?.access_token;
    expect((await client().auth.getUser(lost)).error?.name).toBe("AuthSessionMissingError");
    expect((await elsewhere.auth.refreshSession()).error?.code).toBe("refresh_token_not_found");
    const refreshed = await supabase.auth.refreshSession();
    expect(decodeJwt(refreshed.data.session?.access_token ?? "")).toMatchObject({ aal: "aal2", amr: claims["amr"] });

    expect((await supabase.auth.mfa.unenroll({ factorId: factor.id })).data).toEqual({ id: factor.id });
    expect((await supabase.auth.getUser()).data.user?.factors).toBeUndefined();
    await supabase.auth.refreshSession();
    expect(await levelOf(supabase)).toEqual(["aal1", "aal1"]);
    const last = (await supabase.auth.getSession()).data.session;
    expect(decodeJwt(last?.access_token ?? "")["amr"]).toMatchObject([{ method: "password" }]);
  });

  test("a wrong code, an empty one, and a code that was used", async () => {
    const { supabase, email, password } = await signedInUser();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const [factorId, secret] = [data?.id ?? "", data?.totp.secret ?? ""];
    const challengeId = (await supabase.auth.mfa.challenge({ factorId })).data?.id ?? "";
    const verify = (code: string) => supabase.auth.mfa.verify({ factorId, challengeId, code });
    for (const code of ["000000", codeOf(secret, 10), "12345", "abcdef"]) {
      const { error } = await verify(code);
      expect([error?.status, error?.code], code).toEqual([422, "mfa_verification_failed"]);
    }
    expect((await verify("")).error?.code).toBe("validation_failed");
    const code = codeOf(secret);
    expect((await verify(code)).error).toBeNull();
    expect((await verify(codeOf(secret, 1))).error?.code).toBe("mfa_ip_address_mismatch");
    // Stricter than GoTrue, which takes a code again for another challenge.
    if (environment.kind === "hosted") return;
    const again = client();
    await again.auth.signInWithPassword({ email, password });
    expect((await again.auth.mfa.challengeAndVerify({ factorId, code })).error?.code).toBe("mfa_verification_failed");
    const next = await again.auth.mfa.challengeAndVerify({ factorId, code: codeOf(secret, 1) });
    expect(next.error).toBeNull();
  });

  test("one of two uses of a code at once counts", async () => {
    const { supabase } = await signedInUser();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const code = codeOf(data?.totp.secret ?? "");
    const results = await Promise.all(
      Array.from({ length: 4 }, () => supabase.auth.mfa.challengeAndVerify({ factorId: data?.id ?? "", code })),
    );
    expect(results.filter(({ error }) => error === null)).toHaveLength(1);
  });

  test("of somebody else is not there", async () => {
    const [one, two] = await Promise.all([signedInUser(), signedInUser()]);
    const mine = (await one.supabase.auth.mfa.enroll({ factorType: "totp" })).data;
    const theirs = (await two.supabase.auth.mfa.enroll({ factorType: "totp" })).data;
    const [factorId, otherId] = [mine?.id ?? "", theirs?.id ?? ""];
    for (const { error } of [
      await one.supabase.auth.mfa.challenge({ factorId: otherId }),
      await one.supabase.auth.mfa.unenroll({ factorId: otherId }),
      await one.supabase.auth.mfa.challengeAndVerify({ factorId: otherId, code: codeOf(theirs?.totp.secret ?? "") }),
    ])
      expect([error?.status, error?.code]).toEqual([404, "mfa_factor_not_found"]);
    const challengeId = (await two.supabase.auth.mfa.challenge({ factorId: otherId })).data?.id ?? "";
    const code = codeOf(mine?.totp.secret ?? "");
    const swapped = await one.supabase.auth.mfa.verify({ factorId, challengeId, code });
    expect([swapped.error?.status, swapped.error?.code]).toEqual([422, "mfa_factor_not_found"]);
    expect((await one.supabase.auth.mfa.challenge({ factorId: "nonsense" })).error?.status).toBe(404);
  });

  test("a session that has not proven it may not touch what it protects", async () => {
    const { supabase, email, password } = await signedInUser();
    const { id, secret } = await withFactor(supabase);
    const weak = client();
    await weak.auth.signInWithPassword({ email, password });
    expect(await levelOf(weak)).toEqual(["aal1", "aal2"]);
    expect((await weak.auth.mfa.unenroll({ factorId: id })).error).toMatchObject({
      status: 422,
      code: "insufficient_aal",
    });
    expect((await weak.auth.mfa.enroll({ factorType: "totp", friendlyName: "other" })).error).toMatchObject({
      status: 403,
      code: "insufficient_aal",
    });
    for (const change of [{ password: "another-Password-1" }, { email: `other.${email}` }])
      expect((await weak.auth.updateUser(change)).error).toMatchObject({ status: 401, code: "insufficient_aal" });
    expect((await weak.auth.updateUser({ data: { a: 1 } })).error).toBeNull();
    expect((await weak.auth.mfa.challengeAndVerify({ factorId: id, code: codeOf(secret, 1) })).error).toBeNull();
    expect((await weak.auth.updateUser({ password: "another-Password-1" })).error).toBeNull();
  });

  test("names are told apart, and ten are enough", async () => {
    const { supabase } = await signedInUser();
    const enroll = (friendlyName: string) => supabase.auth.mfa.enroll({ factorType: "totp", friendlyName });
    expect((await enroll("0")).error).toBeNull();
    expect((await enroll("0")).error).toMatchObject({ status: 422, code: "mfa_factor_name_conflict" });
    for (let count = 1; count < 10; count += 1) expect((await enroll(String(count))).error).toBeNull();
    expect((await enroll("10")).error).toMatchObject({ status: 422, code: "too_many_enrolled_mfa_factors" });
  });

  test("other kinds are off, nobody may enroll without signing in", async () => {
    const { supabase } = await signedInUser();
    const phone = await supabase.auth.mfa.enroll({ factorType: "phone", phone: "+4915112345678" });
    expect(phone.error?.code).toBe("mfa_phone_enroll_not_enabled");
    expect((await client().auth.mfa.enroll({ factorType: "totp" })).error).not.toBeNull();
  });
});

describe("the administrator", () => {
  test("sees a user's factors and removes one: the sessions it raised fall back", async () => {
    const { supabase, user } = await signedInUser();
    const { id } = await withFactor(supabase);
    const listed = await admin.mfa.listFactors({ userId: user.id });
    expect(listed.data?.factors).toMatchObject([{ id, status: "verified" }]);
    expect(JSON.stringify(listed.data)).not.toContain("secret");
    expect((await supabase.auth.admin.mfa.listFactors({ userId: user.id })).error?.status).toBe(403);
    expect((await supabase.auth.admin.mfa.deleteFactor({ userId: user.id, id })).error?.status).toBe(403);
    const other = await signedInUser();
    expect((await admin.mfa.deleteFactor({ userId: other.user.id, id })).error?.status).toBe(404);
    expect((await admin.mfa.deleteFactor({ userId: user.id, id })).error).toBeNull();
    expect((await supabase.auth.refreshSession()).error).toBeNull();
    expect(await levelOf(supabase)).toEqual(["aal1", "aal1"]);
  });
});

needsDatabase("challenges (need a database URL)", () => {
  const sql = database();
  afterAll(() => sql.end());

  test("end after five minutes", async () => {
    const { supabase } = await signedInUser();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp" });
    const factorId = data?.id ?? "";
    const challengeId = (await supabase.auth.mfa.challenge({ factorId })).data?.id ?? "";
    await sql`update auth.mfa_challenges set created_at = now() - interval '6 minutes' where id = ${challengeId}`;
    const verify = () => supabase.auth.mfa.verify({ factorId, challengeId, code: codeOf(data?.totp.secret ?? "") });
    expect((await verify()).error).toMatchObject({ status: 422, code: "mfa_challenge_expired" });
    expect((await verify()).error?.code).toBe("mfa_factor_not_found");
  });

  test("factors nobody proved make room after five minutes", async () => {
    const { supabase } = await signedInUser();
    const { data } = await supabase.auth.mfa.enroll({ factorType: "totp", friendlyName: "lost" });
    await sql`update auth.mfa_factors set created_at = now() - interval '6 minutes' where id = ${data?.id ?? ""}`;
    expect((await supabase.auth.mfa.enroll({ factorType: "totp", friendlyName: "lost" })).error).toBeNull();
  });

  test("the session's own row falls back with its factor", async () => {
    const { supabase } = await signedInUser();
    const { id } = await withFactor(supabase);
    const session = decodeJwt((await supabase.auth.getSession()).data.session?.access_token ?? "")["session_id"];
    const level = async () => (await sql`select aal from auth.sessions where id = ${String(session)}`)[0]?.["aal"];
    expect(await level()).toBe("aal2");
    await supabase.auth.mfa.unenroll({ factorId: id });
    expect(await level()).toBe("aal1");
  });
});
