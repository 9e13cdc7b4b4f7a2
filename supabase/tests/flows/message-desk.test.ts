import { beforeAll, describe, expect, it } from "vitest";
import { type Following, makeSubscriber } from "../helpers/deliveries.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeWorld, required, unique, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
  await db.sql`update private.outbox set processed_at = now()`;
});

const subscriber = (following: Following = {}) => makeSubscriber(db, world, following);

const count = (components: readonly string[], removed: readonly string[] = [], event = "incidents") =>
  db.as(world.members.viewer.claims, async (sql) => {
    const rows = await sql<{ channel: string; recipients: string }[]>`
      select * from public.count_recipients(${world.organizationId}, ${[...components]}::uuid[], ${[...removed]}::uuid[], ${event})`;
    return Object.fromEntries(rows.map(({ channel, recipients }) => [channel, Number(recipients)]));
  });

describe("how many will be told", () => {
  it("is how many are told", async () => {
    const elsewhere = await makeComponent(db, world.organizationId, { pageId: world.publicPageId });
    await subscriber();
    await subscriber({ channel: "sms" });
    await subscriber({ components: [world.componentId] });
    await subscriber({ components: [elsewhere] });
    await subscriber({ groups: [world.groupId] });
    await subscriber({ events: ["maintenances"] });
    await subscriber({ state: "pending" });
    const expected = await count([world.componentId]);
    expect(expected).toEqual({ email: 3, sms: 1 });
    expect(await count([elsewhere])).toEqual({ email: 2, sms: 1 });
    expect(await count([])).toEqual({ email: 1, sms: 1 });
    expect(await count([elsewhere], [world.componentId])).toEqual({ email: 4, sms: 1 });
    expect(await count([world.componentId], [], "maintenances")).toEqual({ email: 4, sms: 1 });

    const declared = await asCommitted(db, world.members.editor.claims, async (sql) => {
      const components = [{ component_id: world.componentId, status: "major_outage" }];
      const [row] = await sql<{ id: string }[]>`
        select id from public.declare_incident(${world.organizationId}, null, null, 'Cards declined', 'investigating', 'We look.', ${sql.json(components)})`;
      return required(row).id;
    });
    await db.sql`select private.fan_out(20)`;
    await db.sql`update private.deliveries set state = 'dead', error = 'gone', finished_at = now() where channel = 'sms'`;
    const told = await db.as(
      world.members.viewer.claims,
      (sql) =>
        sql`select queued::int, sent::int, dead::int from public.update_deliveries(${world.organizationId}, ${declared})`,
    );
    expect([...told]).toEqual([{ queued: 3, sent: 0, dead: 1 }]);
  });

  it("an outsider counts nobody", async () => {
    await expect(
      db.as(world.outsider.claims, (sql) => sql`select * from public.count_recipients(${world.organizationId})`),
    ).rejects.toMatchObject({ code: "HG403" });
  });
});

