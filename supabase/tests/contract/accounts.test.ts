import { afterAll, describe, expect, it } from "vitest";
import { required } from "../helpers/world.ts";
import { withFactor } from "./auth-support.ts";
import {
  client,
  createOrganization,
  database,
  environment,
  mailTo,
  publishableKey,
  signedInUser,
  unique,
  url,
} from "./support.ts";

const sql = database();
afterAll(() => sql.end());

async function accounts(action: string, body: object, token: string | undefined) {
  const response = await fetch(`${url}/functions/v1/accounts/${action}`, {
    method: "POST",
    headers: {
      apikey: publishableKey,
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

describe("a lost second factor", () => {
  it("is replaced by a recovery code once: the factor goes, and the session does not become more than it is", async () => {
    const { supabase, email, password } = await signedInUser();
    await withFactor(supabase);
    const { data: codes } = await supabase.rpc("create_recovery_codes").throwOnError();
    expect(codes).toHaveLength(10);
    const organization = await createOrganization(supabase);

    const later = client();
    const { data } = await later.auth.signInWithPassword({ email, password });
    const token = required(data.session ?? undefined).access_token;
    expect(await accounts("recover", { code: "AAAA-AAAA-AAAA" }, token)).toMatchObject({
      status: 422,
      answer: { error: { code: "wrong_code", field: "code" } },
    });
    expect((await later.auth.mfa.listFactors()).data?.totp).toHaveLength(1);
    expect(await accounts("recover", { code: codes[0] }, token)).toEqual({ status: 200, answer: { recovered: true } });
    expect((await later.auth.mfa.getAuthenticatorAssuranceLevel()).data).toMatchObject({ currentLevel: "aal1" });
    expect((await later.auth.getUser()).data.user?.factors).toBeUndefined();
    // Whoever heard no answer asks again. It does no harm: there is nothing left to take away.
    expect(await accounts("recover", { code: codes[0] }, token)).toMatchObject({ status: 200 });
    // Every other session has ended, and whoever knew the password is out as well.
    expect((await supabase.rpc("create_recovery_codes")).error?.code).toBe("HG401");
    expect((await client().auth.signInWithPassword({ email, password })).error?.code).toBe("invalid_credentials");
    await withFactor(later);
    expect(await accounts("recover", { code: codes[0] }, token)).toMatchObject({ status: 422 });
    // The function asked for them; the log tells where they are and with what program.
    const { data: acts } = await later
      .rpc("audit_log", { organization_id: organization.id, object_types: ["recovery_codes"] })
      .throwOnError();
    const theirs = { actor_email: email, ip: expect.any(String), user_agent: "node" };
    expect(acts).toMatchObject([
      { action: "recovery_codes.refuse_code", ...theirs },
      { action: "recovery_codes.use", ...theirs },
      { action: "recovery_codes.refuse_code", ...theirs },
    ]);
  });

  it("is asked for by functions that act for the account, too", async () => {
    const { supabase, email, password } = await signedInUser();
    await withFactor(supabase);
    const later = client();
    const { data } = await later.auth.signInWithPassword({ email, password });
    for (const action of ["card", "portal"]) {
      const response = await fetch(`${url}/functions/v1/billing/${action}`, {
        method: "POST",
        headers: {
          apikey: publishableKey,
          authorization: `Bearer ${required(data.session ?? undefined).access_token}`,
          "content-type": "application/json",
        },
        body: JSON.stringify({ return_path: "/" }),
      });
      expect([response.status, await response.json()], action).toMatchObject([403, { error: { code: "forbidden" } }]);
    }
  });

  it("codes are of no use without a session, or with one that was ended", async () => {
    expect(await accounts("recover", { code: "AAAA" }, undefined)).toMatchObject({ status: 401 });
    const { supabase, session } = await signedInUser();
    await supabase.auth.signOut();
    expect(await accounts("recover", { code: "AAAA" }, session.access_token)).toMatchObject({ status: 401 });
  });
});

describe.skipIf(environment.mailUrl === undefined)("an account for somebody", () => {
  it("is made by master administrators alone; its owner sets the password from a mail", async () => {
    const somebody = await signedInUser();
    const email = `${unique("made")}@example.com`;
    const create = (token: string) => accounts("create", { email, full_name: "Mara Lindqvist" }, token);
    expect(await create(somebody.session.access_token)).toMatchObject({
      status: 403,
      answer: { error: { code: "forbidden" } },
    });
    const master = await signedInUser();
    await sql`select admin.grant_master_administrator(${master.email})`;
    expect(await create(master.session.access_token)).toEqual({ status: 200, answer: { created: true } });
    expect((await mailTo(email)).Text).toMatch(/https?:\/\/\S+/);
    expect(await create(master.session.access_token)).toMatchObject({
      status: 409,
      answer: { error: { code: "taken", field: "email" } },
    });
  });
});

describe.skipIf(environment.mailUrl === undefined)("an invitation", () => {
  it("reaches its address by mail, and its link joins the organization once", async () => {
    const { supabase } = await signedInUser({ metadata: { full_name: "Jonas Okafor" } });
    const organization = await createOrganization(supabase);
    const guest = await signedInUser();
    await supabase
      .rpc("invite_member", { organization_id: organization.id, email: guest.email, role: "operator" })
      .throwOnError();
    const mail = await mailTo(guest.email);
    expect(mail.Subject).toBe("Join Northwind on Heliograph");
    expect(mail.Text).toContain("Jonas Okafor invites");
    const token = /invitation#token=(inv_[0-9a-f]{48})/.exec(mail.Text)?.[1] ?? "";
    const { data: read } = await client().rpc("invitation", { token }).throwOnError();
    expect(read).toMatchObject([{ organization_name: "Northwind", role: "operator", email: guest.email }]);
    const stranger = await signedInUser();
    expect((await stranger.supabase.rpc("accept_invitation", { token })).error?.code).toBe("HG403");
    await guest.supabase.rpc("accept_invitation", { token }).throwOnError();
    const { data: members } = await guest.supabase
      .from("members")
      .select("role")
      .eq("user_id", guest.user.id)
      .throwOnError();
    expect(members).toEqual([{ role: "operator" }]);
    expect((await guest.supabase.rpc("accept_invitation", { token })).error?.code).toBe("HG404");
    await expect
      .poll(async () => (await sql`select 1 from private.invitation_tokens where token is not null`).length)
      .toBe(0);
  });
});
