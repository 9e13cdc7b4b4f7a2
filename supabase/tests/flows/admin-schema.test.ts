import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { makeComponent, makeMonitor, makeOrganization, required } from "../helpers/world.ts";

const manual = await readFile(join(import.meta.dirname, "../../../docs/operations/sql.md"), "utf8");
const examples = [...manual.matchAll(/```sql\n([\s\S]*?)```/g)].flatMap(([, block = ""]) =>
  block
    .split(/;\s*\n/)
    .map((statement) => statement.replaceAll(/^--.*\n/gm, "").trim())
    .filter((statement) => statement !== ""),
);

let db: TestDatabase;
let demo: TestUser;
let componentId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  demo = await db.createUser({ email: "demo@example.com" });
  const organization = await makeOrganization(db, demo, "demo");
  componentId = await makeComponent(db, organization, { name: "Shop" });
  await makeMonitor(db, organization, componentId);
  // Somebody has to remain when the manual takes the demo account's rights away.
  const other = await db.createUser({ email: "other@example.com" });
  await db.sql`insert into private.instance_admins (user_id) values (${other.id})`;
});

describe("the manual", () => {
  it.each(examples)("%s", async (statement) => {
    await db.transaction(async (sql) => {
      await sql`select set_config('role', 'postgres', true)`;
      await sql.unsafe(statement);
    });
  });

  it("has an example for each function and view of the schema admin", async () => {
    const objects = await db.sql<{ name: string }[]>`
      select 'admin.' || p.proname as name from pg_proc p where p.pronamespace = 'admin'::regnamespace and p.proname not in ('organization_id', 'user_id')
      union select 'admin.' || c.relname from pg_class c where c.relnamespace = 'admin'::regnamespace and c.relkind = 'v'`;
    expect(objects.length).toBeGreaterThan(8);
    for (const { name } of objects) expect(manual).toContain(name);
  });
});

describe("the schema admin", () => {
  it.each(["anon", "authenticated", "service_role"])("is closed to %s", async (role) => {
    await expect(db.as(role, (sql) => sql`select * from admin.overview`)).rejects.toMatchObject({ code: "42501" });
    const open =
      await db.sql`select p.oid::regprocedure from pg_proc p where p.pronamespace = 'admin'::regnamespace and has_function_privilege(${role}, p.oid, 'execute')`;
    expect(open).toHaveLength(0);
  });

  it("finds people by a piece of their address, whatever signs it has", async () => {
    const found = async (search: string) => (await db.sql`select id from admin.find_user(${search})`).length;
    expect(await Promise.all(["DEMO@", "%", "d_mo", demo.id].map(found))).toEqual([1, 0, 0, 1]);
  });

  it("grants, locks out and lets in again", async () => {
    await db.transaction(async (sql) => {
      await sql`select admin.grant_master_administrator('Demo@Example.com')`;
      await sql`select admin.revoke_master_administrator('other@example.com')`;
      expect([...(await sql`select user_id from private.instance_admins`)]).toEqual([{ user_id: demo.id }]);
      await expect(
        sql.savepoint((inner) => inner`select admin.revoke_master_administrator('demo@example.com')`),
      ).rejects.toMatchObject({ code: "HG409", detail: "user_id" });
      expect(
        (
          await sql`select action, object_id from public.audit_events where object_type = 'instance_admins' order by id desc limit 2`
        ).map(({ action, object_id: id }) => [action, id === demo.id]),
      ).toEqual([
        ["instance_admins.revoke", false],
        ["instance_admins.grant", true],
      ]);
      await expect(
        sql.savepoint((inner) => inner`select admin.suspend_user('demo@example.com', true)`),
      ).rejects.toMatchObject({ code: "HG409", detail: "user_id" });
      await sql`select admin.grant_master_administrator('other@example.com')`;
      await sql`select admin.suspend_user('demo@example.com', true)`;
      expect(await sql`select 1 from auth.sessions where user_id = ${demo.id}`).toHaveLength(0);
      await expect(sql.savepoint((inner) => inner`select admin.suspend('nowhere', 'x y z')`)).rejects.toMatchObject({
        code: "HG404",
        detail: "slug",
      });
    });
  });

  it("explains an uptime to the second", async () => {
    await db.transaction(async (sql) => {
      await sql`delete from public.status_events where component_id = ${componentId}`;
      const organization = required(
        (await sql<{ id: string }[]>`select organization_id as id from public.components where id = ${componentId}`)[0],
      ).id;
      for (const [status, from, until] of [
        ["operational", "00:00", "06:00"],
        ["major_outage", "06:00", "07:00"],
        ["under_maintenance", "07:00", "09:00"],
        ["partial_outage", "09:00", "10:00"],
        ["operational", "10:00", "12:00"],
      ] as const)
        await sql`
          insert into public.status_events (organization_id, component_id, status, cause, started_at, ended_at)
          values (${organization}, ${componentId}, ${status}, 'monitor', ${`2026-11-20T${from}:00Z`}, ${`2026-11-20T${until}:00Z`})`;
      const rows = await sql<{ seconds: string; uptime_so_far: string }[]>`
        select seconds, uptime_so_far from admin.explain_uptime(${componentId}, '2026-11-20T00:00Z', '2026-11-20T12:00Z')`;
      // Maintenance is not in the books; a partial outage counts for 30 per cent of its length.
      expect(rows.map((row) => [Number(row.seconds), Number(row.uptime_so_far)])).toEqual([
        [21_600, 100],
        [3600, 85.714],
        [7200, 85.714],
        [3600, 83.75],
        [7200, 87],
      ]);
    });
  });
});
