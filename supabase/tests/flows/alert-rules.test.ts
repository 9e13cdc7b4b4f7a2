import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AlertDesk, type Quiet, type Rule } from "../helpers/alerts.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;
let desk: AlertDesk;

beforeAll(async () => {
  db = await createTestDatabase();
  desk = await AlertDesk.make(db);
});

beforeEach(() => desk.clear());

describe("contacts", () => {
  interface Given {
    readonly channel?: string;
    readonly address?: string | null;
    readonly userId?: string | null;
    readonly name?: string;
    readonly quiet?: Quiet;
    readonly by?: TestUser;
    readonly id?: string;
  }
  const save = (given: Given) =>
    asCommitted(db, (given.by ?? desk.editor).claims, async (sql) => {
      const { from = null, until = null, days = [1, 2, 3, 4, 5, 6, 7], zone = "UTC" } = given.quiet ?? {};
      const [row] = await sql<{ id: string }[]>`
        select public.save_alert_contact(${desk.organizationId}, ${given.id ?? crypto.randomUUID()}, ${given.name ?? "Ada"}, ${given.channel ?? "email"},
          ${given.address ?? null}, ${given.userId ?? null}, ${from}, ${until}, ${[...days]}, ${zone}) as id`;
      return required(row).id;
    });
  const ask = async (id: string) =>
    asCommitted(db, desk.editor.claims, async (sql) => {
      const [row] = await sql<{ ok: boolean }[]>`select public.ask_alert_contact(${id}) as ok`;
      return required(row).ok;
    });
  const listed = (user: TestUser) =>
    db.as(user.claims, (sql) => sql`select * from public.alert_contacts(${desk.organizationId})`);

  it("a member needs no proof, is told at the account's address, and goes when leaving", async () => {
    const member = await db.createUser();
    await db.sql`insert into public.members (organization_id, user_id, role) values (${desk.organizationId}, ${member.id}, 'operator')`;
    const id = await save({ userId: member.id });
    expect(await listed(desk.viewer)).toMatchObject([{ id, state: "confirmed", address: member.email }]);
    const target = await desk.watched();
    await desk.rule({ components: [target.componentId], steps: [{ after_minutes: 0, contact_ids: [id] }] });
    await desk.report([target, false]);
    expect(await desk.claim(crypto.randomUUID())).toMatchObject([{ address: member.email }]);
    await db.sql`delete from public.members where user_id = ${member.id}`;
    expect(await listed(desk.viewer)).toHaveLength(0);
  });

  it("an address is told nothing before its owner has confirmed, and is asked once a minute at most", async () => {
    const id = await save({ address: "On.Call@Example.com" });
    const target = await desk.watched();
    await desk.rule({ components: [target.componentId], steps: [{ after_minutes: 0, contact_ids: [id] }] });
    await desk.report([target, false]);
    const worker = crypto.randomUUID();
    const [asked, ...none] = await desk.claim(worker);
    expect([asked?.address, none]).toEqual(["on.call@example.com", []]);
    expect(await ask(id)).toBe(false);
    const confirm = (token: string) =>
      asCommitted(db, "service_role", (sql) => sql`select * from public.confirm_alert_contact(${token})`);
    await expect(confirm("f".repeat(64))).rejects.toMatchObject({ code: "HG404" });
    expect(await confirm(required(asked?.confirmation_token))).toMatchObject([{ name: "Ada" }]);
    expect(await listed(desk.editor)).toMatchObject([{ state: "confirmed", address: "on.call@example.com" }]);
    expect((await listed(desk.viewer))[0]?.["address"]).toContain("•••");
  });

  it.each<[string, Given, string, string]>([
    ["no address", { address: "nobody" }, "HG422", "address"],
    ["a number without a country", { channel: "sms", address: "0151 23456789" }, "HG422", "address"],
    ["browsers", { channel: "push", address: "https://push.example" }, "HG422", "channel"],
    ["strangers", { userId: crypto.randomUUID() }, "HG422", "user_id"],
    ["half of the quiet hours", { address: "a@example.com", quiet: { from: "22:00" } }, "HG422", "quiet_from"],
    [
      "silence without end",
      { address: "a@example.com", quiet: { from: "00:00", until: "00:00" } },
      "HG422",
      "quiet_until",
    ],
    ["another zone", { address: "a@example.com", quiet: { zone: "Mars/Olympus" } }, "HG422", "time_zone"],
    ["no name", { address: "a@example.com", name: " " }, "HG422", "name"],
  ])("refuses %s", async (_, given, code, detail) => {
    await expect(save(given)).rejects.toMatchObject({ code, detail });
  });

  it("whose provider says that they left, or do not exist, are told nothing more", async () => {
    const id = await desk.contact("Ada");
    await db.sql`update private.alert_contacts set channel = 'sms', address = '+4915123456789' where id = ${id}`;
    const [row] = await asCommitted(
      db,
      "service_role",
      (sql) =>
        sql<
          { n: number }[]
        >`select public.report_bounce('unsubscribed', address => '+4915123456789', reason => 'STOP') as n`,
    );
    expect(row).toEqual({ n: 1 });
    expect(await listed(desk.editor)).toMatchObject([{ id, state: "unsubscribed", end_reason: "STOP" }]);
    // Nor asked again by the team.
    expect(await ask(id)).toBe(false);
    expect(await listed(desk.editor)).toMatchObject([{ id, state: "unsubscribed" }]);
  });

  it("what a provider said is whole only for who sees addresses, and not in the audit log", async () => {
    const id = await desk.contact("Ada");
    const words = "550 5.1.1 <mara@example.com>: no such user";
    await db.sql`update private.alert_contacts set state = 'bounced', end_reason = ${words} where id = ${id}`;
    expect(await listed(desk.editor)).toMatchObject([{ end_reason: words }]);
    expect(await listed(desk.viewer)).toMatchObject([{ end_reason: "550" }]);
    const events = await db.sql`select before, after from public.audit_events where object_id = ${id}`;
    expect(JSON.stringify(events)).toContain("bounced");
    expect(JSON.stringify(events)).not.toContain("mara@example.com");
  });

  it("a number is asked every ten minutes, and an address three times a day, also when it was removed between", async () => {
    const told = async () =>
      Number((await db.sql`select count(*) from private.outbox where topic = 'alert.confirm'`)[0]?.["count"]);
    const later = (minutes: number) =>
      db.sql`update private.alert_contacts set told_at = now() - make_interval(mins => ${minutes})`;
    const before = await told();
    const number = await save({ channel: "sms", address: "+4915123456780" });
    await later(9);
    expect(await ask(number)).toBe(false);
    await later(11);
    expect(await ask(number)).toBe(true);
    for (let n = 0; n < 4; n += 1) {
      const id = await save({ address: "often@example.com" });
      await asCommitted(db, desk.editor.claims, (sql) => sql`select public.remove_alert_contact(${id})`);
    }
    expect((await told()) - before).toBe(5);
  });

  it("one address is one contact; viewers add none; twenty may be unconfirmed", async () => {
    await save({ address: "a@example.com" });
    await expect(save({ address: "A@example.com" })).rejects.toMatchObject({ code: "HG409", detail: "address" });
    await expect(save({ address: "b@example.com", by: desk.viewer })).rejects.toMatchObject({ code: "HG403" });
    for (let n = 1; n < 20; n += 1) await save({ address: `n${n}@example.com` });
    await expect(save({ address: "c@example.com" })).rejects.toMatchObject({ code: "HG429", detail: "address" });
  });
});

