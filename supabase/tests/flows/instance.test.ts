import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { sealAudit } from "../helpers/audit.ts";
import type { TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required } from "../helpers/world.ts";
import { db, prepareInstance } from "./instance-support.ts";

prepareInstance();

describe("a master administrator", () => {
  let admin: TestUser;
  beforeEach(async () => {
    await db.sql`update private.instance set mode = 'enterprise'`;
    admin = await db.createUser();
    await db.sql`update private.instance set mode = null`;
  });
  const as = (user: TestUser, work: Parameters<typeof asCommitted>[2]) => asCommitted(db, user.claims, work);

  it("is the only one who may do any of it", async () => {
    const [functions, user] = [
      await db.sql<{ call: string }[]>`
        select p.oid::regproc || '(' || (select coalesce(string_agg('null::' || format_type(t, null), ', '), '') from unnest(p.proargtypes) t) || ')' as call
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'private' and p.prosrc like '%private.require_instance_admin()%' and p.proname <> 'audit_log' and has_function_privilege('authenticated', p.oid, 'execute')`,
      await db.createUser(),
    ];
    expect(functions.length).toBeGreaterThan(12);
    for (const { call } of functions) {
      await expect(
        db.as(user.claims, (sql) => sql.unsafe(`select ${call}`)),
        call,
      ).rejects.toMatchObject({ code: "HG403" });
    }
  });

  it("has to use a second factor that was set up", async () => {
    await db.sql`
      insert into auth.mfa_factors (id, user_id, factor_type, status, created_at, updated_at) values (${randomUUID()}, ${admin.id}, 'totp', 'verified', now(), now())`;
    const list = (claims: TestUser["claims"]) => db.as(claims, (sql) => sql`select * from public.instance_users()`);
    await expect(list(admin.claims)).rejects.toMatchObject({ code: "HG403" });
    await expect(list({ ...admin.claims, aal: "aal2" })).rejects.toMatchObject({ code: "HG403" });
    await db.sql`update auth.sessions set aal = 'aal2' where id = ${admin.sessionId}`;
    expect(await list({ ...admin.claims, aal: "aal2" })).toHaveLength(1);
  });

  it("sees an organization from the inside for a while, read-only unless stated, and its members find it in their log", async () => {
    const owner = await db.createUser();
    const organization = await makeOrganization(db, owner);
    const seen = async (user = admin) =>
      (await db.as(user.claims, (sql) => sql`select id from public.organizations`)).length;
    const rename = (name: string) =>
      as(admin, (sql) => sql`update public.organizations set name = ${name} where id = ${organization}`);
    expect(await seen()).toBe(0);
    await expect(as(admin, (sql) => sql`select public.impersonate(${organization}, '')`)).rejects.toMatchObject({
      code: "HG422",
      detail: "reason",
    });
    await as(admin, (sql) => sql`select public.impersonate(${organization}, 'They asked for help')`);
    expect(await seen()).toBe(1);
    // Another session of the same person is not in it.
    const other = randomUUID();
    await db.sql`insert into auth.sessions (id, user_id, aal) values (${other}, ${admin.id}, 'aal1')`;
    expect(
      await db.as({ ...admin.claims, session_id: other }, (sql) => sql`select id from public.organizations`),
    ).toHaveLength(0);
    await rename("Changed");
    expect([...(await db.sql`select name from public.organizations where name = 'Changed'`)]).toEqual([]);
    await as(admin, (sql) => sql`select public.impersonate(${organization}, 'They asked me to', may_write => true)`);
    await rename("Changed");
    const log = await db.as(
      owner.claims,
      (sql) =>
        sql<
          { action: string; is_impersonated: boolean; after: { reason?: string } }[]
        >`select action, is_impersonated, after from public.audit_log(${organization})`,
    );
    expect(log[0]).toMatchObject({ action: "organizations.update", is_impersonated: true });
    expect(log.filter(({ action }) => action === "impersonations.start").map(({ after }) => after.reason)).toEqual([
      "They asked me to",
      "They asked for help",
    ]);
    const [before] =
      await db.sql`select epoch from private.organization_topics where organization_id = ${organization}`;
    await as(admin, (sql) => sql`select public.end_impersonation()`);
    expect(await seen()).toBe(0);
    const [after] = await db.sql`select epoch from private.organization_topics where organization_id = ${organization}`;
    expect(Number(after?.["epoch"])).toBeGreaterThan(Number(before?.["epoch"]));
    await as(admin, (sql) => sql`select public.impersonate(${organization}, 'Once more')`);
    await db.sql`update private.impersonations set started_at = started_at - interval '2 hours', expires_at = now() where ended_at is null`;
    expect(await seen()).toBe(0);
  });

  it("suspends an organization: it is read and not changed, nothing of it is checked, and its page stays", async () => {
    const owner = await db.createUser();
    const organization = await makeOrganization(db, owner);
    const [component] = await db.sql<{ id: string }[]>`
      insert into public.components (organization_id, name) values (${organization}, 'Shop') returning id`;
    await db.sql`
      insert into public.monitors (organization_id, component_id, name, kind, config, region_ids) values (${organization}, ${required(component).id}, 'M', 'http', '{}', '{local}')`;
    await as(admin, (sql) => sql`select public.suspend_organization(${organization}, 'Unpaid since May')`);
    const inState = async (state: string) =>
      (await db.as(admin.claims, (sql) => sql`select id from public.instance_organizations(state => ${state})`)).length;
    expect(await Promise.all(["active", "suspended", "deleted"].map(inState))).toEqual([0, 1, 0]);
    expect([
      ...(await db.as(
        owner.claims,
        (sql) => sql`select suspension_cause, suspension_reason from public.organizations`,
      )),
    ]).toEqual([{ suspension_cause: "administrator", suspension_reason: "Unpaid since May" }]);
    await expect(
      db.as(
        owner.claims,
        (sql) => sql`insert into public.components (organization_id, name) values (${organization}, 'More')`,
      ),
    ).rejects.toMatchObject({ code: "42501" });
    expect([...(await db.sql`select next_run_at = 'infinity' as rests from private.schedule`)]).toEqual([
      { rests: true },
    ]);
    expect([
      ...(await db.sql`select is_public from public.page_snapshots where organization_id = ${organization}`),
    ]).toEqual([{ is_public: true }]);
    await as(admin, (sql) => sql`select public.suspend_organization(${organization})`);
    expect([...(await db.sql`select next_run_at = 'infinity' as rests from private.schedule`)]).toEqual([
      { rests: false },
    ]);
  });

  it("locks an account out at once", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    await as(admin, (sql) => sql`select public.suspend_account(${user.id}, true, 'Left the company')`);
    expect(await db.as(user.claims, (sql) => sql`select id from public.organizations`)).toHaveLength(0);
    expect([
      ...(await db.sql`select banned_until > now() + interval '99 years' as banned from auth.users where id = ${user.id}`),
    ]).toEqual([{ banned: true }]);
    expect(organization).toBeTruthy();
    await expect(as(admin, (sql) => sql`select public.suspend_account(${admin.id}, true)`)).rejects.toMatchObject({
      code: "HG409",
    });
  });

  it("takes a lost second factor away, for a reason, and ends the sessions", async () => {
    const user = await db.createUser();
    const organization = await makeOrganization(db, user);
    const remove = (id: string, reason: string) =>
      as(admin, (sql) => sql`select public.remove_second_factors(${id}, ${reason})`);
    await expect(remove(user.id, "Lost the phone")).rejects.toMatchObject({ code: "HG404" });
    await db.sql`
      insert into auth.mfa_factors (id, user_id, factor_type, status, secret, created_at, updated_at)
      values (gen_random_uuid(), ${user.id}, 'totp', 'verified', 'A', now(), now())`;
    await expect(remove(user.id, " ")).rejects.toMatchObject({ code: "HG422" });
    await expect(remove(admin.id, "Mine")).rejects.toMatchObject({ code: "HG409" });
    await expect(
      db.as(user.claims, (sql) => sql`select public.remove_second_factors(${user.id}, 'Mine')`),
    ).rejects.toMatchObject({ code: "HG403" });
    await remove(user.id, "Lost the phone");
    expect(await db.sql`select from auth.mfa_factors where user_id = ${user.id}`).toHaveLength(0);
    expect(
      await db.as(user.claims, (sql) => sql`select from public.organizations where id = ${organization}`),
    ).toHaveLength(0);
    const [event] = await db.sql`
      select actor_id, after from public.audit_events where action = 'accounts.remove_second_factors' order by id desc limit 1`;
    expect(event).toEqual({ actor_id: admin.id, after: { reason: "Lost the phone" } });
  });

  it("cannot be the last to go", async () => {
    const next = await db.createUser();
    const grant = (user: TestUser, is: boolean) =>
      as(admin, (sql) => sql`select public.grant_instance_admin(${user.id}, ${is})`);
    await expect(grant(admin, false)).rejects.toMatchObject({ code: "HG409" });
    await grant(next, true);
    await grant(admin, false);
    await expect(db.as(admin.claims, (sql) => sql`select public.instance_settings()`)).rejects.toMatchObject({
      code: "HG403",
    });
  });

  it("sets how messages of all leave; secrets go in and never come back, nor to another server", async () => {
    const set = (provider: string, settings: Record<string, string>, secrets: Record<string, string> | null = null) =>
      as(
        admin,
        (sql) =>
          sql`select public.set_instance_provider(${provider}, ${sql.json(settings)}, ${secrets === null ? null : sql.json(secrets)})`,
      );
    const overview = () =>
      db.as(
        admin.claims,
        (sql) => sql`select provider, settings, has_secrets from public.instance_providers() where provider <> 'push'`,
      );
    const smtp = { host: "smtp.example.com", username: "us", from_address: "a@example.com" };
    await set("smtp", smtp, { password: "hush" });
    expect([...(await overview())]).toEqual([{ provider: "smtp", settings: smtp, has_secrets: true }]);
    await expect(set("smtp", { ...smtp, host: "elsewhere.example.com" })).rejects.toMatchObject({
      code: "HG422",
      detail: "secret",
    });
    await expect(set("sender", { from_name: "Northwind" })).rejects.toMatchObject({
      code: "HG422",
      detail: "provider",
    });
    await set("resend", { from_address: "a@example.com" }, { api_key: "re_1" });
    expect((await overview()).map((row) => row["provider"])).toEqual(["resend"]);
    expect(await db.sql`select 1 from vault.decrypted_secrets where decrypted_secret like '%hush%'`).toHaveLength(0);
    expect(
      JSON.stringify(await db.sql`select after from public.audit_events where action = 'providers.update'`),
    ).not.toContain("re_1");
    await as(admin, (sql) => sql`select public.remove_instance_provider('resend')`);
    expect(await overview()).toHaveLength(0);
  });

  it("may try them out, six times at once", async () => {
    const begin = () =>
      as(admin, async (sql) => {
        expect([...(await sql`select public.begin_instance_test_message() as email`)]).toEqual([
          { email: admin.email },
        ]);
      });
    for (let count = 0; count < 6; count += 1) await begin();
    await expect(begin()).rejects.toMatchObject({ code: "HG429" });
  });

  it("reads and verifies the logs of all organizations, each entry with its organization", async () => {
    const owner = await db.createUser();
    const organization = await makeOrganization(db, owner);
    const log = await db.as(
      admin.claims,
      (sql) => sql`select organization_name from public.audit_log() where object_id = ${organization}`,
    );
    const [named] = await db.sql`select name from public.organizations where id = ${organization}`;
    expect(log[0]).toMatchObject({ organization_name: named?.["name"] });
    await sealAudit(db);
    const verify = () => db.as(admin.claims, (sql) => sql`select * from public.verify_audit_log()`);
    expect(await verify()).toMatchObject([{ is_intact: true }]);
    const [seal] = await db.sql<{ event_id: string }[]>`
      select event_id from private.audit_seals where organization_id = ${organization} limit 1`;
    const event = required(seal).event_id;
    await db.sql.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql`update public.audit_events set action = 'members.forged' where id = ${event}`;
    });
    expect(await verify()).toMatchObject([{ is_intact: false, broken_event_id: event, problem: "it was changed" }]);
  });

  it("keeps a probe's name for the holder of its key, and drains it", async () => {
    const call = (sql: Parameters<Parameters<typeof asCommitted>[2]>[0], name: string, key: string | null) =>
      sql<
        { id: string }[]
      >`select public.register_probe(${name}, 'local', '{http}', '1.0.0', probe_key => ${key}) as id`;
    let key = "";
    await as(admin, async (sql) => {
      key = required((await sql<{ key: string }[]>`select public.reserve_probe('fra-1', 'local') as key`)[0]).key;
    });
    for (const wrong of [null, "hgp_wrong"])
      await expect(asCommitted(db, "service_role", (sql) => call(sql, "fra-1", wrong))).rejects.toMatchObject({
        code: "HG403",
        detail: "probe_key",
      });
    const [probe] = await asCommitted(db, "service_role", (sql) => call(sql, "fra-1", key));
    const { id } = required(probe);
    await as(admin, (sql) => sql`select public.rotate_probe_key(${id})`);
    await expect(asCommitted(db, "service_role", (sql) => call(sql, "fra-1", key))).rejects.toMatchObject({
      code: "HG403",
    });
    const owner = await db.createUser();
    const organization = await makeOrganization(db, owner);
    const [component] = await db.sql<
      { id: string }[]
    >`insert into public.components (organization_id, name) values (${organization}, 'Shop') returning id`;
    await db.sql`
      insert into public.monitors (organization_id, component_id, name, kind, config, region_ids) values (${organization}, ${required(component).id}, 'M', 'http', '{}', '{local}')`;
    const lease = () => db.as("service_role", (sql) => sql`select * from public.lease_checks(${id}, 10, 60, 0, 10)`);
    expect(await lease()).toHaveLength(1);
    await as(admin, (sql) => sql`select public.drain_probe(${id}, true)`);
    expect(await lease()).toHaveLength(0);
  });
});
