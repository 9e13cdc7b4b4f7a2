import type postgres from "postgres";
import type { TestDatabase } from "../helpers/test-database.ts";
import { required, type World } from "../helpers/world.ts";

interface Parameter {
  readonly name: string;
  readonly type: string;
  /** Of an enum type, else empty. */
  readonly labels: readonly string[];
  readonly isOptional: boolean;
}

/** A function of the API, as the catalogue has it. */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly isVoid: boolean;
}

/** What belongs to an organization, found by the catalogue. */
export interface Belongings {
  /** Ids by the parameter that names them: `component_id` → ids of components. */
  readonly idsOf: ReadonlyMap<string, readonly string[]>;
  readonly ids: readonly string[];
  readonly emails: readonly string[];
  readonly tables: readonly { readonly name: string; readonly condition: string }[];
}

/** All functions that browsers may call. */
export async function callablesOf(db: TestDatabase): Promise<readonly Callable[]> {
  return db.sql<Callable[]>`
    select p.proname as name, p.prorettype = 'void'::regtype as "isVoid", coalesce((
      select json_agg(json_build_object(
        'name', a.name, 'type', format_type(a.type, null), 'isOptional', a.position > p.pronargs - p.pronargdefaults,
        'labels', array(select e.enumlabel from pg_enum e join pg_type t on e.enumtypid in (t.oid, t.typelem) where t.oid = a.type)) order by a.position)
      from unnest(p.proargtypes::oid[], p.proargnames[1:p.pronargs]) with ordinality a (type, name, position)), '[]') as parameters
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and (has_function_privilege('authenticated', p.oid, 'execute') or has_function_privilege('anon', p.oid, 'execute'))
    order by 1`;
}

/** Rows of an organization in every table that has a column for it, and their ids. */
export async function belongingsOf(db: TestDatabase, organizationId: string): Promise<Belongings> {
  const columns = await db.sql<{ table: string; column: string; type: string; parameter: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as column, format_type(a.atttypid, null) as type,
      regexp_replace(c.relname, 's$', '') || '_id' as parameter
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and not c.relispartition`;
  const members = `select user_id from public.members where organization_id = '${organizationId}'`;
  const tables = [
    ...columns
      .filter(({ column }) => column === "organization_id")
      .map(({ table }) => ({ name: table, condition: `organization_id = '${organizationId}'` })),
    { name: "public.organizations", condition: `id = '${organizationId}'` },
    { name: "public.profiles", condition: `id in (${members})` },
  ];
  const people = await db.sql.unsafe<{ id: string; email: string }[]>(
    `select id::text, email from public.profiles where id in (${members})`,
  );
  const ids = new Set([organizationId]);
  const idsOf = new Map<string, readonly string[]>([["user_id", people.map(({ id }) => id)]]);
  for (const { name, condition } of tables) {
    const column = columns.find((entry) => entry.table === name && entry.column === "id");
    if (column === undefined) continue;
    const rows = await db.sql.unsafe<{ id: string }[]>(`select id::text from ${name} where ${condition}`);
    if (rows.length === 0) continue;
    const found = rows.map(({ id }) => id);
    idsOf.set(column.parameter, found);
    if (column.type === "uuid") for (const id of found) ids.add(id);
  }
  return { idsOf, ids: [...ids], emails: people.map(({ email }) => email), tables };
}

/** A fingerprint of each table's rows. */
export async function fingerprint(
  sql: postgres.TransactionSql,
  tables: Belongings["tables"],
): Promise<ReadonlyMap<string, string>> {
  const parts = tables.map(
    ({ name, condition }) =>
      `select '${name}' as name, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as sum from ${name} t where ${condition}`,
  );
  const rows = await sql.unsafe<{ name: string; sum: string }[]>(parts.join(" union all "));
  return new Map(rows.map(({ name, sum }) => [name, sum]));
}

/** A sequence of numbers in [0, 1) that is the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Values of parameters that take few. */
const words: Readonly<Record<string, string>> = {
  channel: "email",
  email: "guest@example.com",
  provider: "smtp",
  scope: "components",
  target: "taken@example.com",
  time_zone: "Europe/Berlin",
};

/**
 * Calls of a function with what belongs to one organization, wherever a parameter has room for it; every other one names
 * the caller's own organization with the other's things in it.
 * @returns statements whose one row has the column `answer`; the same ones in every run
 */
export function* callsOf(
  { name, parameters, isVoid }: Callable,
  { idsOf, ids }: Belongings,
  world: World,
  { count, seed }: { readonly count: number; readonly seed: number },
): Generator<string> {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => required(values[Math.floor(random() * values.length)]);

  /** Ids that a parameter of this name may mean: `contact_id` an alert contact's. */
  const idFor = (parameter: string): string => {
    const single = parameter.replace(/s$/, "");
    const found = [...idsOf].filter(([key]) => key === single || key.endsWith(`_${single}`));
    return pick(found.length > 0 ? found.flatMap(([, known]) => known) : ids);
  };

  const valueFor = (parameter: Parameter, isOwn: boolean): string | null => {
    const { type, labels } = parameter;
    const id = parameter.name === "organization_id" && isOwn ? world.otherOrganizationId : idFor(parameter.name);
    if (type === "uuid") return id;
    if (type === "uuid[]") return `{${id}}`;
    if (type === "json" || type === "jsonb") {
      const component = { component_id: idFor("component_id"), status: "major_outage" };
      return JSON.stringify(pick([[component], {}, [], { title: "Taken", contact_ids: [id] }]));
    }
    if (labels.length > 0) return type.endsWith("[]") ? `{${pick(labels)}}` : pick(labels);
    if (/^(bigint|integer|smallint)$/.test(type)) return pick(["1", "2", "3"]);
    if (type === "boolean") return pick(["true", "false"]);
    if (/^timestamp|^date$/.test(type)) return pick(["2026-01-01", "2030-01-01"]);
    if (type === "text[]") return pick(["{}", "{organization.read}", "{taken@example.com}"]);
    if (type === "text") return words[parameter.name] ?? pick(["taken", id, world.publicPageSlug]);
    return null;
  };

  for (let round = 0; round < count; round += 1) {
    const given = parameters.filter(({ isOptional }) => !isOptional || random() < 0.5);
    const list = given.map((parameter) => {
      const value = valueFor(parameter, round % 2 === 1);
      return `${parameter.name} => ${value === null ? "null" : `'${value.replaceAll("'", "''")}'`}::${parameter.type}`;
    });
    const call = `public.${name}(${list.join(", ")})`;
    yield isVoid
      ? `select ${call}::text as answer`
      : `select coalesce(json_agg(answer), '[]')::text as answer from ${call} answer`;
  }
}
