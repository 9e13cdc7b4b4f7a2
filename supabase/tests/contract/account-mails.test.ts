import { expect, test } from "vitest";
import { required } from "../helpers/world.ts";
import { codeOf, withFactor } from "./auth-support.ts";
import { client, linkIn, mailTo, publishableKey, signedInUser, unique, url } from "./support.ts";

/** A mail that tells, and opens nothing. */
function expectNotice(mail: Awaited<ReturnType<typeof mailTo>>, subject: string): void {
  expect(mail.Subject).toBe(subject);
  expect(mail.Text).toMatch(/If this was not you/);
  expect(mail.HTML).not.toMatch(/token|verify|\{\{/);
}

test("the owner of an account is told of a new password and of second factors that come and go", async () => {
  const { supabase, email } = await signedInUser();
  const { data } = await supabase.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" });
  const factor = required(data ?? undefined);
  await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(factor.totp.secret) });
  const added = await mailTo(email);
  expectNotice(added, "A second factor was added to your account");
  await supabase.auth.mfa.unenroll({ factorId: factor.id });
  const removed = await mailTo(email, added.ID);
  expectNotice(removed, "A second factor was removed from your account");
  await supabase.auth.refreshSession();
  expect((await supabase.auth.updateUser({ password: "another mirror" })).error).toBeNull();
  expectNotice(await mailTo(email, removed.ID), "Your password was set");
});

test("the address there was is told of the one that takes its place", async () => {
  const { supabase, email } = await signedInUser();
  const next = `${unique("next")}@example.com`;
  expect((await supabase.auth.updateUser({ email: next })).error).toBeNull();
  const asked = await mailTo(email);
  for (const mail of [asked, await mailTo(next)]) await fetch(linkIn(mail), { redirect: "manual" });
  const told = await mailTo(email, asked.ID);
  expectNotice(told, "Your e-mail address was changed");
  expect(told.Text).toContain(`from ${email} to ${next}`);
});

test("the owner of an account is told by the instance that a recovery code took the second factor away", async () => {
  const { supabase, email, password } = await signedInUser();
  await withFactor(supabase);
  const added = await mailTo(email);
  const { data: codes } = await supabase.rpc("create_recovery_codes").throwOnError();
  const later = client();
  const { data } = await later.auth.signInWithPassword({ email, password });
  const response = await fetch(`${url}/functions/v1/accounts/recover`, {
    method: "POST",
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${required(data.session ?? undefined).access_token}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ code: codes[0] }),
  });
  expect(response.status).toBe(200);
  const mail = await mailTo(email, added.ID);
  expectNotice(mail, "Your second factor was removed with a recovery code");
  expect(mail.Text).toContain("/forgot-password");
  expect(mail.Text).not.toContain(codes[0]);
});
