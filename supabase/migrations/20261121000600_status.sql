-- Status truth: what decides a component's status, and everything that follows from a change of it.

-- The effective status of a component (docs/architecture.md): a status pinned by hand while it holds, otherwise the
-- worst of its monitors; unknown where a monitor exists and nothing speaks; operational where there is none. A paused
-- monitor does not speak: it decides only when all of them are paused, and then nobody knows.
create function private.component_status(component_id uuid, at timestamptz default now())
returns table (status public.component_status, cause public.status_cause, cause_id uuid)
language sql stable security definer set search_path = '' as $$
  with pinned as (
    select c.manual_status as status from public.components c
    where c.id = component_status.component_id and c.manual_status is not null
      and (c.manual_status_expires_at is null or c.manual_status_expires_at > component_status.at)
  ), worst_monitor as (
    select m.id, case when m.paused_at is null then m.status else 'unknown' end as status from public.monitors m
    where m.component_id = component_status.component_id
    order by m.paused_at is not null, private.status_rank(m.status) desc, m.status_since, m.id
    limit 1
  )
  select
    coalesce((select p.status from pinned p), (select w.status from worst_monitor w), 'operational'),
    case
      when exists (select 1 from pinned) then 'manual'
      when exists (select 1 from worst_monitor) then 'monitor'
      else 'none'
    end::public.status_cause,
    case when not exists (select 1 from pinned) then (select w.id from worst_monitor w) end
$$;

-- Writes the effective status of components where it differs from the stored one: ledger, row, outbox, pages, messages.
-- `at` is when the change happened (the check's time for monitors); an interval never starts before the one it follows.
-- Rows are locked first and judged in a later statement, so that of two transactions that change two monitors of one
-- component the second sees the first one's result. Returns how many components changed.
create function private.apply_component_statuses(component_ids uuid[], at timestamptz) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  changed uuid[];
begin
  perform 1 from public.components c where c.id = any (component_ids) order by c.id for update;

  with judged as (
    select c.id, c.organization_id, c.status as old_status, e.status, e.cause, e.cause_id,
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
      'component_id', j.id, 'from', j.old_status, 'to', j.status, 'cause', j.cause, 'cause_id', j.cause_id, 'at', j.since)
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
  perform private.rebuild_pages_of_components(changed);
  return cardinality(changed);
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

revoke all on function private.component_status(uuid, timestamptz), private.apply_component_statuses(uuid[], timestamptz), private.expire_manual_statuses()
  from public, anon, authenticated, service_role;
comment on function private.component_status(uuid, timestamptz) is 'The effective status of a component and what decided it. The only place that decides.';
