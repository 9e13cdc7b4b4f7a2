import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { asCommitted, makeComponent, makeWorld, required, unique, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
});

interface Page {
  readonly id: string;
  readonly title: string;
  readonly slug: string;
  /** As PostgREST writes it. */
  readonly updated_at: string;
}

type Form = Readonly<Record<string, unknown>>;

async function pageOf(id: string): Promise<Page> {
  const [row] = await db.sql<Page[]>`
    select id, title, slug, to_json(updated_at) #>> '{}' as updated_at from public.status_pages where id = ${id}`;
  return required(row);
}

const createPage = (componentIds: readonly string[], slug = unique("page")) =>
  asCommitted(db, world.members.editor.claims, async (sql) => {
    const [row] = await sql<{ id: string }[]>`
      select id from public.create_page(${world.organizationId}, 'Page', ${slug}, true, 'UTC', ${[...componentIds]}::uuid[])`;
    return required(row).id;
  });

/** Publishes a page's stored values with `changes`, under the version stored now unless another is given. */
async function publish(id: string, changes: Form = {}, as = world.members.editor): Promise<Page> {
  const [row] = await db.sql<Form[]>`
    select id as status_page_id, to_json(updated_at) #>> '{}' as expected_updated_at, title, slug, description, is_public, time_zone, theme,
      accent, accent_dark, logo_path, links, announcement, array(
        select component_id from public.status_page_components where status_page_id = p.id) as component_ids
    from public.status_pages p where id = ${id}`;
  const form = JSON.stringify({ ...required(row), ...changes });
  await asCommitted(
    db,
    as.claims,
    (sql) => sql`
      select p.id from jsonb_to_record(${form}::text::jsonb) as f (
        status_page_id uuid, expected_updated_at timestamptz, title text, slug text, description text, is_public boolean, time_zone text,
        theme text, accent text, accent_dark text, logo_path text, links jsonb, announcement text, component_ids uuid[], has_own_order boolean)
      cross join lateral public.publish_page(f.status_page_id, f.expected_updated_at, f.title, f.slug, f.description, f.is_public, f.time_zone,
        f.theme, f.accent, f.accent_dark, f.logo_path, f.links, f.announcement, f.component_ids, f.has_own_order) p`,
  );
  return pageOf(id);
}

async function shown(id: string): Promise<string[]> {
  const [row] = await db.sql<{ ids: string[] }[]>`
    select array(select c ->> 'id' from jsonb_array_elements(body -> 'components') c) as ids
    from public.page_snapshots where status_page_id = ${id}`;
  return required(row).ids;
}

describe("page_snapshot", () => {
  const read = (as: Parameters<TestDatabase["as"]>[0], slug: string) =>
    db.as(as, (sql) => sql`select version, etag, body #>> '{page,slug}' as slug from public.page_snapshot(${slug})`);

  it("gives anybody a public page by its slug, and nobody a list", async () => {
    const { slug } = await pageOf(world.publicPageId);
    expect(await read("anon", slug)).toMatchObject([{ slug }]);
    expect(await read(world.outsider.claims, slug)).toHaveLength(1);
    for (const wrong of ["", "%", "*", "no-such-page", slug.toUpperCase(), `${slug}%`])
      expect(await read("anon", wrong), wrong).toHaveLength(0);
    await expect(db.as("anon", (sql) => sql`select slug from public.page_snapshots`)).rejects.toMatchObject({
      code: "42501",
    });
    expect(
      await db.as(world.outsider.claims, (sql) => sql`select slug from public.page_snapshots where slug = ${slug}`),
    ).toHaveLength(0);
  });

  it("does not know a private page, for whoever asks; members read their row", async () => {
    const { slug } = await pageOf(world.privatePageId);
    expect(await read("anon", slug)).toHaveLength(0);
    expect(await read(world.members.admin.claims, slug)).toHaveLength(0);
    expect(
      await db.as(
        world.members.viewer.claims,
        (sql) => sql`select slug from public.page_snapshots where slug = ${slug}`,
      ),
    ).toHaveLength(1);
  });

  it("reads one row by an index", async () => {
    const plan = await db.transaction(async (sql) => {
      await sql`set local enable_seqscan = off`;
      const rows = await sql`explain select s.etag from public.page_snapshots s where s.slug = 'x' and s.is_public`;
      return rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    });
    expect(plan).toContain("Index Scan using page_snapshots_slug_key");
  });
});

describe("the order of a page", () => {
  it("follows the organization's until it has its own, and then keeps it", async () => {
    const [a, b, c] = [
      await makeComponent(db, world.organizationId, { name: "A" }),
      await makeComponent(db, world.organizationId, { name: "B" }),
      await makeComponent(db, world.organizationId, { name: "C" }),
    ];
    const page = await createPage([c, a, b]);
    expect(await shown(page)).toEqual([a, b, c]);
    await publish(page, { component_ids: [c, b, a], has_own_order: true });
    expect(await shown(page)).toEqual([c, b, a]);
    await db.sql`update public.components set position = 9 where id = ${c}`;
    expect(await shown(page)).toEqual([c, b, a]);

    const d = await makeComponent(db, world.organizationId, { name: "D" });
    await publish(page, { component_ids: [a, d, c] });
    expect(await shown(page)).toEqual([c, a, d]);
    await publish(page, { has_own_order: false });
    expect(await shown(page)).toEqual([a, d, c]);
  });

  it("a group stays together and stands where its first component does", async () => {
    const [inGroup, alone, alsoInGroup] = [
      await makeComponent(db, world.organizationId, { groupId: world.groupId }),
      await makeComponent(db, world.organizationId),
      await makeComponent(db, world.organizationId, { groupId: world.groupId }),
    ];
    const page = await createPage([inGroup, alone, alsoInGroup]);
    expect((await shown(page))[0]).toBe(alone);
    await publish(page, { component_ids: [alsoInGroup, alone, inGroup], has_own_order: true });
    expect(await shown(page)).toEqual([alsoInGroup, inGroup, alone]);
  });
});

