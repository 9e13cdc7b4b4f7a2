import { describe, expect, test } from "vitest";
import { createOrganization, database, environment, publishableKey, secretKey, signedInUser, url } from "./support.ts";

const call = (apikey: string) =>
  fetch(`${url}/functions/v1/maintenances`, { method: "POST", headers: { apikey }, body: "{}" });

describe.skipIf(environment.databaseUrl === undefined)("the function maintenances", () => {
  test("answers nobody without a secret key", async () => {
    expect((await call(publishableKey)).status).toBe(401);
  });

  test("a saved series is planned half a year ahead, in its zone's time, because the database asks for it", async () => {
    const { supabase } = await signedInUser();
    const organization = await createOrganization(supabase);
    const id = crypto.randomUUID();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await supabase
      .rpc("save_maintenance_series", {
        organization_id: organization.id,
        series_id: id,
        rule: "FREQ=DAILY;COUNT=3",
        time_zone: "Asia/Tokyo",
        first_local: `${tomorrow}T23:30:00`,
        duration_minutes: 60,
        title: "Night work",
      })
      .throwOnError();
    const planned = async () => {
      const { data } = await supabase
        .from("maintenances")
        .select("scheduled_for")
        .eq("series_id", id)
        .order("scheduled_for")
        .throwOnError();
      return data.map(({ scheduled_for }) => new Date(scheduled_for).getTime());
    };
    await expect.poll(planned, { timeout: 15_000 }).toHaveLength(3);
    const first = Date.parse(`${tomorrow}T14:30:00Z`);
    expect(await planned()).toEqual([first, first + 86_400_000, first + 2 * 86_400_000]);
    // Asked once more there is nothing to do for it.
    const again = await call(secretKey);
    expect(again.status).toBe(200);
    expect(await planned()).toHaveLength(3);
    const sql = database();
    const [series] =
      await sql`select planned_until > now() + interval '179 days' as far from public.maintenance_series where id = ${id}`;
    await sql.end();
    expect(series).toEqual({ far: true });
  });
});
