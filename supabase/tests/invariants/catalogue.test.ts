import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";

/** Rules that hold for every object of the schema. Each query returns the names of those that break one. */
const rules: Readonly<Record<string, string>> = {
  "row security is on": `
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') and not c.relrowsecurity`,
  "every foreign key is covered by an index": `
    select con.conrelid::regclass || '.' || con.conname as name from pg_constraint con join pg_namespace n on n.oid = con.connamespace
    where con.contype = 'f' and n.nspname in ('public', 'private') and not exists (
      select 1 from pg_index i where i.indrelid = con.conrelid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(con.conkey) - 1] @> con.conkey)`,
  "every foreign key says what happens on delete": `
    select con.conrelid::regclass || '.' || con.conname as name from pg_constraint con join pg_namespace n on n.oid = con.connamespace
    where con.contype = 'f' and n.nspname in ('public', 'private') and con.confdeltype = 'a'`,
  "every table has a primary key": `
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p')
      and not exists (select 1 from pg_constraint con where con.conrelid = c.oid and con.contype = 'p')`,
  "every table has a comment": `
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p', 'v') and obj_description(c.oid, 'pg_class') is null`,
  "every RPC has a comment": `
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and obj_description(p.oid, 'pg_proc') is null`,
  "security definer lives in private alone": `
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.prosecdef`,
  "every function has an empty search_path": `
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and not coalesce(p.proconfig, '{}') @> array['search_path=""']`,
  // Such a function reads a bare name as the column, so a parameter that was meant would compare a row with itself: every row fits,
  // those of other tenants too.
  "where columns win over parameters, parameters of a column's name are qualified": `
    select p.oid::regprocedure || ' ' || a.name as name
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace,
      unnest(p.proargnames, coalesce(p.proargmodes, array_fill('i'::"char", array[p.pronargs::integer]))) a (name, mode)
    where n.nspname in ('public', 'private', 'admin') and p.prosrc like '%#variable_conflict use_column%' and a.mode in ('i', 'b')
      and exists (
        select 1 from pg_attribute c join pg_class t on t.oid = c.attrelid join pg_namespace tn on tn.oid = t.relnamespace
        where tn.nspname in ('public', 'private', 'auth') and t.relkind in ('r', 'p', 'v') and c.attnum > 0 and c.attname = a.name)
      -- Comments, texts and the columns an insert names are no parameters, and without a query there is no column to win.
      and regexp_replace(p.prosrc, '--[^\\n]*|''[^'']*''|insert into [\\w.]+( as \\w+)? \\([^)]*\\)|(perform|if|:=)((?!select|from)[^;])*(;|then)', '', 'g') ~ ('(?<![\\w.]|set )' || a.name || '(?![\\w(])')`,
  "every view runs as its caller": `
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind = 'v' and not coalesce(c.reloptions, '{}') @> array['security_invoker=true']`,
  "every policy names its roles": `
    select schemaname || '.' || tablename || '.' || policyname as name from pg_policies
    where (schemaname in ('public', 'private') or policyname like 'heliograph_%') and roles = '{public}'`,
  "policies ask for auth functions once, not once a row": `
    select schemaname || '.' || tablename || '.' || policyname as name from pg_policies
    where schemaname in ('public', 'private')
      and regexp_replace(coalesce(qual, '') || coalesce(with_check, ''), 'SELECT auth\\.\\w+\\(\\)', '', 'gi') ~ 'auth\\.\\w+\\('`,
  "policies use the array form of the permission helper": `
    select schemaname || '.' || tablename || '.' || policyname as name from pg_policies
    where schemaname in ('public', 'private')
      and regexp_replace(coalesce(qual, '') || coalesce(with_check, ''), '= ANY \\(ARRAY\\( SELECT private\\.my_\\w+\\([^)]*\\) AS \\w+\\)\\)', '', 'g') ~ 'private\\.my_'`,
  "one permissive policy for each table, verb and role": `
    select schemaname || '.' || tablename || ' ' || cmd || ' ' || role as name
    from pg_policies, unnest(roles) role where schemaname in ('public', 'private') and permissive = 'PERMISSIVE'
    group by schemaname, tablename, cmd, role having count(*) > 1`,
  "every update policy checks the new row": `
    select schemaname || '.' || tablename || '.' || policyname as name from pg_policies
    where schemaname in ('public', 'private') and cmd in ('UPDATE', 'ALL') and with_check is null`,
  "triggers run in the order of their names": `
    select t.tgrelid::regclass || '.' || t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and n.nspname in ('public', 'private') and t.tgname !~ '^_\\d{3}_'`,
  "nothing of the product is in a publication of row changes": `
    select schemaname || '.' || tablename as name from pg_publication_tables where schemaname in ('public', 'private')`,
};

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});

/** Without a search path, so that the catalogue prints every name with its schema. */
async function offenders(
  sql: Parameters<Parameters<TestDatabase["transaction"]>[0]>[0],
  query: string,
): Promise<string[]> {
  await sql`select set_config('search_path', '', true)`;
  const rows = await sql.unsafe<{ name: string }[]>(query);
  return rows.map((row) => row.name);
}

describe("every object of the schema", () => {
  for (const [rule, query] of Object.entries(rules)) {
    it(rule, async () => {
      expect(await db.transaction((sql) => offenders(sql, query))).toEqual([]);
    });
  }
});

it("a rule notices what breaks it", async () => {
  await db.transaction(async (sql) => {
    await sql.unsafe(
      `
      create table public.bare (id int);
      create function public.careless() returns int language sql security definer as 'select 1';
      create function public.mistaken(organization_id uuid) returns table (id uuid) language plpgsql as $$
      #variable_conflict use_column
      begin
        perform 1;
        return query select i.id from public.incidents i where i.organization_id = organization_id;
      end $$;
      create table public.child (id int primary key, parent uuid references public.organizations (id));
      alter table public.child enable row level security;
      create policy loose on public.child for update using (private.my_org_ids('organization.read') is not null or auth.uid() is null);
      create policy second on public.child for update using (true);
      create trigger unnamed before insert on public.child for each row execute function private.tg_touch_updated_at();
      create view public.leaky as select 1 as one;
      alter publication supabase_realtime add table public.child;
    `.replace(
        "private.my_org_ids('organization.read') is not null",
        "exists (select 1 from private.my_org_ids('organization.read'))",
      ),
    );
    const unnoticed: string[] = [];
    for (const [rule, query] of Object.entries(rules)) {
      if ((await offenders(sql, query)).length === 0) unnoticed.push(rule);
    }
    expect(unnoticed).toEqual([]);
  });
});
