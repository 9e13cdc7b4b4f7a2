import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeOrganization, makeWorld, required, unique, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
});

const create = (claims: Parameters<TestDatabase["as"]>[0], name: string, slug: string) =>
  asCommitted(
    db,
    claims,
    async (sql) =>
      required((await sql<{ id: string }[]>`select id from public.create_organization(${name}, ${slug})`)[0]).id,
  );

describe("organizations", () => {
  it("its creator is admin, and a page of the same address is there", async () => {
    const user = await db.createUser();
    const slug = unique("fresh");
    const id = await create(user.claims, "Fresh", slug);
    expect([...(await db.sql`select role from public.members where organization_id = ${id}`)]).toEqual([
      { role: "admin" },
    ]);
    expect([...(await db.sql`select slug from public.status_pages where organization_id = ${id}`)]).toEqual([{ slug }]);
  });

  it.each([
    ["ab", "Fine", "HG422", "slug"],
    ["Has Capitals", "Fine", "HG422", "slug"],
    ["fine-address", "  ", "HG422", "name"],
  ])("refuses address %j and name %j", async (slug, name, code, detail) => {
    await expect(create((await db.createUser()).claims, name, slug)).rejects.toMatchObject({ code, detail });
  });

  it("two at once for one address: one wins, the other is told which field", async () => {
    const [one, two] = [await db.createUser(), await db.createUser()];
    const slug = unique("race");
    const results = await Promise.allSettled([create(one.claims, "One", slug), create(two.claims, "Two", slug)]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(results.find((result) => result.status === "rejected")).toMatchObject({
      reason: { code: "HG410", detail: "slug" },
    });
  });

  it("nobody without an account can create one", async () => {
    await expect(create("anon", "X", unique("anon"))).rejects.toMatchObject({ code: "42501" });
  });
});

describe("the life of an organization", () => {
  it("an old address leads to it, and nobody else gets that", async () => {
    const [user, other] = [await db.createUser(), await db.createUser()];
    const [first, second, third] = [unique("first"), unique("second"), unique("third")];
    const id = await create(user.claims, "Moved", first);
    const rename = (slug: string) =>
      asCommitted(db, user.claims, (sql) => sql`update public.organizations set slug = ${slug} where id = ${id}`);
    const leadsTo = async (claims: typeof user.claims, slug: string) =>
      (await db.as(claims, (sql) => sql`select public.current_slug(${slug}) as slug`))[0]?.["slug"];
    await rename(second);
    await rename(third);
    for (const former of [first, second]) expect(await leadsTo(user.claims, former)).toBe(third);
    expect(await leadsTo(other.claims, first)).toBeNull();
    await expect(create(other.claims, "Squatter", first)).rejects.toMatchObject({ code: "HG410", detail: "slug" });
    await rename(first);
    expect(await leadsTo(user.claims, third)).toBe(first);
  });

  it("is deleted by its typed address, is nobody's then, comes back whole, and is erased after 30 days", async () => {
    const user = await db.createUser();
    const slug = unique("doomed");
    const id = await create(user.claims, "Doomed", slug);
    const call = (statement: string) => asCommitted(db, user.claims, (sql) => sql.unsafe(statement));
    const sees = async () => (await db.as(user.claims, (sql) => sql`select id from public.organizations`)).length;
    const page = async () => (await db.as("anon", (sql) => sql`select * from public.page_snapshot(${slug})`)).length;
    await expect(call(`select public.delete_organization('${id}', 'wrong')`)).rejects.toMatchObject({
      code: "HG422",
      detail: "confirmation",
    });
    expect([await sees(), await page()]).toEqual([1, 1]);
    await call(`select public.delete_organization('${id}', '${slug}')`);
    expect([await sees(), await page()]).toEqual([0, 0]);
    const outsider = await db.createUser();
    await expect(
      asCommitted(db, outsider.claims, (sql) => sql`select public.restore_organization(${id})`),
    ).rejects.toMatchObject({ code: "HG404" });
    expect(await db.as(user.claims, (sql) => sql`select slug from public.deleted_organizations()`)).toMatchObject([
      { slug },
    ]);
    await call(`select public.restore_organization('${id}')`);
    expect([await sees(), await page()]).toEqual([1, 1]);
    await call(`select public.delete_organization('${id}', '${slug}')`);
    await db.sql`update public.organizations set deleted_at = now() - interval '31 days' where id = ${id}`;
    await db.sql`select private.erase_deleted_organizations()`;
    expect(await db.sql`select 1 from public.organizations where id = ${id}`).toHaveLength(0);
    expect(await db.sql`select 1 from public.audit_events where organization_id = ${id}`).not.toHaveLength(0);
  });

  it("hands the bills over to a member", async () => {
    const [user, mate, stranger] = [await db.createUser(), await db.createUser(), await db.createUser()];
    const id = await makeOrganization(db, user);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${id}, ${mate.id}, 'viewer')`;
    const handOver = (to: string) =>
      asCommitted(db, user.claims, (sql) => sql`select public.hand_over_billing(${id}, ${to})`);
    await expect(handOver(stranger.id)).rejects.toMatchObject({ code: "HG404" });
    await handOver(mate.id);
    const contact = async () =>
      (await db.sql`select billing_contact_id from public.organizations where id = ${id}`)[0]?.["billing_contact_id"];
    expect(await contact()).toBe(mate.id);
    await asCommitted(
      db,
      mate.claims,
      (sql) => sql`delete from public.members where organization_id = ${id} and user_id = ${mate.id}`,
    );
    expect(await contact()).toBeNull();
  });
});

describe("members", () => {
  it("the last admin cannot leave or be demoted, two admins who demote each other at once neither", async () => {
    const [one, two] = [await db.createUser(), await db.createUser()];
    const id = await makeOrganization(db, one);
    const demote = (by: typeof one, whom: typeof one) =>
      asCommitted(
        db,
        by.claims,
        (sql) => sql`update public.members set role = 'viewer' where organization_id = ${id} and user_id = ${whom.id}`,
      );
    await expect(demote(one, one)).rejects.toMatchObject({ code: "HG409", detail: "role" });
    await db.sql`insert into public.members (organization_id, user_id, role) values (${id}, ${two.id}, 'admin')`;
    await Promise.allSettled([demote(one, two), demote(two, one)]);
    const [row] =
      await db.sql`select count(*)::int as admins from public.members where organization_id = ${id} and role = 'admin'`;
    expect(row?.["admins"]).toBeGreaterThanOrEqual(1);
  });

  it("an editor cannot invite members, and another tenant's id reads like an unknown one", async () => {
    const invite = (id: string) =>
      db.as(world.members.editor.claims, (sql) => sql`select public.invite_member(${id}, 'x@example.com', 'admin')`);
    const [own, foreign, unknown] = await Promise.all(
      [world.organizationId, world.otherOrganizationId, crypto.randomUUID()].map((id) =>
        invite(id).catch((error: Error) => error.message),
      ),
    );
    expect(own).toBe(foreign);
    expect(foreign).toBe(unknown);
  });

  it("losing rights moves everybody to a new topic, and the old one says so last", async () => {
    const user = await db.createUser();
    const member = await db.createUser();
    const id = await makeOrganization(db, user);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${id}, ${member.id}, 'editor')`;
    const topic = async () =>
      required(
        (
          await db.as(user.claims, (sql) => sql<{ topic: string }[]>`select public.organization_topic(${id}) as topic`)
        )[0],
      ).topic;
    const before = await topic();
    await asCommitted(
      db,
      user.claims,
      (sql) => sql`delete from public.members where organization_id = ${id} and user_id = ${member.id}`,
    );
    const after = await topic();
    expect(after).not.toBe(before);
    const events = await db.sql<
      { event: string }[]
    >`select event from realtime.messages where topic = ${before} order by inserted_at`;
    expect(events.at(-1)?.event).toBe("rejoin");
    const later = await db.sql`select event from realtime.messages where topic = ${after}`;
    expect(later.map((row) => row["event"])).toEqual(["changed"]);
  });
});

