import { makeWatched, reportSamples, type Watched } from "./checks.ts";
import { type Claimed, claimDeliveries, finishDeliveries } from "./deliveries.ts";
import type { TestDatabase, TestUser } from "./test-database.ts";
import { asCommitted, makeOrganization, makeProbe, required, unique } from "./world.ts";

/** Quiet hours as a contact has them; every day and in UTC unless said otherwise. */
export interface Quiet {
  readonly from?: string;
  readonly until?: string;
  readonly days?: readonly number[];
  readonly zone?: string;
}

export interface Rule {
  readonly steps: ReadonlyArray<{ readonly after_minutes: number; readonly contact_ids: readonly string[] }>;
  readonly statuses?: readonly string[];
  readonly components?: readonly string[];
  readonly monitors?: readonly string[];
  readonly breaksQuiet?: boolean;
  readonly id?: string;
  readonly version?: number | null;
  readonly enabled?: boolean;
  readonly by?: TestUser;
}

interface Alert {
  readonly id: string;
  readonly status: string;
  readonly is_open: boolean;
  readonly is_acknowledged: boolean;
}

/** An organization that is alerted: its monitors report, its messages are sent, and time passes. */
export class AlertDesk {
  readonly organizationId: string;
  /** An admin of the organization. */
  readonly editor: TestUser;
  readonly viewer: TestUser;
  readonly #db: TestDatabase;
  readonly #probeId: string;
  #clock = Date.now() - 3_600_000;

  private constructor(db: TestDatabase, organizationId: string, editor: TestUser, viewer: TestUser, probeId: string) {
    this.#db = db;
    this.organizationId = organizationId;
    this.editor = editor;
    this.viewer = viewer;
    this.#probeId = probeId;
  }

  static async make(db: TestDatabase): Promise<AlertDesk> {
    const [editor, viewer] = [await db.createUser(), await db.createUser()];
    const organizationId = await makeOrganization(db, editor);
    await db.sql`insert into public.members (organization_id, user_id, role) values (${organizationId}, ${viewer.id}, 'viewer')`;
    return new AlertDesk(db, organizationId, editor, viewer, await makeProbe(db));
  }

  /** Without rules and contacts, whatever earlier tests made. */
  async clear(): Promise<void> {
    await this.#db.sql`delete from public.alert_rules`;
    await this.#db.sql`delete from private.alert_contacts`;
    await this.#db.sql`update private.outbox set processed_at = now()`;
    await this.#db.sql`update private.channel_limits set busy_until = '-infinity'`;
  }

  /** A component with a monitor. */
  watched(componentId?: string): Promise<Watched> {
    return makeWatched(this.#db, this.organizationId, {}, componentId);
  }

  /** Monitors of these components report, all in one batch. */
  async report(...checks: ReadonlyArray<readonly [Watched, boolean]>): Promise<void> {
    this.#clock += 1000;
    const at = new Date(this.#clock);
    await reportSamples(
      this.#db,
      this.#probeId,
      checks.map(([{ scheduleId }, up]) => ({ scheduleId, at, up })),
    );
  }

  /** A contact that has confirmed. @returns its id */
  async contact(name: string, quiet: Quiet = {}): Promise<string> {
    const [row] = await this.#db.sql<{ id: string }[]>`
      insert into private.alert_contacts (organization_id, name, channel, address, state, quiet_from, quiet_until, quiet_days, time_zone)
      values (${this.organizationId}, ${name}, 'email', ${`${unique("c")}@example.com`}, 'confirmed', ${quiet.from ?? null}, ${quiet.until ?? null},
        ${[...(quiet.days ?? [1, 2, 3, 4, 5, 6, 7])]}, ${quiet.zone ?? "UTC"}) returning id`;
    return required(row).id;
  }

  /** A rule, of everything unless it names components or monitors. @returns its id */
  async rule(given: Rule): Promise<string> {
    const scope = given.components !== undefined ? "components" : given.monitors !== undefined ? "monitors" : "all";
    return asCommitted(this.#db, (given.by ?? this.editor).claims, async (sql) => {
      const [row] = await sql<{ id: string }[]>`
        select (public.save_alert_rule(${this.organizationId}, ${given.id ?? crypto.randomUUID()}, ${given.version ?? null}, 'On call', ${scope},
          ${[...(given.components ?? [])]}::uuid[], ${[...(given.monitors ?? [])]}::uuid[],
          ${[...(given.statuses ?? ["major_outage"])]}::public.component_status[],
          ${sql.json(given.steps.map((step) => ({ ...step, contact_ids: [...step.contact_ids] })))}, ${given.breaksQuiet ?? true}, ${given.enabled ?? true})).id`;
      return required(row).id;
    });
  }

  /** Alerts of a component, oldest first. */
  async alertsOf({ componentId }: Watched): Promise<Alert[]> {
    return [
      ...(await this.#db.sql<Alert[]>`
        select id, status, ended_at is null as is_open, acknowledged_at is not null as is_acknowledged
        from private.alerts where component_id = ${componentId} order by opened_at`),
    ];
  }

  claim(worker: string): Promise<readonly Claimed[]> {
    return claimDeliveries(this.#db, worker);
  }

  /** Sends all that is due. @returns what was said to whom, in the order of their names */
  async send(): Promise<Array<{ readonly topic: string; readonly name: string; readonly token: string }>> {
    const worker = crypto.randomUUID();
    const said: Array<{ topic: string; name: string; token: string }> = [];
    for (;;) {
      const rows = await this.claim(worker);
      if (rows.length === 0) break;
      for (const row of rows) {
        const [about] = await this.#db.sql<{ topic: string; name: string }[]>`
          select n.topic, c.name from private.notifications n, private.alert_contacts c
          where n.id = ${row.notification_id} and c.id = ${row.subscriber_id}`;
        said.push({ ...required(about), token: row.token });
      }
      const results = rows.map(({ id }) => ({ delivery_id: id, outcome: "sent" }));
      await finishDeliveries(this.#db, worker, results);
    }
    return said.sort((a, b) => a.name.localeCompare(b.name));
  }

  /** The same in short: "raised Ada". */
  async sent(): Promise<string[]> {
    return (await this.send()).map(({ topic, name }) => `${topic.split(".")[1]} ${name}`);
  }

  /** What pg_cron does every ten seconds. */
  async tick(): Promise<void> {
    await this.#db.sql`select private.run_alerts()`;
  }

  /** Makes every alert as old as if minutes had passed. */
  async pass(minutes: number): Promise<void> {
    await this.#db.sql`update private.alerts set opened_at = opened_at - make_interval(mins => ${minutes})`;
    await this.tick();
  }
}