describe("the list", () => {
  const list = (more: { readonly failing?: boolean; readonly id?: string }) =>
    db.as(
      world.members.editor.claims,
      (sql) => sql<{ id: string; failures: string }[]>`
      select id, failures from public.subscribers(${world.organizationId}, only_failing => ${more.failing ?? false}, only_id => ${more.id ?? null})`,
    );

  it("finds one subscriber, and those who missed a message", async () => {
    const [failing, ...others] = await list({ failing: true });
    expect(others).toEqual([]);
    expect(required(failing).failures).toBe("1");
    expect(await list({ id: required(failing).id })).toHaveLength(1);
    const counts = await db.as(
      world.members.viewer.claims,
      (sql) => sql`select * from public.subscriber_counts(${world.organizationId}) where failing > 0`,
    );
    expect([...counts]).toEqual([{ channel: "sms", state: "confirmed", subscribers: "1", failing: "1" }]);
  });

  it("leaves as a file only for who may change it, and that is written down", async () => {
    const exported = (role: "editor" | "auditor") =>
      asCommitted(
        db,
        world.members[role].claims,
        (sql) => sql`select * from public.export_subscribers(${world.organizationId})`,
      );
    await expect(exported("auditor")).rejects.toMatchObject({ code: "HG403" });
    const rows = await exported("editor");
    expect(rows.length).toBeGreaterThan(4);
    expect(Object.keys(required(rows[0]))).not.toContain("token");
    const acts = () => db.sql`
      select actor_id from public.audit_events where organization_id = ${world.organizationId} and action = 'subscribers.export'`;
    expect([...(await acts())]).toEqual([{ actor_id: world.members.editor.id }]);
    // So is what goes on from a row that nobody has seen.
    const rest = await asCommitted(
      db,
      world.members.editor.claims,
      (sql) =>
        sql`select * from public.export_subscribers(${world.organizationId}, now() + interval '1 day', ${crypto.randomUUID()})`,
    );
    expect(rest).toHaveLength(rows.length);
    expect(await acts()).toHaveLength(2);
  });

  it("who left is not asked again by an import; a thousand new ones call the sender once", async () => {
    const gone = `${unique("gone")}@example.com`;
    await subscriber({ address: gone, state: "unsubscribed" });
    const addresses = [gone, ...Array.from({ length: 999 }, (_, n) => `${unique("mass")}${n}@example.com`)];
    const outcomes = await asCommitted(
      db,
      world.members.editor.claims,
      (sql) => sql<{ outcome: string }[]>`
      select outcome, count(*)::int from public.import_subscribers(${world.publicPageId}, 'email', ${addresses}) group by 1 order by 1`,
    );
    expect([...outcomes]).toEqual([
      { outcome: "asked", count: 999 },
      { outcome: "ended", count: 1 },
    ]);
  });

  it("who sees addresses in part does not find them in what a provider said", async () => {
    const id = await subscriber({ state: "bounced" });
    const reason = "550 5.1.1 <mara@example.com>: no such user; +4915123456789 at https://hooks.example.com/T0/secret";
    await db.sql`update private.subscribers set end_reason = ${reason} where id = ${id}`;
    await db.sql`
      insert into private.deliveries (notification_id, organization_id, subscriber_id, channel, state, error)
      select n.id, n.organization_id, ${id}, 'email', 'dead', ${reason} from private.notifications n limit 1`;
    const said = async (role: "viewer" | "editor") =>
      db.as(
        world.members[role].claims,
        (sql) => sql<{ words: string }[]>`
        select end_reason as words from public.subscribers(${world.organizationId}, only_id => ${id})
        union all select error from public.delivery_log(${world.organizationId}, of_subscriber => ${id})`,
      );
    expect([...(await said("viewer"))]).toEqual([{ words: "550" }, { words: "550" }]);
    expect([...(await said("editor"))]).toEqual([{ words: reason }, { words: reason }]);
  });

  it.each([
    ["550-5.1.1 no such user", "550"],
    ["21211: The number 491 51 23 is not valid", "21211"],
    ["4915123456789 is not valid", "failed"],
    ["12345@example.com does not exist", "failed"],
    ["mara at example dot com", "failed"],
    ["Twilio 30005", "Twilio 30005"],
    ["answered STOP", "answered STOP"],
    ["asked", "asked"],
    [null, null],
  ])("of %s is left: %s", async (words, left) => {
    expect([...(await db.sql`select private.masked_words(${words}) as words`)]).toEqual([{ words: left }]);
  });

  it("a removed subscriber leaves no address behind", async () => {
    const id = await subscriber();
    await asCommitted(db, world.members.editor.claims, (sql) => sql`select public.remove_subscriber(${id})`);
    const [act] = await db.sql`select after from public.audit_events where object_id = ${id}`;
    expect(act).toEqual({ after: { channel: "email", state: "confirmed" } });
  });
});

