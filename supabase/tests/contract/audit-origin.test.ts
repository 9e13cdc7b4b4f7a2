import { expect, test } from "vitest";
import { z } from "zod";
import { createOrganization, publishableKey, signedInUser, uniqueSlug, url } from "./support.ts";

test("an address the caller makes up does not reach the audit log", async () => {
  const { supabase, session } = await signedInUser();
  const [name, madeUp] = [uniqueSlug("org"), "203.0.113.66"];
  const response = await fetch(`${url}/rest/v1/rpc/create_organization`, {
    method: "POST",
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${session.access_token}`,
      "content-type": "application/json",
      "user-agent": "Firefox",
      "cf-connecting-ip": madeUp,
      "x-real-ip": madeUp,
      "x-forwarded-for": madeUp,
    },
    body: JSON.stringify({ name, slug: name }),
  });
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  const { data } = await supabase.rpc("audit_log", { organization_id: id }).throwOnError();
  const rows = z.array(z.object({ ip: z.string(), user_agent: z.string() })).parse(data);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row).toMatchObject({ ip: expect.not.stringMatching(madeUp), user_agent: "Firefox" });
});

test("a sign-in is logged with the address and program it came from", async () => {
  const { supabase, email, password } = await signedInUser();
  const { id } = await createOrganization(supabase);
  const response = await fetch(`${url}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { apikey: publishableKey, "content-type": "application/json", "user-agent": "Firefox" },
    body: JSON.stringify({ email, password }),
  });
  expect(response.status).toBe(200);
  const { data } = await supabase.rpc("audit_log", { organization_id: id, object_types: ["accounts"] }).throwOnError();
  expect(data).toMatchObject([
    { action: "accounts.sign_in", actor_email: email, ip: expect.any(String), user_agent: "Firefox" },
  ]);
});
