import { createHmac } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { sealAudit } from "../helpers/audit.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organization: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organization = await makeOrganization(db, admin);
});

const verify = async (id = organization) =>
  required(
    (
      await db.sql<
        { is_intact: boolean; checked: string; broken_event_id: string | null; problem: string | null }[]
      >`select * from private.verify_audit(${id})`
    )[0],
  );

/** As somebody with the rights of the table's owner would: past triggers. */
async function tamper(statement: string): Promise<void> {
  await db.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql.unsafe(statement);
  });
}

describe("the chain", () => {
  it("takes in every event, also those that were committed in another order than they were written", async () => {
    const early = await db.sql.reserve();
    try {
      await early`begin`;
      await early`insert into public.components (organization_id, name) values (${organization}, 'Early')`;
      await makeComponent(db, organization, { name: "Late" });
      await db.sql`select private.seal_audit()`;
      // What was written later stands in no chain before what may still come earlier.
      expect(await db.sql`select 1 from private.audit_unsealed`).not.toHaveLength(0);
      await early`commit`;
    } finally {
      early.release();
    }
    await sealAudit(db);
    const events = await db.sql`select id from public.audit_events where organization_id = ${organization}`;
    expect(await verify()).toMatchObject({ is_intact: true, checked: String(events.length), broken_event_id: null });
  });

  it.each([
    [
      "it was changed",
      (id: string) => `update public.audit_events set after = '{"name": "Innocent"}' where id = ${id}`,
    ],
    ["it was changed", (id: string) => `update public.audit_events set actor_id = gen_random_uuid() where id = ${id}`],
    ["it was removed", (id: string) => `delete from public.audit_events where id = ${id}`],
  ])("names the first broken row: %s", async (problem, statement) => {
    const user = await db.createUser();
    const own = await makeOrganization(db, user);
    await asCommitted(db, user.claims, async (sql) => {
      for (const name of ["One", "Two", "Three"])
        await sql`insert into public.components (organization_id, name) values (${own}, ${name})`;
    });
    await sealAudit(db);
    const ids = (
      await db.sql<{ id: string }[]>`select id from public.audit_events where organization_id = ${own} order by id`
    ).map(({ id }) => id);
    const victim = required(ids[2]);
    expect(await verify(own)).toMatchObject({ is_intact: true });
    await tamper(statement(victim));
    expect(await verify(own)).toMatchObject({ is_intact: false, broken_event_id: victim, problem, checked: "2" });
  });

  it("finds an event that was slipped in, and a seal that was taken out", async () => {
    const user = await db.createUser();
    const own = await makeOrganization(db, user);
    await sealAudit(db);
    await tamper(
      `insert into public.audit_events (organization_id, actor_role, action, object_type, object_id) values ('${own}', 'authenticated', 'x.y', 'x', '1')`,
    );
    expect(await verify(own)).toMatchObject({ is_intact: false, problem: "it was slipped in" });
    await tamper(`delete from private.audit_seals where organization_id = '${own}' and position = 2`);
    expect(await verify(own)).toMatchObject({ is_intact: false, problem: "a seal before it is missing" });
  });

  it("is for auditors and admins", async () => {
    const outsider = await db.createUser();
    await expect(
      db.as(outsider.claims, (sql) => sql`select * from public.verify_audit_log(${organization})`),
    ).rejects.toMatchObject({ code: "HG403" });
    expect(
      await db.as(admin.claims, (sql) => sql`select is_intact from public.verify_audit_log(${organization})`),
    ).toMatchObject([{ is_intact: true }]);
  });
});