describe("the audit log", () => {
  it("keeps who did what, with what changed, and no more", async () => {
    await asCommitted(
      db,
      world.members.editor.claims,
      (sql) => sql`update public.components set name = 'Renamed' where id = ${world.componentId}`,
    );
    const [row] = await db.sql`
      select actor_id, action, before, after from public.audit_events where object_id = ${world.componentId} order by id desc limit 1`;
    expect(row).toMatchObject({
      actor_id: world.members.editor.id,
      action: "components.update",
      after: { name: "Renamed" },
    });
    expect(Object.keys(row?.["before"] ?? {})).toEqual(["name"]);
  });

  it.each([
    "update public.audit_events set action = 'x'",
    "delete from public.audit_events",
    "truncate public.audit_events",
  ])("refuses even the owner: %s", async (statement) => {
    await expect(db.transaction((sql) => sql.unsafe(`set local role postgres; ${statement}`))).rejects.toMatchObject({
      code: "HG405",
    });
  });
});

it("a revoked session can do nothing more, belonging somewhere or not", async () => {
  const user = await db.createUser();
  const organizationId = await makeOrganization(db, await db.createUser());
  await db.sql`insert into public.members (organization_id, user_id, role) values (${organizationId}, ${user.id}, 'viewer')`;
  await db.sql`delete from auth.sessions where id = ${user.sessionId}`;
  await expect(create(user.claims, "Fresh", unique("fresh"))).rejects.toMatchObject({ code: "HG401" });
  const [profiles, renamed, left] = await asCommitted(db, user.claims, async (sql) => [
    await sql`select id from public.profiles`,
    await sql`update public.profiles set full_name = 'x' where id = ${user.id} returning id`,
    await sql`delete from public.members where user_id = ${user.id} returning user_id`,
  ]);
  expect([profiles, renamed, left].map((rows) => rows?.length)).toEqual([0, 0, 0]);
});
