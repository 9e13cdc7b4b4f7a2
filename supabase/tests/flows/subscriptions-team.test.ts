import { describe, expect, it } from "vitest";
import { asCommitted, unique } from "../helpers/world.ts";
import { confirmed, db, prepareSubscriptions, rowOf, world } from "./subscriptions-support.ts";

prepareSubscriptions();

const twilio = { account_sid: `AC${"0".repeat(32)}`, from: "+4915123456789" };

describe("the team", () => {
  const list = (role: "viewer" | "editor", search = "", after?: { created_at: string; id: string }, rows = 50) =>
    db.as(
      world.members[role].claims,
      (sql) => sql<{ id: string; address: string; created_at: string }[]>`
      select id, address, created_at::text from public.subscribers(${world.organizationId}, ${search}, after_created_at => ${after?.created_at ?? null}::text::timestamptz,
        after_id => ${after?.id ?? null}, max_rows => ${rows})`,
    );

  it("sees addresses whole only where it may change them, and cannot search for what it may not see", async () => {
    await confirmed({ address: "secret-person@example.com" });
    expect((await list("editor", "secret-person")).map(({ address }) => address)).toEqual([
      "secret-person@example.com",
    ]);
    expect([...(await list("viewer", "secret-person"))]).toEqual([]);
    expect((await list("viewer")).every(({ address }) => address.includes("•••"))).toBe(true);
    expect([...(await list("editor", "%"))]).toEqual([]);
  });

  it("pages through the list without gaps or doubles", async () => {
    const all = await list("editor", "", undefined, 100);
    const seen: string[] = [];
    for (let last: { created_at: string; id: string } | undefined; ; ) {
      const part = await list("editor", "", last, 3);
      if (part.length === 0) break;
      seen.push(...part.map(({ id }) => id));
      last = part.at(-1);
    }
    expect(seen).toEqual(all.map(({ id }) => id));
  });

  it("imports and asks each once, with a word on every row", async () => {
    await confirmed({ address: "known@example.com" });
    const addresses = ["new-one@example.com", "nonsense", "NEW-ONE@example.com", "known@example.com"];
    const rows = await asCommitted(
      db,
      world.members.editor.claims,
      (sql) => sql`
      select outcome from public.import_subscribers(${world.publicPageId}, 'email', ${addresses})`,
    );
    expect(rows.map((row) => row["outcome"])).toEqual(["asked", "invalid", "repeated", "known"]);
    expect(await rowOf("new-one@example.com")).toMatchObject({ state: "pending", told: 1 });
  });

  const importing = (channel: string, addresses: readonly string[]) =>
    asCommitted(
      db,
      world.members.editor.claims,
      (sql) =>
        sql`select outcome from public.import_subscribers(${world.publicPageId}, ${channel}::public.notification_channel, ${[...addresses]})`,
    );

  it("imports numbers only where the organization pays for its texts, and nobody who is called", async () => {
    const refusal = { code: "HG422", detail: "channel" };
    await db.sql`select private.store_provider(null, 'twilio', ${db.sql.json(twilio)}, null)`;
    await expect(importing("sms", ["+4915100000009"])).rejects.toMatchObject(refusal);
    await db.sql`select private.store_provider(${world.organizationId}, 'twilio', ${db.sql.json(twilio)}, null)`;
    expect(await importing("sms", ["+4915100000009"])).toMatchObject([{ outcome: "asked" }]);
    for (const channel of ["call", "push", "webhook", "slack"])
      await expect(importing(channel, ["+4915100000009"])).rejects.toMatchObject(refusal);
  });

  it("imports to an address that was asked often enough send it nothing", async () => {
    const address = `${unique("often")}@example.com`;
    for (let n = 0; n < 3; n += 1) await db.sql`select private.take_requests('email', ${[address]})`;
    expect(await importing("email", [address])).toMatchObject([{ outcome: "asked" }]);
    expect(await rowOf(address)).toMatchObject({ state: "pending", told: 0 });
  });

  it("imports ask two thousand addresses an hour", async () => {
    await db.sql`
      insert into private.outbox (organization_id, topic, payload, processed_at)
      select ${world.organizationId}, 'subscription.confirm', '{"imported": true}', now() from generate_series(1, 1990)`;
    const addresses = Array.from({ length: 20 }, () => `${unique("many")}@example.com`);
    await expect(importing("email", addresses)).rejects.toMatchObject({ code: "HG429", detail: "addresses" });
    expect(await importing("email", addresses.slice(0, 5))).toHaveLength(5);
  });
});
