-- Status truth: what decides a component's status, and everything that follows from a change of it.

-- The effective status of a component (docs/architecture.md): under maintenance while a window runs; otherwise the worse of
-- its open incidents and of what a person pinned or, without that, its monitors say. Unknown where a monitor exists and
-- nothing speaks; operational where there is none. A paused monitor does not speak: it decides only when all of them are
-- paused, and then nobody knows. With `incident_says` it is the status there would be if that incident said this of the component.
-- plpgsql, whose plans are cached: called for every component whose monitors move.
create function private.component_status(
  component_id uuid, at timestamptz default now(), incident_id uuid default null, incident_says public.component_status default null
)
returns table (status public.component_status, cause public.status_cause, cause_id uuid)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    with running as (
      select m.id from public.maintenance_components mc join public.maintenances m on m.id = mc.maintenance_id
      where mc.component_id = component_status.component_id and m.status in ('in_progress', 'verifying') and m.deleted_at is null
      order by m.started_at, m.id
      limit 1
    ), opened as (
      select s.id, s.status from (
        select i.id, ic.status, i.started_at from public.incidents i join public.incident_components ic on ic.incident_id = i.id
        where ic.component_id = component_status.component_id and ic.status <> 'operational'
          and i.organization_id = (select c.organization_id from public.components c where c.id = component_status.component_id)
          and i.resolved_at is null and i.published_at is not null and i.deleted_at is null
          and i.id is distinct from component_status.incident_id
        union all
        select component_status.incident_id, incident_says, component_status.at where incident_says <> 'operational'
      ) s
      order by private.status_rank(s.status) desc, s.started_at, s.id
      limit 1
    ), pinned as (
      select c.manual_status as status from public.components c
      where c.id = component_status.component_id and c.manual_status is not null
        and (c.manual_status_expires_at is null or c.manual_status_expires_at > component_status.at)
    ), worst_monitor as (
      select m.id, case when m.paused_at is null then m.status else 'unknown' end as status from public.monitors m
      where m.component_id = component_status.component_id
      order by m.paused_at is not null, private.status_rank(m.status) desc, m.status_since, m.id
      limit 1
    ), voices as (
      select 0 as voice, 'under_maintenance'::public.component_status as status, 'maintenance'::public.status_cause as cause, r.id as cause_id from running r
      union all
      select 1, o.status, 'incident', o.id from opened o
      union all
      select 2, p.status, 'manual', null from pinned p
      union all
      select 3, w.status, 'monitor', w.id from worst_monitor w where not exists (select 1 from pinned)
      union all
      select 4, 'operational', 'none', null where not exists (select 1 from pinned) and not exists (select 1 from worst_monitor)
    )
    select v.status, v.cause, v.cause_id from voices v
    order by v.voice > 0, private.status_rank(v.status) desc, v.voice
    limit 1;
end
$$;

-- What components will show once an incident says this of them, and what will decide it then.
create function private.status_outcomes(organization_id uuid, incident_id uuid, components jsonb)
returns table (component_id uuid, status public.component_status, cause public.status_cause)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(status_outcomes.organization_id, 'organization.read');
  return query
    select l.component_id, e.status, e.cause
    from private.incident_component_list(status_outcomes.organization_id, status_outcomes.components) l
    cross join lateral private.component_status(l.component_id, now(), status_outcomes.incident_id, l.status) e;
end
$$;

create function public.status_outcomes(organization_id uuid, incident_id uuid, components jsonb)
returns table (component_id uuid, status public.component_status, cause public.status_cause)
language sql stable security invoker set search_path = '' as $$ select * from private.status_outcomes(organization_id, incident_id, components) $$;

