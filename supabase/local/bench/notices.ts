import type { BenchStack } from "./stack.ts";

/** Five open incidents, three maintenances ahead and two years of resolved incidents, two a week, all on one page. */
export async function fillNotices(stack: BenchStack, organizationId: string): Promise<void> {
  const { sql } = stack;
  const words =
    "Traffic moves to **Dublin** while the acquirer works on it. Payments are retried by themselves; nobody needs to do anything. ";
  await sql`
    with incident as (
      insert into public.incidents (organization_id, title, status, impact, started_at, resolved_at, published_at)
      select ${organizationId}, 'Elevated card declines in region ' || n, case when n <= 5 then 'identified' else 'resolved' end::public.incident_status,
        'none', now() - n * interval '84 hours', case when n > 5 then now() - n * interval '84 hours' + interval '40 minutes' end, now()
      from generate_series(1, 213) n
      returning id, organization_id, started_at
    )
    insert into public.incident_updates (incident_id, organization_id, status, body, displayed_at, notify)
    select i.id, i.organization_id, u.status::public.incident_status, repeat(${words}, u.length), i.started_at + u.after, false
    from incident i, (values ('investigating', 1, interval '0'), ('identified', 3, interval '9 minutes'), ('monitoring', 6, interval '30 minutes')) u (status, length, after)`;
  await sql`
    with planned as (
      insert into public.maintenances (organization_id, title, body, status, scheduled_for, scheduled_until)
      select ${organizationId}, 'Database upgrade, part ' || n, repeat(${words}, 4), 'scheduled', now() + n * interval '2 days', now() + n * interval '2 days 1 hour'
      from generate_series(1, 3) n returning id, organization_id
    )
    insert into public.maintenance_components (maintenance_id, component_id, organization_id)
    select p.id, c.id, p.organization_id from planned p
    join lateral (select c.id from public.components c where c.organization_id = p.organization_id order by c.position, c.id limit 3) c on true`;
  await sql`select private.rebuild_pages(array(select id from public.status_pages where organization_id = ${organizationId}), null, true)`;
}
