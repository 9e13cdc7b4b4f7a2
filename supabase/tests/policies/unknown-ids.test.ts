import { beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { makeWorld, type World } from "../helpers/world.ts";

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await createTestDatabase();
  world = await makeWorld(db);
});

it("another tenant's ids in every RPC that takes one are refused like unknown ones", async () => {
  const calls: Readonly<Record<string, (id: string) => string>> = {
    organization_topic: (id) => `public.organization_topic('${id}')`,
    watch_results: (id) => `public.watch_results('${id}')`,
    component_bars: (id) => `public.component_bars('${id}')`,
    component_hours: (id) => `public.component_hours('${id}')`,
    component_latencies: (id) => `public.component_latencies('${id}')`,
    create_page: (id) => `public.create_page('${id}', 'Theirs', 'their-page', true, 'UTC')`,
    publish_page: (id) =>
      `public.publish_page('${id}', now(), 'T', 'their-page', null, true, 'UTC', 'system', null, null, null, '[]', null, '{}')`,
    declare_incident: (id) => `public.declare_incident('${id}', null, null, 'Theirs', 'investigating', 'x')`,
    post_incident_update: (id) => `public.post_incident_update('${id}', null, 1, 'resolved', 'x')`,
    publish_incident: (id) => `public.publish_incident('${id}', 1, 'resolved', 'x')`,
    edit_incident: (id) => `public.edit_incident('${id}', 1, 'Theirs', null, now(), null, null)`,
    edit_incident_update: (id) => `public.edit_incident_update('${id}', 1, 'x', now())`,
    delete_incident: (id) => `public.delete_incident('${id}')`,
    acknowledge_incident: (id) => `public.acknowledge_incident('${id}')`,
    schedule_maintenance: (id) =>
      `public.schedule_maintenance('${id}', null, 'Theirs', '', now() + interval '1 hour', now() + interval '2 hours')`,
    edit_maintenance: (id) =>
      `public.edit_maintenance('${id}', 1, 'Theirs', '', now() + interval '1 hour', now() + interval '2 hours', '{}')`,
    post_maintenance_update: (id) => `public.post_maintenance_update('${id}', null, 1, 'in_progress', 'x')`,
    delete_maintenance: (id) => `public.delete_maintenance('${id}')`,
    save_maintenance_series: (id) =>
      `public.save_maintenance_series('${id}', null, 'FREQ=DAILY', 'UTC', localtimestamp, 60, 'Theirs')`,
    subscribers: (id) => `public.subscribers('${id}')`,
    import_subscribers: (id) => `public.import_subscribers('${id}', 'email', '{a@example.com}')`,
    remove_subscriber: (id) => `public.remove_subscriber('${id}')`,
    delivery_log: (id) => `public.delivery_log('${id}')`,
    set_provider: (id) => `public.set_provider('${id}', 'smtp', '{}')`,
    alert_channels: (id) => `public.alert_channels('${id}')`,
    alert_contacts: (id) => `public.alert_contacts('${id}')`,
    save_alert_contact: (id) => `public.save_alert_contact('${id}', null, 'Theirs', 'email', 'a@example.com')`,
    ask_alert_contact: (id) => `public.ask_alert_contact('${id}')`,
    remove_alert_contact: (id) => `public.remove_alert_contact('${id}')`,
    save_alert_rule: (id) =>
      `public.save_alert_rule('${id}', null, null, 'Theirs', 'all', '{}', '{}', '{major_outage}', '[]')`,
    delete_alert_rule: (id) => `public.delete_alert_rule('${id}')`,
    alerts: (id) => `public.alerts('${id}')`,
    acknowledge_alert: (id) => `public.acknowledge_alert('${id}')`,
    end_maintenance_series: (id) => `public.end_maintenance_series('${id}')`,
    organization_figures: (id) => `public.organization_figures('${id}')`,
    request_check: (id) => `public.request_check('${id}', 'tcp', '{}', 1000, 'local')`,
    check_now: (id) => `public.check_now('${id}')`,
    heartbeat_token: (id) => `public.heartbeat_token('${id}')`,
    latency_series: (id) => `public.latency_series('${id}')`,
    check_log: (id) => `public.check_log('${id}')`,
    replay_criteria: (id) => `public.replay_criteria('${id}', '[]')`,
  };
  const ids = [
    world.organizationId,
    world.componentId,
    world.monitorId,
    world.publicPageId,
    world.privatePageId,
    world.incidentId,
    world.maintenanceId,
    crypto.randomUUID(),
  ];
  for (const [name, call] of Object.entries(calls)) {
    const answers = new Set<string>();
    for (const id of ids) {
      answers.add(
        await db
          .as(world.outsider.claims, (sql) => sql.unsafe(`select * from ${call(id)}`))
          .then(
            (rows) => `rows ${rows.length}`,
            (error: { code?: string }) => error.code ?? "?",
          ),
      );
    }
    expect([...answers], name).toEqual(["HG403"]);
  }
  for (const quiet of ["component_uptime", "region_overview", "my_permissions", "requested_check"]) {
    for (const id of ids)
      expect(
        await db.as(world.outsider.claims, (sql) => sql.unsafe(`select * from public.${quiet}('${id}')`)),
        quiet,
      ).toHaveLength(0);
  }
});