-- Writes the effective status of components where it differs from the stored one: ledger, row, outbox, pages, messages.
-- `at` is when the change happened (the check's time for monitors); an interval never starts before the one it follows.
-- Rows are locked first and judged in a later statement, so that of two transactions that change two monitors of one
-- component the second sees the first one's result. Returns how many components changed. Without `rebuild` the caller
-- rebuilds the pages, together with what else it changed.
create function private.apply_component_statuses(component_ids uuid[], at timestamptz, rebuild boolean default true) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  changed uuid[];
begin
  perform 1 from public.components c where c.id = any (component_ids) order by c.id for update;

  with judged as (
    select c.id, c.organization_id, c.status as old_status, c.status_cause as old_cause, e.status, e.cause, e.cause_id,
      greatest(apply_component_statuses.at, c.status_since) as since
    from public.components c
    cross join lateral private.component_status(c.id) e
    where c.id = any (component_ids)
      and (c.status, c.status_cause, c.status_cause_id) is distinct from (e.status, e.cause, e.cause_id)
  ), closed as (
    update public.status_events s set ended_at = j.since from judged j where s.component_id = j.id and s.ended_at is null
    returning s.component_id
  ), updated as (
    update public.components c
    set status = j.status, status_cause = j.cause, status_cause_id = j.cause_id, status_since = j.since
    from judged j where c.id = j.id
    returning c.id
  ), queued as (
    insert into private.outbox (organization_id, topic, payload)
    select j.organization_id, 'component.status_changed', jsonb_build_object(
      'component_id', j.id, 'from', j.old_status, 'to', j.status, 'from_cause', j.old_cause, 'cause', j.cause, 'cause_id', j.cause_id, 'at', j.since)
    from judged j where j.status <> j.old_status
    returning id
  )
  select array_agg(u.id) into changed from updated u;

  if changed is null then
    return 0;
  end if;

  -- A separate statement: the open interval must be closed before its successor meets the unique index.
  insert into public.status_events (organization_id, component_id, status, cause, cause_id, started_at)
  select c.organization_id, c.id, c.status, c.status_cause, c.status_cause_id, c.status_since
  from public.components c where c.id = any (changed);
  delete from public.status_events s where s.component_id = any (changed) and s.ended_at = s.started_at;
  -- A change in the past (spooled results) makes finished days unfinished again.
  delete from private.component_days d
  using public.components c
  where c.id = any (changed) and d.component_id = c.id and d.day >= (c.status_since at time zone d.time_zone)::date;

  -- A few changes are told one by one; when hundreds of components change at once, dashboards fetch them in one go.
  if cardinality(changed) <= 20 then
    perform private.send_to_organization(c.organization_id, 'status_changed', jsonb_build_object(
      'component_id', c.id, 'status', c.status, 'since', c.status_since, 'cause', c.status_cause))
    from public.components c where c.id = any (changed);
  else
    perform private.send_to_organization(o.organization_id, 'changed', jsonb_build_object('table', 'components', 'id', '*', 'operation', 'update'))
    from (select distinct c.organization_id from public.components c where c.id = any (changed)) o;
  end if;
  perform private.join_ledger(changed);
  if rebuild then
    perform private.rebuild_pages_of_components(changed);
  end if;
  return cardinality(changed);
end
$$;

-- Writes a status into the past of a component: wherever the ledger says something less bad between the two times. Time
-- under maintenance stays what it was. Finished days it touches are booked anew.
create function private.rewrite_ledger(
  component_id uuid, status public.component_status, from_at timestamptz, until_at timestamptz, cause public.status_cause, cause_id uuid
) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  piece public.status_events;
begin
  for piece in
    select e.* from public.status_events e
    where e.component_id = rewrite_ledger.component_id and e.started_at < until_at and coalesce(e.ended_at, 'infinity'::timestamptz) > from_at
      and private.status_rank(e.status) < private.status_rank(rewrite_ledger.status) and e.status <> 'under_maintenance'
    order by e.started_at for update
  loop
    delete from public.status_events e where e.id = piece.id;
    insert into public.status_events (organization_id, component_id, status, cause, cause_id, started_at, ended_at)
    select piece.organization_id, piece.component_id, p.status, p.cause, p.cause_id, p.started_at, p.ended_at
    from (values
      (piece.status, piece.cause, piece.cause_id, piece.started_at, greatest(piece.started_at, from_at)),
      (rewrite_ledger.status, rewrite_ledger.cause, rewrite_ledger.cause_id, greatest(piece.started_at, from_at), least(until_at, coalesce(piece.ended_at, until_at))),
      (piece.status, piece.cause, piece.cause_id, least(until_at, coalesce(piece.ended_at, until_at)), piece.ended_at)
    ) as p (status, cause, cause_id, started_at, ended_at)
    where p.started_at < coalesce(p.ended_at, 'infinity'::timestamptz);
    if piece.ended_at is null then
      update public.components c set status_since = until_at where c.id = piece.component_id;
    end if;
  end loop;
  delete from private.component_days d where d.component_id = rewrite_ledger.component_id and d.day >= (from_at at time zone d.time_zone)::date;
end
$$;

-- Makes one interval of two that say the same thing for the same reason, where the second is the open one.
create function private.join_ledger(component_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  with joined as (
    delete from public.status_events p using public.status_events e
    where e.component_id = any (component_ids) and e.ended_at is null and p.component_id = e.component_id and p.ended_at = e.started_at
      and (p.status, p.cause, p.cause_id) is not distinct from (e.status, e.cause, e.cause_id)
    returning e.id, p.component_id, p.started_at
  ), moved as (
    update public.status_events e set started_at = j.started_at from joined j where e.id = j.id
  )
  update public.components c set status_since = j.started_at from joined j where c.id = j.component_id;
end
$$;

-- What monitors say of incidents (docs/incidents.md): opens one for a component whose monitors see an outage, moves its
-- status with theirs, and resolves it when all of them work again; unless a person has taken it over. While a component it
-- depends on is out, or a maintenance that suppresses alerts runs, none is opened. Returns the components whose incidents
-- changed.
create function private.follow_monitors(component_ids uuid[], at timestamptz) returns uuid[]
language plpgsql volatile security definer set search_path = '' as $$
declare
  seen record;
  incident public.incidents;
  update_id uuid;
  touched uuid[] := '{}';
begin
  for seen in
    with recursive concerned as (
      select c.id from unnest(component_ids) c (id)
      union
      select d.component_id from concerned x join public.component_dependencies d on d.depends_on_id = x.id
    )
    select c.id, c.organization_id, c.name, w.status, w.automation
    from concerned x
    join public.components c on c.id = x.id and c.archived_at is null
    join lateral (
      select private.status_of_rank(max(private.status_rank(m.status))) as status, max(m.automation) as automation
      from public.monitors m where m.component_id = c.id and m.automation <> 'off' and m.paused_at is null
      having count(*) > 0
    ) w on true
    order by c.id
  loop
    perform 1 from public.components c where c.id = seen.id for update;
    select i.* into incident from public.incidents i
    where i.monitored_component_id = seen.id and i.resolved_at is null and i.deleted_at is null and i.taken_over_at is null for update;
    if not found then
      continue when private.status_rank(seen.status) < 3 or private.is_quiet(seen.id) or exists (
        -- Somebody is telling about it already.
        select 1 from public.incident_components ic join public.incidents o on o.id = ic.incident_id
        where ic.component_id = seen.id and o.resolved_at is null and o.deleted_at is null
      );
      insert into public.incidents (organization_id, title, status, impact, started_at, published_at, monitored_component_id)
      values (seen.organization_id, format('%s: %s', seen.name, replace(seen.status::text, '_', ' ')), 'investigating',
        private.impact_of(array[seen.status]), least(follow_monitors.at, now()), case when seen.automation = 'publish' then now() end, seen.id)
      on conflict do nothing
      returning * into incident;
      continue when not found;
      insert into public.incident_updates (incident_id, organization_id, status, body, notify)
      values (incident.id, seen.organization_id, 'investigating',
        format('Our monitoring sees a %s of %s. We are looking into it.', replace(seen.status::text, '_', ' '), seen.name), true)
      returning id into update_id;
      insert into public.incident_components (incident_id, component_id, organization_id, status) values (incident.id, seen.id, seen.organization_id, seen.status);
      insert into public.incident_update_components (incident_update_id, component_id, organization_id, old_status, new_status)
      values (update_id, seen.id, seen.organization_id, 'operational', seen.status);
      insert into private.outbox (organization_id, topic, payload)
      select seen.organization_id, 'incident.declared', jsonb_build_object('incident_id', incident.id, 'incident_update_id', update_id)
      where incident.published_at is not null;
    elsif seen.status = 'operational' then
      update public.incidents i set status = 'resolved', resolved_at = greatest(i.started_at, follow_monitors.at), next_update_at = null, version = i.version + 1
      where i.id = incident.id;
      insert into public.incident_updates (incident_id, organization_id, status, body, notify)
      values (incident.id, seen.organization_id, 'resolved', format('Our monitoring sees %s working again.', seen.name), true)
      returning id into update_id;
      insert into public.incident_update_components (incident_update_id, component_id, organization_id, old_status, new_status)
      select update_id, ic.component_id, ic.organization_id, ic.status, 'operational' from public.incident_components ic where ic.incident_id = incident.id;
      update public.incident_components ic set status = 'operational' where ic.incident_id = incident.id;
      insert into private.outbox (organization_id, topic, payload)
      select seen.organization_id, 'incident.resolved', jsonb_build_object('incident_id', incident.id, 'incident_update_id', update_id)
      where incident.published_at is not null;
    elsif seen.status <> 'unknown' then
      update public.incident_components ic set status = seen.status
      where ic.incident_id = incident.id and ic.component_id = seen.id and ic.status <> seen.status;
      continue when not found;
      update public.incidents i set impact = greatest(i.impact, private.impact_of(array[seen.status])), version = i.version + 1 where i.id = incident.id;
    else
      continue;
    end if;
    if incident.published_at is not null then
      touched := touched || seen.id;
    end if;
  end loop;
  return touched;
end
$$;

-- Whether a component's failure is no news: something it depends on is out, or a maintenance asks for silence.
create function private.is_quiet(component_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    with recursive above as (
      select d.depends_on_id as id from public.component_dependencies d where d.component_id = is_quiet.component_id
      union
      select d.depends_on_id from above a join public.component_dependencies d on d.component_id = a.id
    )
    select 1 from above a join public.components c on c.id = a.id where private.status_rank(c.status) >= 3
  ) or exists (
    select 1 from public.maintenance_components mc join public.maintenances m on m.id = mc.maintenance_id
    where mc.component_id = is_quiet.component_id and m.status in ('in_progress', 'verifying') and m.deleted_at is null and m.suppresses_alerts
  );
end
$$;

-- Opens incidents that were held back while something else was out or being maintained. Run by pg_cron.
create function private.follow_all_monitors() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  touched uuid[] := private.follow_monitors(array(
    select distinct m.component_id from public.monitors m
    where m.automation <> 'off' and m.paused_at is null and private.status_rank(m.status) >= 3
      and not exists (select 1 from public.incidents i where i.monitored_component_id = m.component_id and i.resolved_at is null and i.deleted_at is null)
  ), now());
begin
  if cardinality(touched) > 0 then
    perform private.apply_component_statuses(touched, now(), false);
    perform private.rebuild_pages(array(
      select distinct pc.status_page_id from public.status_page_components pc where pc.component_id = any (touched)), touched, true);
  end if;
  return cardinality(touched);
end
$$;

-- Ends pinned statuses whose time has come. Run by pg_cron.
create function private.expire_manual_statuses() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  cleared integer;
begin
  -- The update's own trigger applies the new status.
  update public.components c set manual_status = null, manual_status_expires_at = null
  where c.manual_status_expires_at <= now();
  get diagnostics cleared = row_count;
  return cleared;
end
$$;

revoke all on function private.component_status(uuid, timestamptz, uuid, public.component_status), private.apply_component_statuses(uuid[], timestamptz, boolean), private.expire_manual_statuses(),
  private.rewrite_ledger(uuid, public.component_status, timestamptz, timestamptz, public.status_cause, uuid), private.join_ledger(uuid[]),
  private.follow_monitors(uuid[], timestamptz), private.is_quiet(uuid), private.follow_all_monitors(),
  private.status_outcomes(uuid, uuid, jsonb), public.status_outcomes(uuid, uuid, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function private.status_outcomes(uuid, uuid, jsonb), public.status_outcomes(uuid, uuid, jsonb) to authenticated;
comment on function public.status_outcomes(uuid, uuid, jsonb) is
  'What components, a list of component_id and status, will show once the incident says this of them, and what decides it then. Errors: HG403, HG422.';
comment on function private.component_status(uuid, timestamptz, uuid, public.component_status) is 'The effective status of a component and what decided it. The only place that decides.';