describe("what the log says of a person", () => {
  it("where from and who is readable while they have an account, and never after, while the chain holds", async () => {
    const [owner, leaver] = [await db.createUser(), await db.createUser()];
    const own = await makeOrganization(db, owner);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${own}, ${leaver.id}, 'editor')`;
    await db.sql.begin(async (sql) => {
      await sql`
        select set_config('request.jwt.claims', ${JSON.stringify(leaver.claims)}, true), set_config('role', 'authenticated', true),
          set_config('request.headers', ${JSON.stringify({ "x-forwarded-for": "10.0.0.1, 203.0.113.9", "user-agent": "Firefox" })}, true)`;
      await sql`insert into public.components (organization_id, name) values (${own}, 'Theirs')`;
    });
    const read = () =>
      db.as(
        owner.claims,
        (sql) => sql`select actor_email, ip, user_agent from public.audit_log(${own}, actor => ${leaver.id})`,
      );
    expect((await read())[0]).toMatchObject({ actor_email: leaver.email, ip: "203.0.113.9", user_agent: "Firefox" });
    await sealAudit(db);
    await asCommitted(db, leaver.claims, (sql) => sql`select public.delete_account(${leaver.email})`);
    await sealAudit(db);
    expect((await read())[0]).toMatchObject({ actor_email: null, ip: null, user_agent: null });
    expect(await verify(own)).toMatchObject({ is_intact: true });
    expect(JSON.stringify(await db.sql`select * from public.audit_events`)).not.toContain(leaver.email);
  });

  it.each([
    ["that proves it is one", "a secret key", { ip: "203.0.113.7", user_agent: "Firefox" }],
    ["that does not", "another key", { ip: "10.0.0.1", user_agent: "Deno/2.9" }],
  ])("names the caller's program for a function %s, the request's otherwise", async (_, key, origin) => {
    const user = await db.createUser();
    const own = await makeOrganization(db, user);
    await db.sql`update auth.sessions set ip = '203.0.113.7', user_agent = 'Firefox' where id = ${user.sessionId}`;
    await db.sql`delete from vault.secrets where name = 'secret_key'`;
    await db.sql`select vault.create_secret('a secret key', 'secret_key')`;
    const proof = `00,${createHmac("sha256", key).update(user.sessionId).digest("hex")}`;
    const recorded = await db.as(user.claims, async (sql) => {
      await sql`select set_config('request.headers', ${JSON.stringify({ "x-forwarded-for": "10.0.0.1", "user-agent": "Deno/2.9", "x-heliograph-function": proof })}, true)`;
      await sql`insert into public.components (organization_id, name) values (${own}, 'Mine')`;
      await sql`select set_config('role', 'supabase_admin', true)`;
      const [event] =
        await sql`select private.personal_of(e) as personal from public.audit_events e order by id desc limit 1`;
      return event?.["personal"];
    });
    expect(recorded).toEqual({ email: user.email, ...origin });
  });

  it("tells what a job did from what somebody did in SQL", async () => {
    const roleOf = async (statement: string) =>
      db.transaction(async (sql) => {
        await sql`update private.instance set mode = null`;
        await sql`insert into cron.job (schedule, command) values ('1 1 1 1 *', 'update private.instance set mode = ''saas''')`;
        await sql.unsafe(statement);
        return (await sql`select actor_role from public.audit_events order by id desc limit 1`)[0]?.["actor_role"];
      });
    expect(await roleOf("update private.instance set mode = 'saas'")).toBe("pg_cron");
    expect(await roleOf("update private.instance set mode = 'saas' where true")).toBe("supabase_admin");
  });

  it("is searched and filtered, a page at a time", async () => {
    const user = await db.createUser();
    const own = await makeOrganization(db, user);
    await asCommitted(db, user.claims, async (sql) => {
      for (const name of ["Alpha", "100%", "Beta"])
        await sql`insert into public.components (organization_id, name) values (${own}, ${name})`;
    });
    const names = async (search: string | null, before: string | null = null) =>
      db.as(
        user.claims,
        (sql) => sql<{ id: string; after: { name: string } }[]>`
        select id, after from public.audit_log(${own}, search => ${search}, object_types => array['components'], before_id => ${before}, max_rows => 2)`,
      );
    expect((await names("alpha")).map(({ after }) => after.name)).toEqual(["Alpha"]);
    expect((await names("100%")).map(({ after }) => after.name)).toEqual(["100%"]);
    const first = await names(null);
    expect(first.map(({ after }) => after.name)).toEqual(["Beta", "100%"]);
    expect((await names(null, required(first[1]).id)).map(({ after }) => after.name)).toEqual(["Alpha"]);
  });

  it("notes each sign-in, with where from, for every organization of the person and once for the instance", async () => {
    const user = await db.createUser();
    const [own, other] = [await makeOrganization(db, user), await makeOrganization(db, user)];
    const signIn = async (ip: string, startedAt: string) => {
      await db.sql`
        insert into auth.sessions (id, user_id, aal, created_at, ip, user_agent)
        values (gen_random_uuid(), ${user.id}, 'aal1', ${startedAt}, ${ip}, 'Firefox')`;
      await db.sql`update auth.users set last_sign_in_at = ${startedAt} where id = ${user.id}`;
    };
    await signIn("198.51.100.1", "2026-11-20T08:00:00Z");
    await signIn("203.0.113.7", "2026-11-20T09:00:00Z");
    // Set by hand: nothing says where from.
    await db.sql`update auth.users set last_sign_in_at = '2026-11-20T10:00:00Z' where id = ${user.id}`;
    const read = (id: string | null) =>
      db.as(
        user.claims,
        (sql) => sql`
          select action, actor_email, ip, user_agent from public.audit_log(${id}, actor => ${user.id}, object_types => array['accounts'])`,
      );
    const signIns = [
      { action: "accounts.sign_in", actor_email: user.email, ip: null, user_agent: null },
      { action: "accounts.sign_in", actor_email: user.email, ip: "203.0.113.7", user_agent: "Firefox" },
      { action: "accounts.sign_in", actor_email: user.email, ip: "198.51.100.1", user_agent: "Firefox" },
    ];
    expect([...(await read(own))]).toEqual(signIns);
    expect([...(await read(other))]).toEqual(signIns);
    await db.sql`insert into private.instance_admins (user_id) values (${user.id})`;
    expect([...(await read(null))]).toEqual(signIns);
  });

  it("notes another password and another address, and not that a password is void", async () => {
    const user = await db.createUser();
    const own = await makeOrganization(db, user);
    await db.sql`update auth.users set encrypted_password = 'hash' where id = ${user.id}`;
    await db.sql`update auth.users set encrypted_password = 'hash', updated_at = now() where id = ${user.id}`;
    await db.sql`update auth.users set email = ${`new-${user.email}`} where id = ${user.id}`;
    await db.sql`update auth.users set encrypted_password = null where id = ${user.id}`;
    const entries = await db.sql`
      select action, actor_id, before, after from public.audit_events
      where object_id = ${user.id} and action like 'accounts.%' and organization_id = ${own} order by id`;
    expect([...entries]).toEqual([
      { action: "accounts.set_password", actor_id: user.id, before: null, after: null },
      { action: "accounts.change_address", actor_id: user.id, before: null, after: null },
    ]);
  });
});
