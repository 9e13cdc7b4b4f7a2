import { beforeAll } from "vitest";
import { componentState } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, firstPageOf, makeComponent, makeOrganization, required, unique } from "../helpers/world.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let editor: TestUser;
export let organizationId: string;
export let pageId: string;

/** A component on the organization's page. */
export const shown = () => makeComponent(db, organizationId, { pageId });

/** A maintenance as the acts return it. */
export interface Maintenance {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly scheduled_for: Date;
  readonly scheduled_until: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
}

/** So many minutes from now. */
export const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** What differs from the usual window. */
interface Window {
  readonly from?: number;
  readonly until?: number;
  readonly startsAutomatically?: boolean;
  readonly endsAutomatically?: boolean;
  readonly suppressesAlerts?: boolean;
  readonly reminders?: readonly number[];
}

/** Announces a window, by default one that has begun a minute ago; times are minutes from now. */
export const schedule = (componentIds: readonly string[], window: Window = {}): Promise<Maintenance> =>
  asCommitted(db, editor.claims, async (sql) => {
    const { from = -1, until = 60, reminders = [1440, 60] } = window;
    const [row] = await sql<Maintenance[]>`
      select * from public.schedule_maintenance(${organizationId}, ${crypto.randomUUID()}, 'Upgrade', 'Of the database', ${minutes(from)}, ${minutes(until)},
        ${[...componentIds]}, starts_automatically => ${window.startsAutomatically ?? true}, ends_automatically => ${window.endsAutomatically ?? true},
        suppresses_alerts => ${window.suppressesAlerts ?? true}, reminder_minutes => ${[...reminders]})`;
    return required(row);
  });

/** Posts an update of it. */
export const say = (maintenance: Maintenance, status: string): Promise<Maintenance> =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Maintenance[]>`
      select * from public.post_maintenance_update(${maintenance.id}, ${crypto.randomUUID()}, ${maintenance.version}, ${status}, 'More.')`;
    return required(row);
  });

/** Moves its window. */
export const move = (
  maintenance: Maintenance,
  from: number,
  until: number,
  reminders: readonly number[] | null = null,
) =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Maintenance[]>`
      select * from public.edit_maintenance(${maintenance.id}, ${maintenance.version}, 'Upgrade', '', ${minutes(from)}, ${minutes(until)}, '{}',
        reminder_minutes => ${reminders === null ? null : [...reminders]})`;
    return required(row);
  });

/** The maintenance as it is now. */
export async function now(maintenance: Maintenance): Promise<Maintenance> {
  const [row] = await db.sql<Maintenance[]>`select * from public.maintenances where id = ${maintenance.id}`;
  return required(row);
}

/** What a component shows now. */
export const stateOf = (componentId: string) => componentState(db, componentId);

/** What is to be told of it, in order. */
export const toldOf = async ({ id }: Maintenance): Promise<string[]> => {
  const rows = await db.sql<{ topic: string }[]>`
    select topic from private.outbox where payload ->> 'maintenance_id' = ${id} order by id`;
  return rows.map(({ topic }) => topic.replace("maintenance.", ""));
};

/** What visitors read of maintenances. */
export const onPage = async (): Promise<readonly { id: string; status: string }[]> => {
  const [row] = await db.sql<{ maintenances: { id: string; status: string }[] }[]>`
    select body -> 'maintenances' as maintenances from public.page_snapshots where status_page_id = ${pageId}`;
  return required(row).maintenances;
};

/** An organization with an editor and a page. */
export function prepareMaintenance(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    editor = await db.createUser();
    organizationId = await makeOrganization(db, editor, unique("page"));
    pageId = (await firstPageOf(db, organizationId)).id;
  });
}