describe("rules", () => {
  it("are not taken over by who saves one with the same id at the same moment", async () => {
    const steps = [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }];
    const [id, theirs] = [crypto.randomUUID(), await makeOrganization(db, await db.createUser())];
    let saved: Promise<unknown> = Promise.resolve();
    await db.sql.begin(async (sql) => {
      await sql`insert into public.alert_rules (id, organization_id, name, scope, statuses) values (${id}, ${theirs}, 'Theirs', 'all', '{major_outage}')`;
      saved = desk.rule({ id, steps }).catch((error: unknown) => error);
      await expect
        .poll(
          () =>
            db.sql`select 1 from pg_stat_activity where query like '%public.save_alert_rule%' and wait_event_type = 'Lock'`,
        )
        .toHaveLength(1);
    });
    expect(await saved).toMatchObject({ code: "HG409", detail: "rule_id" });
    expect(await db.sql`select name from public.alert_rules where id = ${id}`).toMatchObject([{ name: "Theirs" }]);
  });

  it("of an older version do not replace a newer one", async () => {
    const steps = [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }];
    const id = await desk.rule({ steps });
    await desk.rule({ id, version: 1, steps });
    await expect(desk.rule({ id, version: 1, steps })).rejects.toMatchObject({ code: "HG412" });
  });

  it.each<[string, (id: string) => Partial<Rule>, string]>([
    ["no steps", () => ({ steps: [] }), "steps"],
    ["a step without contacts", () => ({ steps: [{ after_minutes: 0, contact_ids: [] }] }), "steps"],
    [
      "two steps at one time",
      (id) => ({
        steps: [
          { after_minutes: 5, contact_ids: [id] },
          { after_minutes: 5, contact_ids: [id] },
        ],
      }),
      "steps",
    ],
    ["contacts of others", () => ({ steps: [{ after_minutes: 0, contact_ids: [crypto.randomUUID()] }] }), "steps"],
    ["a status that is none", () => ({ statuses: ["operational"] }), "statuses"],
    ["components of others", () => ({ components: [crypto.randomUUID()] }), "component_ids"],
    ["no components", () => ({ components: [] }), "component_ids"],
    ["monitors of others", () => ({ monitors: [crypto.randomUUID()] }), "monitor_ids"],
  ])("refuses %s", async (_, changes, detail) => {
    const id = await desk.contact("Ada");
    const steps = [{ after_minutes: 0, contact_ids: [id] }];
    await expect(desk.rule({ steps, ...changes(id) })).rejects.toMatchObject({ code: "HG422", detail });
  });

  it("viewers read them and change none", async () => {
    const steps = [{ after_minutes: 0, contact_ids: [await desk.contact("Ada")] }];
    await desk.rule({ steps });
    await expect(desk.rule({ steps, by: desk.viewer })).rejects.toMatchObject({ code: "HG403" });
    expect(
      await db.as(desk.viewer.claims, (sql) => sql`select after_minutes from public.alert_rule_contacts`),
    ).toHaveLength(1);
  });
});
