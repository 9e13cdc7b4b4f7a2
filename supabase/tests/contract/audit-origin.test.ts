import { expect, test } from "vitest";
import { z } from "zod";
import { publishableKey, signedInUser, unique, url } from "./support.ts";

test("an address the caller makes up does not reach the audit log", async () => {
  const { supabase, session } = await signedInUser();
  const [name, madeUp] = [unique("org").replaceAll("_", "-"), "203.0.113.66"];
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