describe("publish_page", () => {
  it("stores the whole form at once and answers the row as it is now", async () => {
    const component = await makeComponent(db, world.organizationId);
    const page = await createPage([]);
    const slug = unique("renamed");
    const links = [{ label: "Home", url: "https://example.com" }];
    const stored = await publish(page, { title: "New", slug, links, theme: "dark", component_ids: [component] });
    expect(stored).toMatchObject({ title: "New", slug });
    const [snapshot] =
      await db.sql`select slug, body -> 'page' as page from public.page_snapshots where status_page_id = ${page}`;
    expect(snapshot).toMatchObject({ slug, page: { title: "New", theme: "dark", links } });
    expect(await shown(page)).toEqual([component]);
  });

  it("refuses a version that somebody replaced meanwhile, be it the page or what it shows", async () => {
    const page = await createPage([]);
    const seen = await pageOf(page);
    await publish(page, { title: "Theirs" });
    const mine = publish(page, { title: "Mine", expected_updated_at: seen.updated_at });
    await expect(mine).rejects.toMatchObject({ code: "HG412" });

    const again = await pageOf(page);
    const component = await makeComponent(db, world.organizationId);
    await asCommitted(
      db,
      world.members.editor.claims,
      (sql) => sql`
        insert into public.status_page_components (status_page_id, component_id, organization_id)
        values (${page}, ${component}, ${world.organizationId})`,
    );
    const late = publish(page, { component_ids: [], expected_updated_at: again.updated_at });
    await expect(late).rejects.toMatchObject({ code: "HG412" });
    await expect(publish(page, { expected_updated_at: null })).rejects.toMatchObject({ code: "HG412" });
    expect((await pageOf(page)).title).toBe("Theirs");
    expect(await shown(page)).toEqual([component]);
  });

  it("two who publish the same version at once: one is told", async () => {
    const page = await createPage([]);
    const { updated_at: expected_updated_at } = await pageOf(page);
    const outcomes = await Promise.allSettled(
      ["One", "Two"].map((title) => publish(page, { title, expected_updated_at })),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(refused).toEqual(["HG412"]);
    expect(["One", "Two"]).toContain((await pageOf(page)).title);
  });

  it.each<[field: string, code: string, changes: () => Promise<Form>]>([
    ["title", "HG422", async () => ({ title: "  " })],
    ["slug", "HG422", async () => ({ slug: "No" })],
    ["slug", "HG410", async () => ({ slug: (await pageOf(world.privatePageId)).slug })],
    ["description", "HG422", async () => ({ description: "x".repeat(301) })],
    ["announcement", "HG422", async () => ({ announcement: "x".repeat(501) })],
    ["time_zone", "HG422", async () => ({ time_zone: "Europe/Atlantis" })],
    ["theme", "HG422", async () => ({ theme: "pink" })],
    ["accent", "HG422", async () => ({ accent: "red" })],
    ["accent_dark", "HG422", async () => ({ accent_dark: "#12" })],
    ["links", "HG422", async () => ({ links: [{ label: "Home", url: "javascript:alert(1)" }] })],
    ["component_ids", "HG422", async () => ({ component_ids: [crypto.randomUUID()] })],
    ["component_ids", "HG422", async () => ({ component_ids: [await theirComponent()] })],
  ])("a wrong %s is %s on that field, and nothing is stored", async (field, code, changes) => {
    const component = await makeComponent(db, world.organizationId);
    const page = await createPage([component]);
    const before = await pageOf(page);
    const attempt = publish(page, { title: "Half", component_ids: [], ...(await changes()) });
    await expect(attempt).rejects.toMatchObject({ code, detail: field });
    expect(await pageOf(page)).toEqual(before);
    expect(await shown(page)).toEqual([component]);
  });

  it("is for those who may edit pages", async () => {
    const page = await createPage([]);
    for (const role of ["viewer", "auditor", "operator"] as const)
      await expect(publish(page, {}, world.members[role]), role).rejects.toMatchObject({ code: "HG403" });
    await publish(page, { title: "Admin" }, world.members.admin);
  });
});

describe("create_page", () => {
  it("makes neither when a component is not the organization's", async () => {
    const slug = unique("never");
    await expect(createPage([await theirComponent()], slug)).rejects.toMatchObject({
      code: "HG422",
      detail: "component_ids",
    });
    expect(await db.sql`select id from public.status_pages where slug = ${slug}`).toHaveLength(0);
  });

  it("says on which field the address is taken", async () => {
    const { slug } = await pageOf(world.publicPageId);
    await expect(createPage([], slug)).rejects.toMatchObject({ code: "HG410", detail: "slug" });
  });
});

it("an organization with pages and components can be deleted", async () => {
  const other = await makeWorld(db);
  await db.sql`delete from public.organizations where id = ${other.organizationId}`;
  expect(
    await db.sql`select 1 from public.page_snapshots where organization_id = ${other.organizationId}`,
  ).toHaveLength(0);
});

async function theirComponent(): Promise<string> {
  return makeComponent(db, world.otherOrganizationId);
}
