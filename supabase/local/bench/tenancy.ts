import type postgres from "postgres";
import { connect } from "../postgres/database.ts";
import { type Bench, say } from "./bench.ts";
import { percentile } from "./figures.ts";
import { signInMember } from "./member.ts";
import { type BenchStack, startStack } from "./stack.ts";

const organizations = 1_050;
const memberships = 50;
const components = 100_000;
const listings = 300;
const writers = 100;
const writesEach = 40;

/**
 * What row-level security costs a member of many organizations, and what the audit log costs many who write at once into
 * one organization: commits a second with it and without, and how many of the writers wait for a lock of another.
 */
export const tenancy: Bench = {
  title: "row-level security with 50 organizations, audit log with 100 writers",
  async run(figures) {
    const stack = await startStack();
    try {
      const claims = await fill(stack);
      const listing = await measureListing(stack, claims);
      figures.add("listing 100 of 100,000 components as a member of 50 organizations", listing.member, "ms", "≤ 1.3", {
        name: "ms, superuser without row security",
        value: listing.superuser,
      });
      const audited = await measureWriting(stack, claims);
      await stack.sql`alter table public.incident_templates disable trigger _900_audit`;
      const bare = await measureWriting(stack, claims);
      figures.add("commits of 100 writers in one organization", audited.perSecond, "/s", "≥ 0.5", {
        name: "/s without the audit log",
        value: bare.perSecond,
      });
      figures.add("… of them waiting for a lock, on average", audited.waiting, "writers", "≤ 1");
    } finally {
      await stack.stop();
    }
  },
};

/** @returns the claims of somebody who is a member of 50 of the organizations, with two components in each */
async function fill(stack: BenchStack): Promise<string> {
  const member = await signInMember(stack);
  const { data } = await member.auth.getSession();
  const token = data.session?.access_token ?? "";
  const userId = data.session?.user.id ?? "";
  await stack.sql.begin(async (sql) => {
    // What the rows would set off is not what is measured.
    await sql`set local session_replication_role = replica`;
    await sql`insert into public.organizations (id, name, slug) select gen_random_uuid(), 'Organization ' || n, 'tenancy-' || n from generate_series(1, ${organizations}) n`;
    await sql`
      insert into public.members (organization_id, user_id, role)
      select o.id, ${userId}, 'editor' from public.organizations o where o.slug ~ '^tenancy-' order by o.id limit ${memberships}`;
    await sql`
      insert into public.components (organization_id, name, position)
      select o.id, 'Component ' || n, n from public.organizations o
      join public.members m on m.organization_id = o.id and m.user_id = ${userId}, generate_series(1, ${100 / memberships}) n`;
    await sql`
      insert into public.components (organization_id, name, position)
      select o.id, 'Component ' || n, n
      from (select o.id, row_number() over () as place, count(*) over () as total from public.organizations o
        where o.slug ~ '^tenancy-' and not exists (select from public.members m where m.organization_id = o.id)) o,
        generate_series(1, ${Math.ceil((components - 100) / (organizations - memberships))}) n`;
  });
  await stack.sql`analyze public.organizations, public.members, public.components`;
  return Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
}

type Sql = postgres.TransactionSql;

/** Milliseconds of the median listing, by turns as the member and as the superuser, who names the organizations. */
async function measureListing(stack: BenchStack, claims: string): Promise<{ member: number; superuser: number }> {
  const list = (sql: Sql, ids: readonly string[] | null) => sql<{ id: string }[]>`
    select id, group_id, name, description, kind, position, status, status_since, updated_at from public.components
    where archived_at is null ${ids === null ? sql`` : sql`and organization_id = any (${[...ids]}::uuid[])`} order by position, id`;
  const own = await stack.sql<{ id: string }[]>`
    select organization_id as id from public.members where user_id = (${claims}::text::jsonb ->> 'sub')::uuid`;
  const ids = own.map(({ id }) => id);
  const times = { member: [] as number[], superuser: [] as number[] };
  for (let run = 0; run < listings + 20; run += 1) {
    for (const who of ["member", "superuser"] as const) {
      await stack.sql.begin(async (sql) => {
        if (who === "member") {
          await sql`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
        }
        const startedAt = performance.now();
        const rows = await list(sql, who === "member" ? null : ids);
        // The first ones fill caches.
        if (run >= 20) times[who].push(performance.now() - startedAt);
        if (rows.length !== 100) throw new Error(`${who} sees ${rows.length} components instead of 100`);
      });
    }
  }
  return { member: percentile(times.member, 0.5), superuser: percentile(times.superuser, 0.5) };
}

/** Everybody inserts rows into one organization, each a transaction of its own, over a connection of their own. */
async function measureWriting(stack: BenchStack, claims: string): Promise<{ perSecond: number; waiting: number }> {
  const { sql, config } = stack;
  await sql`delete from public.incident_templates`;
  const [organization] = await sql<{ id: string }[]>`
    select organization_id as id from public.members where user_id = (${claims}::text::jsonb ->> 'sub')::uuid limit 1`;
  const connections = Array.from({ length: writers }, () =>
    connect(config.adminDatabaseUrl, { applicationName: "writer" }),
  );
  try {
    await Promise.all(connections.map((connection) => connection`select 1`));
    let isOver = false;
    const samples: number[] = [];
    const sampling = (async () => {
      while (!isOver) {
        const [row] = await sql<{ waiting: number }[]>`
          select count(*)::integer as waiting from pg_stat_activity
          where application_name = 'writer' and wait_event_type = 'Lock' and wait_event <> 'extend'`;
        samples.push(row?.waiting ?? 0);
      }
    })();
    const startedAt = performance.now();
    await Promise.all(
      connections.map(async (connection, writer) => {
        for (let write = 0; write < writesEach; write += 1) {
          await connection.begin(async (tx) => {
            await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
            await tx`insert into public.incident_templates (organization_id, name) values (${organization?.id ?? ""}, ${`${writer}.${write}`})`;
          });
        }
      }),
    );
    const seconds = (performance.now() - startedAt) / 1000;
    isOver = true;
    await sampling;
    const waiting = samples.reduce((sum, count) => sum + count, 0) / samples.length;
    say(`${writers * writesEach} commits in ${seconds.toFixed(1)} s, ${samples.length} samples`);
    return { perSecond: (writers * writesEach) / seconds, waiting };
  } finally {
    await Promise.all(connections.map((connection) => connection.end()));
  }
}