describe("providers", () => {
  const as = (role: "admin" | "editor") => world.members[role].claims;
  const set = (settings: Record<string, string | number | boolean>, secrets: Record<string, string> | null) =>
    asCommitted(
      db,
      as("admin"),
      (sql) =>
        sql`select public.set_provider(${world.organizationId}, 'smtp', ${sql.json(settings)}, ${secrets === null ? null : sql.json(secrets)})`,
    );
  const settings = { host: "smtp.example.com", port: 465, secure: true, username: "us", from_address: "a@example.com" };
  const overview = () =>
    asCommitted(
      db,
      as("admin"),
      (sql) =>
        sql`select provider, is_own, settings, has_secrets from public.provider_overview(${world.organizationId})`,
    );

  it("show their settings to admins, never their secrets; of the instance's only the sender", async () => {
    await db.sql`select private.store_provider(null, 'smtp', ${db.sql.json({ ...settings, host: "internal.example.com" })}, ${db.sql.json({ password: "instance" })})`;
    await set(settings, { password: "hush" });
    const rows = [...(await overview())];
    expect(rows).toEqual([
      { provider: "smtp", is_own: true, settings, has_secrets: true },
      { provider: "smtp", is_own: false, settings: { from_address: "a@example.com" }, has_secrets: true },
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/hush|instance|internal/);
    await expect(
      db.as(as("editor"), (sql) => sql`select * from public.provider_overview(${world.organizationId})`),
    ).rejects.toMatchObject({ code: "HG403" });
  });

  it("a password does not follow to another server", async () => {
    await set({ ...settings, from_name: "Northwind" }, null);
    await expect(set({ ...settings, host: "evil.example.net" }, null)).rejects.toMatchObject({
      code: "HG422",
      detail: "secret",
    });
    await set({ ...settings, host: "other.example.net" }, { password: "new" });
    const acts = await db.sql`
      select after from public.audit_events where organization_id = ${world.organizationId} and action = 'providers.update' order by id desc limit 1`;
    expect(JSON.stringify(acts)).toContain("other.example.net");
    expect(JSON.stringify(acts)).not.toContain('"new"');
  });

  it("mails leave one way: another replaces it, with its secret", async () => {
    const secrets = await db.sql`select id from vault.secrets`;
    await asCommitted(
      db,
      as("admin"),
      (sql) =>
        sql`select public.set_provider(${world.organizationId}, 'sender', ${sql.json({ from_name: "Northwind", reply_to: "" })})`,
    );
    const own = async () => [...(await overview())].filter((row) => row["is_own"]).map((row) => row["provider"]);
    expect(await own()).toEqual(["sender"]);
    expect(await db.sql`select id from vault.secrets`).toHaveLength(secrets.length - 1);
    await set(settings, { password: "hush" });
    expect(await own()).toEqual(["smtp"]);
  });

  it("a removed one takes its secret along", async () => {
    const before = await db.sql`select id from vault.secrets`;
    const removed = await asCommitted(
      db,
      as("admin"),
      (sql) => sql`select public.remove_provider(${world.organizationId}, 'smtp') as removed`,
    );
    expect([...removed]).toEqual([{ removed: true }]);
    expect(await db.sql`select id from vault.secrets`).toHaveLength(before.length - 1);
    expect([...(await overview())].map((row) => row["is_own"])).toEqual([false]);
  });

  it("test messages go to the caller's own address, a few at once", async () => {
    const begin = () =>
      asCommitted(db, as("admin"), (sql) => sql`select public.begin_test_message(${world.organizationId}) as address`);
    const [own] = await db.sql`select email from public.profiles where id = ${world.members.admin.id}`;
    expect([...(await begin())]).toEqual([{ address: required(own)["email"] }]);
    for (let n = 0; n < 5; n += 1) await begin();
    await expect(begin()).rejects.toMatchObject({ code: "HG429" });
  });
});
