import { beforeAll } from "vitest";
import { componentState } from "../helpers/checks.ts";
import { createTestDatabase, type TestDatabase, type TestUser } from "../helpers/test-database.ts";
import { asCommitted, firstPageOf, makeComponent, makeOrganization, required, unique } from "../helpers/world.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let editor: TestUser;
export let organizationId: string;
export let slug: string;
export let pageId: string;

/** A component on the organization's page. */
export const shown = () => makeComponent(db, organizationId, { pageId });

/** An incident as the acts return it. */
export interface Incident {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly impact: string;
  readonly title: string;
  readonly started_at: Date;
  readonly resolved_at: Date | null;
}

/** Components and what an incident makes of them. */
type Statuses = Readonly<Record<string, string>>;

/** The same, as the acts take it. */
const listed = (statuses: Statuses) =>
  Object.entries(statuses).map(([component_id, status]) => ({ component_id, status }));

/** What may be said of a new incident. */
interface Declaration {
  readonly id?: string;
  readonly status?: string;
  readonly startedAt?: Date;
  readonly resolvedAt?: Date;
  readonly notify?: boolean;
  readonly isDraft?: boolean;
  readonly impact?: string;
}

/** Declares one, as the editor. */
export const declare = (statuses: Statuses, options: Declaration = {}): Promise<Incident> =>
  asCommitted(db, editor.claims, async (sql) => {
    const [row] = await sql<Incident[]>`
      select * from public.declare_incident(${organizationId}, ${options.id ?? crypto.randomUUID()}, ${crypto.randomUUID()}, 'Cards declined',
        ${options.status ?? "investigating"}, 'We are looking.', ${sql.json(listed(statuses))}, impact => ${options.impact ?? null},
        started_at => ${options.startedAt ?? null}, resolved_at => ${options.resolvedAt ?? null}, notify => ${options.notify ?? true},
        is_draft => ${options.isDraft ?? false})`;
    return required(row);
  });

/** Posts an update of it. */
export const say = (
  incident: Incident,
  status: string,
  options: { statuses?: Statuses; updateId?: string; version?: number; body?: string } = {},
): Promise<Incident> =>
  asCommitted(db, editor.claims, async (sql) => {
    const components = options.statuses === undefined ? null : sql.json(listed(options.statuses));
    const [row] = await sql<Incident[]>`
      select * from public.post_incident_update(${incident.id}, ${options.updateId ?? crypto.randomUUID()},
        ${options.version ?? incident.version}, ${status}, ${options.body ?? "More."}, ${components})`;
    return required(row);
  });

/** What a component shows now. */
export const stateOf = (componentId: string) => componentState(db, componentId);

/** The page as visitors read it. */
export const snapshot = async () => {
  const [row] = await db.sql<
    {
      version: string;
      body: { incidents: Array<Record<string, unknown>>; past: Array<Record<string, unknown>>; status: object };
    }[]
  >`select version, body from public.page_snapshots where status_page_id = ${pageId}`;
  return required(row);
};

/** What is to be told of it. */
export const outboxOf = (incidentId: string) =>
  db.sql`select topic, payload ->> 'incident_update_id' as update_id from private.outbox where payload ->> 'incident_id' = ${incidentId} order by id`;

/** An organization with an editor and a page. */
export function prepareIncidents(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    editor = await db.createUser();
    slug = unique("page");
    organizationId = await makeOrganization(db, editor, slug);
    pageId = (await firstPageOf(db, organizationId)).id;
  });
}
