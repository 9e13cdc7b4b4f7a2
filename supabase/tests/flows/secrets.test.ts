import { beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeOrganization, required } from "../helpers/world.ts";

let db: TestDatabase;
let admin: TestUser;
let organizationId: string;

beforeAll(async () => {
  db = await createTestDatabase();
  admin = await db.createUser();
  organizationId = await makeOrganization(db, admin);
});

async function makeCheck(config: object): Promise<string> {
  const componentId = await makeComponent(db, organizationId);
  return asCommitted(db, admin.claims, async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      insert into public.monitors (organization_id, component_id, name, kind, region_ids, config)
      values (${organizationId}, ${componentId}, 'm', 'http', '{local}', ${sql.json({ url: "https://a.example/x", ...config })}) returning id`;
    return required(row).id;
  });
}

const change = (id: string, config: object) =>
  asCommitted(
    db,
    admin.claims,
    (sql) =>
      sql`update public.monitors set config = ${sql.json({ url: "https://a.example/x", ...config })} where id = ${id}`,
  );

async function stored(id: string): Promise<unknown> {
  const [row] = await db.sql`select secrets from private.monitor_secrets where monitor_id = ${id}`;
  return row?.["secrets"] ?? null;
}

async function readable(id: string): Promise<Record<string, unknown>> {
  const [row] = await db.sql<
    { config: Record<string, unknown> }[]
  >`select config from public.monitors where id = ${id}`;
  return required(row).config;
}

it("secrets are taken out of the configuration, by one write, and known by name", async () => {
  const id = await makeCheck({ password: "hunter2", token: "", secret_headers: { "x-api-key": "hunter3" } });
  expect(await stored(id)).toEqual({ password: "hunter2", secret_headers: { "x-api-key": "hunter3" } });
  expect(await readable(id)).toEqual({
    url: "https://a.example/x",
    secret_names: ["header x-api-key", "password"],
    secrets_changed_at: expect.any(String),
  });
  const audit = await db.sql`select before, after from public.audit_events where object_id = ${id}`;
  expect(JSON.stringify(audit)).not.toMatch(/hunter/);
});

it("absent stays, empty goes, and nobody writes the names himself", async () => {
  const id = await makeCheck({ password: "one", token: "two" });
  await change(id, { secret_names: ["header made-up"] });
  expect((await readable(id))["secret_names"]).toEqual(["password", "token"]);
  await change(id, { password: "" });
  expect(await stored(id)).toEqual({ token: "two" });
  await change(id, { token: "", secret_headers: {} });
  expect(await stored(id)).toBeNull();
  expect(await readable(id)).toEqual({ url: "https://a.example/x" });
});

it("a changed secret leaves a trace in the audit log, though not its value", async () => {
  const id = await makeCheck({ token: "first" });
  await change(id, { token: "second" });
  const [event] = await db.sql`
    select before, after from public.audit_events where object_id = ${id} and action = 'monitors.update'`;
  expect(event?.["after"]).toMatchObject({ config: { secret_names: ["token"] } });
  expect(JSON.stringify(event)).not.toMatch(/first|second/);
});

it.each([
  ["https://a.example/other?q=1", true],
  ["https://A.EXAMPLE/x", true],
  ["http://a.example/x", false],
  ["https://a.example:8443/x", false],
  ["https://a.example.evil/x", false],
  ["https://a.example\t.evil.example/", false],
  ["https:///evil.example/x", false],
  ["https:/a.example/x", false],
])("with the address %s secrets stay: %s", async (url, stay) => {
  const id = await makeCheck({ token: "two" });
  await change(id, { url });
  expect(await stored(id)).toEqual(stay ? { token: "two" } : null);
});

it("an address without a plain host is no server two monitors could share", async () => {
  const id = await makeCheck({ url: "https:///a.example/x", token: "two" });
  await change(id, { url: "https:///b.example/x" });
  expect(await stored(id)).toBeNull();
});

it.each([
  { password: 1 },
  { token: { a: 1 } },
  { secret_headers: "x" },
  { secret_headers: { a: 1 } },
  { url: "https://user:word@a.example/" },
  { url: "https://evil.example\\@a.example/x" },
  { headers: { Authorization: "Bearer x" } },
  { headers: { cookie: "a=b" } },
  { token: "x".repeat(9000) + Math.random() },
])("%j is refused", async (config) => {
  await expect(makeCheck(config)).rejects.toMatchObject({ code: "HG422", detail: "config" });
});

it("an insert that would be ignored as a duplicate does not replace another monitor's secrets", async () => {
  const id = await makeCheck({ token: "two" });
  const stranger = await db.createUser();
  const theirs = await makeOrganization(db, stranger);
  const componentId = await makeComponent(db, theirs);
  const insert = asCommitted(
    db,
    stranger.claims,
    (sql) => sql`
      insert into public.monitors (id, organization_id, component_id, name, kind, region_ids, config)
      values (${id}, ${theirs}, ${componentId}, 'm', 'http', '{local}', '{"url": "https://b.example", "token": "three"}')
      on conflict do nothing`,
  );
  await expect(insert).rejects.toMatchObject({ code: "HG409" });
  expect(await stored(id)).toEqual({ token: "two" });
});

it("another organization's private regions read like regions that do not exist", async () => {
  const region = `private-${organizationId.slice(0, 8)}`;
  await db.sql`insert into public.regions (id, organization_id, name) values (${region}, ${organizationId}, 'Cellar')`;
  const stranger = await db.createUser();
  const componentId = await makeComponent(db, organizationId);
  const ask = (id: string) =>
    asCommitted(
      db,
      stranger.claims,
      (sql) => sql`
        insert into public.monitors (organization_id, component_id, name, kind, region_ids)
        values (${organizationId}, ${componentId}, 'm', 'http', ${[id]})`,
    ).then(
      () => "stored",
      (error: { code?: string }) => error.code,
    );
  expect(await ask(region)).toBe(await ask("there-is-none"));
});
