import { describe, expect, it } from "vitest";
import { asCommitted, firstPageOf, makeComponent, makeOrganization, required } from "../helpers/world.ts";
import {
  db,
  declare,
  editor,
  type Incident,
  organizationId,
  outboxOf,
  prepareIncidents,
  say,
  shown,
  slug,
  snapshot,
  stateOf,
} from "./incidents-support.ts";

prepareIncidents();

describe("drafts, deletion, history", () => {
  it("a draft changes nothing that anybody sees, until it is published with its first words", async () => {
    const component = await shown();
    const draft = await declare({ [component]: "major_outage" }, { isDraft: true });
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect(await outboxOf(draft.id)).toEqual([]);
    const rows = await db.as("anon", (sql) => sql`select id from public.page_incident(${slug}, ${draft.id})`);
    expect([...rows]).toEqual([]);
    await expect(say(draft, "identified")).rejects.toMatchObject({ code: "HG409" });
    const published = await asCommitted(db, editor.claims, async (sql) => {
      const [row] = await sql<
        Incident[]
      >`select * from public.publish_incident(${draft.id}, 1, 'identified', 'Found it.')`;
      return required(row);
    });
    expect(await stateOf(component)).toMatchObject({ status: "major_outage", cause_id: draft.id });
    const updates = await db.sql`select status, body from public.incident_updates where incident_id = ${draft.id}`;
    expect([...updates]).toEqual([{ status: "identified", body: "Found it." }]);
    expect(await outboxOf(draft.id)).toMatchObject([{ topic: "incident.declared" }]);
    await say(published, "resolved");
  });

  it("a page's history tells of its own organization alone", async () => {
    const component = await shown();
    const mine = await declare({ [component]: "major_outage" });
    const stranger = await db.createUser();
    const other = await firstPageOf(db, await makeOrganization(db, stranger));
    const historyOf = (address: string) =>
      db.as("anon", async (sql) => {
        const rows = await sql<{ id: string }[]>`
          select id from public.page_history(${address}, date_trunc('month', now() at time zone 'UTC')::date)`;
        return rows.map(({ id }) => id);
      });
    expect(await historyOf(slug)).toContain(mine.id);
    expect(await historyOf(other.slug)).toEqual([]);
    await say(mine, "resolved");
  });

  it("deleted it is nowhere, restored it is where it was", async () => {
    const component = await shown();
    const incident = await declare({ [component]: "major_outage" });
    const remove = (isDeleted: boolean) =>
      asCommitted(db, editor.claims, (sql) => sql`select public.delete_incident(${incident.id}, ${isDeleted})`);
    await remove(true);
    expect(await stateOf(component)).toMatchObject({ status: "operational" });
    expect((await snapshot()).body.incidents.map(({ id }) => id)).not.toContain(incident.id);
    await expect(say({ ...incident, version: 2 }, "resolved")).rejects.toMatchObject({ code: "HG404" });
    await remove(false);
    expect(await stateOf(component)).toMatchObject({ status: "major_outage" });
    await say({ ...incident, version: 3 }, "resolved");
  });

  it("an edited update keeps what it said", async () => {
    const incident = await declare({});
    const [update] = await db.sql<
      { id: string; body: string }[]
    >`select id, body from public.incident_updates where incident_id = ${incident.id}`;
    const { id, body } = required(update);
    await asCommitted(
      db,
      editor.claims,
      (sql) => sql`select public.edit_incident_update(${id}, ${incident.version}, 'Better words.', now())`,
    );
    const revisions = await db.as(
      editor.claims,
      (sql) => sql`select body, replaced_by from public.incident_update_revisions where incident_update_id = ${id}`,
    );
    expect([...revisions]).toEqual([{ body, replaced_by: editor.id }]);
    const [page] = await db.as(
      "anon",
      (sql) => sql<{ updates: Array<{ body: string; edited_at: string }> }[]>`
      select updates from public.page_incident(${slug}, ${incident.id})`,
    );
    expect(required(page).updates).toMatchObject([{ body: "Better words." }]);
    expect(required(required(page).updates[0]).edited_at).not.toBeNull();
    await say({ ...incident, version: 2 }, "resolved");
  });

  it("a postmortem comes after the resolution and is told", async () => {
    const incident = await declare({});
    await expect(say(incident, "postmortem")).rejects.toMatchObject({ code: "HG422", detail: "status" });
    const over = await say(incident, "resolved");
    const told = await say(over, "postmortem", { body: "# Why" });
    expect(told).toMatchObject({ status: "postmortem", resolved_at: over.resolved_at });
    expect((await outboxOf(incident.id)).map((row) => row["topic"])).toEqual([
      "incident.declared",
      "incident.resolved",
      "incident.postmortem",
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["an empty title", { title: " " }, "title"],
    ["an empty message", { body: "" }, "body"],
    ["a message of a megabyte", { body: "x".repeat(1_048_576) }, "body"],
    ["a start to come", { started_at: new Date(Date.now() + 3_600_000) }, "started_at"],
    ["a next update that never comes", { next_update_at: "infinity" }, "next_update_at"],
    ["a next update of another age", { next_update_at: "-infinity" }, "next_update_at"],
    ["a component twice", { twice: true }, "components"],
    ["another tenant's component", { foreign: true }, "components"],
    ["a runbook that is a script", { runbook_url: "javascript:alert(1)" }, "runbook_url"],
    ["an assignee from outside", { assignee_id: crypto.randomUUID() }, "assignee_id"],
  ])("%s", async (_, wrong, field) => {
    const component = await shown();
    const stranger = await db.createUser();
    const foreign = await makeComponent(db, await makeOrganization(db, stranger));
    const nothing = { started_at: null, next_update_at: null, runbook_url: null, assignee_id: null };
    const input = { title: "T", body: "B", ...nothing, ...wrong };
    const entry = { component_id: "foreign" in wrong ? foreign : component, status: "major_outage" };
    const attempt = db.as(
      editor.claims,
      (sql) => sql`
      select public.declare_incident(${organizationId}, null, null, ${input.title}, 'investigating', ${input.body},
        ${sql.json("twice" in wrong ? [entry, entry] : [entry])}, started_at => ${input.started_at}, runbook_url => ${input.runbook_url},
        assignee_id => ${input.assignee_id}, next_update_at => ${input.next_update_at}::text::timestamptz)`,
    );
    await expect(attempt).rejects.toMatchObject({ code: "HG422", detail: field });
  });

  it("times without an end, also later", async () => {
    const incident = await declare({});
    const [update] = await db.sql<
      { id: string }[]
    >`select id from public.incident_updates where incident_id = ${incident.id}`;
    const next = db.as(
      editor.claims,
      (sql) =>
        sql`select public.post_incident_update(${incident.id}, null, 1, 'monitoring', 'More.', next_update_at => 'infinity')`,
    );
    await expect(next).rejects.toMatchObject({ code: "HG422", detail: "next_update_at" });
    const displayed = db.as(
      editor.claims,
      (sql) => sql`select public.edit_incident_update(${required(update).id}, 1, 'Words.', '-infinity')`,
    );
    await expect(displayed).rejects.toMatchObject({ code: "HG422", detail: "displayed_at" });
    await say(incident, "resolved");
  });

  it("a reader of another page learns nothing of components that page does not show", async () => {
    const [open, hidden] = [await shown(), await makeComponent(db, organizationId, { name: "Hidden" })];
    const incident = await declare({ [open]: "major_outage", [hidden]: "major_outage" });
    const [page] = await db.as("anon", (sql) => sql`select * from public.page_incident(${slug}, ${incident.id})`);
    expect(JSON.stringify(page)).not.toContain(hidden);
    expect(JSON.stringify((await snapshot()).body)).not.toContain(hidden);
    const only = await declare({ [hidden]: "major_outage" });
    expect([...(await db.as("anon", (sql) => sql`select id from public.page_incident(${slug}, ${only.id})`))]).toEqual(
      [],
    );
    await say(incident, "resolved");
    await say(only, "resolved");
  });

  it("dependencies in a circle", async () => {
    const [a, b] = [await makeComponent(db, organizationId), await makeComponent(db, organizationId)];
    const depend = (from: string, to: string) =>
      asCommitted(
        db,
        editor.claims,
        (sql) => sql`
        insert into public.component_dependencies (component_id, depends_on_id, organization_id) values (${from}, ${to}, ${organizationId})`,
      );
    await depend(a, b);
    await expect(depend(b, a)).rejects.toMatchObject({ code: "HG422", detail: "depends_on_id" });
  });
});
