import { beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organization: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organization = await makeOrganization(db, admin);
});

const create = (scopes: readonly string[], expiresAt: string | null = null, user = admin) =>
  asCommitted(db, user.claims, async (sql) =>
    required(
      (
        await sql<
          { id: string; key: string }[]
        >`select * from public.create_api_key(${organization}, 'CI', ${[...scopes]}, ${expiresAt})`
      )[0],
    ),
  );

const use = (key: string) =>
  asCommitted(
    db,
    "service_role",
    (sql) => sql<{ organization_id: string; scopes: string[] }[]>`select * from public.use_api_key(${key})`,
  );

it("is shown once, stored hashed, and says whose it is and what it may do", async () => {
  const { id, key } = await create(["incidents.write", "organization.read", "organization.read"]);
  expect(key).toMatch(/^hgk_[0-9a-f]{64}$/);
  expect([...(await use(key))]).toEqual([
    { id, organization_id: organization, scopes: ["incidents.write", "organization.read"] },
  ]);
  for (const table of ["public.api_keys", "private.api_key_hashes", "public.audit_events"])
    expect(JSON.stringify(await db.sql.unsafe(`select * from ${table}`))).not.toContain(key);
  expect([
    ...(await db.sql`select prefix, last_used_at is not null as used from public.api_keys where id = ${id}`),
  ]).toEqual([{ prefix: key.slice(0, 12), used: true }]);
});

it("is of no use once it is revoked, has expired, or its organization is deleted; a suspended one only reads", async () => {
  const revoked = await create(["organization.read"]);
  await asCommitted(db, admin.claims, (sql) => sql`select public.revoke_api_key(${revoked.id})`);
  expect(await use(revoked.key)).toHaveLength(0);
  const expired = await create(["organization.read"], new Date(Date.now() + 60_000).toISOString());
  await db.sql`update public.api_keys set expires_at = now() where id = ${expired.id}`;
  expect(await use(expired.key)).toHaveLength(0);
  const kept = await create(["organization.read", "components.write"]);
  await db.sql`update public.organizations set suspended_at = now(), suspension_cause = 'billing', suspension_reason = 'Unpaid' where id = ${organization}`;
  expect((await use(kept.key))[0]?.scopes).toEqual(["organization.read"]);
  await db.sql`update public.organizations set suspended_at = null, suspension_cause = null, suspension_reason = null, deleted_at = now() where id = ${organization}`;
  expect(await use(kept.key)).toHaveLength(0);
  await db.sql`update public.organizations set deleted_at = null where id = ${organization}`;
});

it("what a key is refused stands in the log, once a minute", async () => {
  const { id, key } = await create(["organization.read"]);
  const entries = async () => [
    ...(await db.sql`
      select organization_id, actor_role, after from public.audit_events where action = 'api_keys.refuse_request' and object_id = ${id} order by id`),
  ];
  const refuse = (asked: string) =>
    db.sql.begin(async (sql) => {
      await sql`select set_config('request.headers', ${JSON.stringify({ "x-heliograph-key": key })}, true),
        set_config('request.jwt.claims', '{"role":"service_role"}', true), set_config('role', 'service_role', true)`;
      await sql`select public.note_refused_request(${asked})`;
    });
  await refuse(`POST ${"incidents".repeat(50)}`);
  await refuse("GET audit-events");
  expect(await entries()).toMatchObject([
    {
      organization_id: organization,
      after: { asked: `POST ${"incidents".repeat(50)}`.slice(0, 100) },
    },
  ]);
  await asCommitted(db, admin.claims, (sql) => sql`select public.revoke_api_key(${id})`);
  await use(key);
  expect(await entries()).toHaveLength(1);
  await db.sql`update private.api_key_hashes set refused_at = refused_at - interval '1 minute' where api_key_id = ${id}`;
  await use(key);
  await use(key);
  expect((await entries()).map(({ after }) => after)).toMatchObject([
    { asked: expect.any(String) },
    { reason: "revoked" },
  ]);
  await refuse("GET components");
  expect(await entries()).toHaveLength(2);
});

it("is made by admins, for what there is, until a day to come", async () => {
  const editor = await db.createUser();
  await db.sql`insert into public.members (organization_id, user_id, role) values (${organization}, ${editor.id}, 'editor')`;
  await expect(create(["organization.read"], null, editor)).rejects.toMatchObject({ code: "HG403" });
  await expect(create([])).rejects.toMatchObject({ code: "HG422", detail: "scopes" });
  await expect(create(["members.write"])).rejects.toMatchObject({ code: "HG422" });
  await expect(create(["organization.read"], "2020-01-01T00:00:00Z")).rejects.toMatchObject({
    code: "HG422",
    detail: "expires_at",
  });
});
