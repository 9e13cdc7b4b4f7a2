import { expect, it } from "vitest";
import { makeMonitor } from "../helpers/world.ts";
import { db, declare, editor, organizationId, prepareIncidents, say, shown, stateOf } from "./incidents-support.ts";

prepareIncidents();

/** What is foretold for components if the incident says this of them. */
const outcomes = (incidentId: string, statuses: Readonly<Record<string, string>>, claims = editor.claims) => {
  const components = Object.entries(statuses).map(([component_id, status]) => ({ component_id, status }));
  return db.as(claims, async (sql) => [
    ...(await sql<{ component_id: string; status: string; cause: string }[]>`
      select * from public.status_outcomes(${organizationId}, ${incidentId}, ${sql.json(components)})`),
  ]);
};

const setMonitor = (componentId: string, status: string) =>
  db.sql`update public.monitors set status = ${status}::public.component_status where component_id = ${componentId}`;

it("what is foretold is what happens: alone, beside another incident, under a monitor and a pin", async () => {
  const [calm, shared, monitored, pinned] = [await shown(), await shown(), await shown(), await shown()];
  await makeMonitor(db, organizationId, monitored);
  await setMonitor(monitored, "degraded_performance");
  await db.sql`update public.components set manual_status = 'partial_outage' where id = ${pinned}`;
  await declare({ [shared]: "partial_outage" });

  let incident = await declare({}, { id: crypto.randomUUID() });
  const all = (status: string) =>
    Object.fromEntries([calm, shared, monitored, pinned].map((component) => [component, status]));
  for (const status of ["degraded_performance", "major_outage", "partial_outage", "operational"]) {
    const foretold = await outcomes(incident.id, all(status));
    incident = await say(incident, "identified", { statuses: all(status) });
    for (const { component_id, status: will, cause } of foretold)
      expect(await stateOf(component_id), `${status} of ${component_id}`).toMatchObject({ status: will, cause });
    expect(foretold).toHaveLength(4);
  }
  expect(await outcomes(incident.id, { [calm]: "operational", [shared]: "operational" })).toEqual([
    { component_id: calm, status: "operational", cause: "none" },
    { component_id: shared, status: "partial_outage", cause: "incident" },
  ]);
});

it("a new incident is foretold before it is declared, and a draft says nothing of itself", async () => {
  const component = await shown();
  const id = crypto.randomUUID();
  const [foretold] = await outcomes(id, { [component]: "major_outage" });
  expect(foretold).toMatchObject({ status: "major_outage", cause: "incident" });
  await declare({ [component]: "major_outage" }, { id, isDraft: true });
  expect(await stateOf(component)).toMatchObject({ status: "operational" });
  expect(await outcomes(id, { [component]: "degraded_performance" })).toMatchObject([
    { status: "degraded_performance" },
  ]);
});

it("nothing is foretold of another organization", async () => {
  const component = await shown();
  const stranger = await db.createUser();
  await expect(outcomes(crypto.randomUUID(), { [component]: "operational" }, stranger.claims)).rejects.toMatchObject({
    code: "HG403",
  });
  await expect(outcomes(crypto.randomUUID(), { [crypto.randomUUID()]: "operational" })).rejects.toMatchObject({
    code: "HG422",
  });
});
