-- Maintenance: announced windows in which components are being worked on.

-- Windows that come back. The rule is expanded by the function `maintenances` (RFC 5545 rules need a library); each
-- occurrence is a maintenance of its own.
create table public.maintenance_series (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  rule text not null,
  time_zone text not null,
  first_local timestamp not null,
  duration_minutes integer not null,
  title text not null,
  body text not null default '',
  component_ids uuid[] not null default '{}',
  starts_automatically boolean not null default true,
  ends_automatically boolean not null default true,
  suppresses_alerts boolean not null default true,
  reminder_minutes integer[] not null default '{1440,60}',
  notify boolean not null default true,
  planned_until timestamptz,
  ended_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint maintenance_series_pkey primary key (id),
  constraint maintenance_series_organization_key unique (id, organization_id),
  constraint maintenance_series_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint maintenance_series_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null,
  constraint maintenance_series_duration_range check (duration_minutes between 1 and 43200),
  constraint maintenance_series_rule_form check (rule ~ '^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|BYYEARDAY|BYWEEKNO|WKST)=[A-Za-z0-9,+-]+)*$'
    and char_length(rule) <= 300)
);
alter table public.maintenance_series enable row level security;
create index maintenance_series_organization_id_idx on public.maintenance_series (organization_id);
create index maintenance_series_created_by_idx on public.maintenance_series (created_by);
create index maintenance_series_planned_until_idx on public.maintenance_series (planned_until) where ended_at is null;

create table public.maintenances (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  series_id uuid,
  title text not null,
  body text not null default '',
  status public.maintenance_status not null default 'scheduled',
  scheduled_for timestamptz not null,
  scheduled_until timestamptz not null,
  starts_automatically boolean not null default true,
  ends_automatically boolean not null default true,
  suppresses_alerts boolean not null default true,
  -- Minutes before the start at which subscribers are reminded, and those reminders that went out.
  reminder_minutes integer[] not null default '{1440,60}',
  reminded_minutes integer[] not null default '{}',
  notify boolean not null default true,
  started_at timestamptz,
  ended_at timestamptz,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint maintenances_pkey primary key (id),
  constraint maintenances_organization_key unique (id, organization_id),
  constraint maintenances_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint maintenances_series_id_fkey foreign key (series_id, organization_id)
    references public.maintenance_series (id, organization_id) on delete set null (series_id),
  constraint maintenances_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null,
  constraint maintenances_title_length check (char_length(btrim(title)) between 1 and 200),
  constraint maintenances_body_length check (char_length(body) <= 20000),
  constraint maintenances_window check (scheduled_until > scheduled_for and scheduled_until <= scheduled_for + interval '30 days'),
  constraint maintenances_reminders_some check (cardinality(reminder_minutes) <= 5 and 0 < all (reminder_minutes) and 40320 >= all (reminder_minutes))
);
alter table public.maintenances enable row level security;
create index maintenances_organization_id_idx on public.maintenances (organization_id, scheduled_for desc);
create index maintenances_ahead_idx on public.maintenances (scheduled_for) where status in ('scheduled', 'in_progress', 'verifying') and deleted_at is null;
create unique index maintenances_series_key on public.maintenances (series_id, scheduled_for);
create index maintenances_series_id_idx on public.maintenances (series_id, organization_id);
create index maintenances_created_by_idx on public.maintenances (created_by);

create table public.maintenance_components (
  maintenance_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  constraint maintenance_components_pkey primary key (maintenance_id, component_id),
  constraint maintenance_components_maintenance_fkey foreign key (maintenance_id, organization_id)
    references public.maintenances (id, organization_id) on delete cascade,
  constraint maintenance_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table public.maintenance_components enable row level security;
create index maintenance_components_maintenance_idx on public.maintenance_components (maintenance_id, organization_id);
create index maintenance_components_component_idx on public.maintenance_components (component_id, organization_id);
create index maintenance_components_organization_idx on public.maintenance_components (organization_id);

create table public.maintenance_updates (
  id uuid not null default gen_random_uuid(),
  maintenance_id uuid not null,
  organization_id uuid not null,
  status public.maintenance_status not null,
  body text not null,
  displayed_at timestamptz not null default now(),
  notify boolean not null,
  author_id uuid,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  constraint maintenance_updates_pkey primary key (id),
  constraint maintenance_updates_organization_key unique (id, organization_id),
  constraint maintenance_updates_maintenance_fkey foreign key (maintenance_id, organization_id)
    references public.maintenances (id, organization_id) on delete cascade,
  constraint maintenance_updates_author_id_fkey foreign key (author_id) references public.profiles (id) on delete set null,
  constraint maintenance_updates_body_length check (char_length(btrim(body)) between 1 and 20000)
);
alter table public.maintenance_updates enable row level security;
create index maintenance_updates_maintenance_idx on public.maintenance_updates (maintenance_id, organization_id, displayed_at desc);
create index maintenance_updates_organization_idx on public.maintenance_updates (organization_id);
create index maintenance_updates_author_id_idx on public.maintenance_updates (author_id);

-- Locks a maintenance and its components, components first: see private.lock_incident.
create function private.lock_maintenance(maintenance_id uuid, expected_version integer, more_component_ids uuid[] default '{}')
returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
begin
  select m.* into maintenance from public.maintenances m where m.id = lock_maintenance.maintenance_id;
  perform private.require_permission(maintenance.organization_id, 'incidents.write');
  if cardinality(more_component_ids) > 500 then
    perform private.refuse('HG422', 'Components are at most 500, each once.', 'component_ids');
  end if;
  perform 1 from public.components c
  where c.organization_id = maintenance.organization_id and (c.id = any (more_component_ids)
    or c.id in (select mc.component_id from public.maintenance_components mc where mc.maintenance_id = maintenance.id))
  order by c.id for update;
  select m.* into maintenance from public.maintenances m where m.id = lock_maintenance.maintenance_id for update;
  if maintenance.deleted_at is not null then
    perform private.refuse('HG404', 'This maintenance was deleted.', 'maintenance_id', 'Restore it first.');
  end if;
  if maintenance.version <> expected_version then
    perform private.refuse('HG412', 'Somebody changed this maintenance meanwhile.', 'expected_version', 'Look at the newer version first.');
  end if;
  return maintenance;
end
$$;

create function private.pages_of_maintenance(maintenance_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if exists (select 1 from public.maintenance_components mc where mc.maintenance_id = pages_of_maintenance.maintenance_id) then
    return array(
      select distinct pc.status_page_id
      from public.maintenance_components mc join public.status_page_components pc on pc.component_id = mc.component_id
      where mc.maintenance_id = pages_of_maintenance.maintenance_id);
  end if;
  return array(
    select p.id from public.maintenances m join public.status_pages p on p.organization_id = m.organization_id
    where m.id = pages_of_maintenance.maintenance_id);
end
$$;

-- Everything that follows from an act on a maintenance. `gone`: components it no longer touches; `event`: what
-- subscribers hear of, null for nothing.
create function private.tell_maintenance(maintenance_id uuid, update_id uuid, gone uuid[] default '{}', event text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  touched uuid[] := gone || array(
    select mc.component_id from public.maintenance_components mc where mc.maintenance_id = tell_maintenance.maintenance_id);
begin
  perform private.apply_component_statuses(touched, now(), false);
  perform private.rebuild_pages(private.pages_of_maintenance(maintenance_id) || array(
    select pc.status_page_id from public.status_page_components pc where pc.component_id = any (touched)), touched, true);
  if event is not null then
    insert into private.outbox (organization_id, topic, payload)
    select m.organization_id, 'maintenance.' || event, jsonb_build_object('maintenance_id', m.id, 'maintenance_update_id', update_id)
    from public.maintenances m where m.id = tell_maintenance.maintenance_id;
  end if;
end
$$;

create function private.check_maintenance(
  title text, body text, scheduled_for timestamptz, scheduled_until timestamptz, reminder_minutes integer[], component_ids uuid[]
) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if coalesce(char_length(btrim(title)), 0) not between 1 and 200 then
    perform private.refuse('HG422', 'A title has 1 to 200 characters.', 'title');
  end if;
  if char_length(body) > 20000 then
    perform private.refuse('HG422', 'A description has at most 20,000 characters.', 'body');
  end if;
  if scheduled_for is null or scheduled_for < now() - interval '10 years' or scheduled_for > now() + interval '5 years' then
    perform private.refuse('HG422', 'Say when it starts.', 'scheduled_for');
  end if;
  if scheduled_until is null or scheduled_until <= scheduled_for or scheduled_until > scheduled_for + interval '30 days' then
    perform private.refuse('HG422', 'It ends after it starts, within 30 days.', 'scheduled_until');
  end if;
  if cardinality(reminder_minutes) > 5 or not (0 < all (reminder_minutes) and 40320 >= all (reminder_minutes)) then
    perform private.refuse('HG422', 'Reminders are at most five, 1 minute to 28 days before.', 'reminder_minutes');
  end if;
  if cardinality(component_ids) > 500 or array_position(component_ids, null) is not null
    or (select count(*) <> count(distinct u.id) from unnest(component_ids) u (id)) then
    perform private.refuse('HG422', 'Components are at most 500, each once.', 'component_ids');
  end if;
end
$$;

create function private.set_maintenance_components(maintenance public.maintenances, component_ids uuid[]) returns uuid[]
language plpgsql volatile security definer set search_path = '' as $$
declare
  gone uuid[];
begin
  if exists (
    select 1 from unnest(component_ids) w (id)
    where not exists (select 1 from public.components c where c.id = w.id and c.organization_id = maintenance.organization_id)
  ) then
    perform private.refuse('HG422', 'One of the components does not exist.', 'component_ids');
  end if;
  with removed as (
    delete from public.maintenance_components mc where mc.maintenance_id = maintenance.id and not mc.component_id = any (component_ids)
    returning mc.component_id
  ), added as (
    insert into public.maintenance_components (maintenance_id, component_id, organization_id)
    select distinct maintenance.id, w.id, maintenance.organization_id from unnest(component_ids) w (id)
    on conflict do nothing
  )
  select coalesce(array_agg(r.component_id), '{}') into gone from removed r;
  return gone;
end
$$;

-- See public.schedule_maintenance.
create function private.schedule_maintenance(
  organization_id uuid, maintenance_id uuid, title text, body text, scheduled_for timestamptz, scheduled_until timestamptz, component_ids uuid[],
  starts_automatically boolean, ends_automatically boolean, suppresses_alerts boolean, reminder_minutes integer[], notify boolean
) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
begin
  perform private.require_permission(organization_id, 'incidents.write');
  select m.* into maintenance from public.maintenances m
  where m.id = schedule_maintenance.maintenance_id and m.organization_id = schedule_maintenance.organization_id;
  if found then
    return maintenance;
  end if;
  perform private.check_maintenance(title, body, scheduled_for, scheduled_until, reminder_minutes, component_ids);
  if scheduled_until <= now() then
    perform private.refuse('HG422', 'It is over already.', 'scheduled_until');
  end if;
  begin
    insert into public.maintenances (id, organization_id, title, body, scheduled_for, scheduled_until, starts_automatically, ends_automatically,
      suppresses_alerts, reminder_minutes, notify, created_by)
    values (coalesce(schedule_maintenance.maintenance_id, gen_random_uuid()), schedule_maintenance.organization_id, btrim(schedule_maintenance.title),
      coalesce(schedule_maintenance.body, ''), schedule_maintenance.scheduled_for, schedule_maintenance.scheduled_until,
      coalesce(schedule_maintenance.starts_automatically, true), coalesce(schedule_maintenance.ends_automatically, true),
      coalesce(schedule_maintenance.suppresses_alerts, true), coalesce(schedule_maintenance.reminder_minutes, '{1440,60}'),
      coalesce(schedule_maintenance.notify, true), private.live_user_id())
    returning * into maintenance;
  exception
    when unique_violation then
      select m.* into maintenance from public.maintenances m
      where m.id = schedule_maintenance.maintenance_id and m.organization_id = schedule_maintenance.organization_id;
      if found then
        return maintenance;
      end if;
      perform private.refuse('HG409', 'This id is taken.', 'maintenance_id');
  end;
  -- What is announced after its time needs no reminder for that time.
  update public.maintenances m set reminded_minutes = array(
    select r from unnest(m.reminder_minutes) r where m.scheduled_for - make_interval(mins => r) <= now())
  where m.id = maintenance.id returning * into maintenance;
  perform private.set_maintenance_components(maintenance, coalesce(component_ids, '{}'));
  perform private.tell_maintenance(maintenance.id, null, '{}', case when maintenance.notify then 'scheduled' end);
  return maintenance;
end
$$;

-- See public.edit_maintenance.
create function private.edit_maintenance(
  maintenance_id uuid, expected_version integer, title text, body text, scheduled_for timestamptz, scheduled_until timestamptz, component_ids uuid[],
  starts_automatically boolean, ends_automatically boolean, suppresses_alerts boolean, reminder_minutes integer[], notify boolean
) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances := private.lock_maintenance(maintenance_id, expected_version, coalesce(component_ids, '{}'));
  gone uuid[];
  is_moved boolean;
begin
  perform private.check_maintenance(title, body, scheduled_for, scheduled_until, reminder_minutes, component_ids);
  if maintenance.status in ('completed', 'cancelled') then
    perform private.refuse('HG409', 'This maintenance is over.', 'maintenance_id');
  end if;
  is_moved := (maintenance.scheduled_for, maintenance.scheduled_until) is distinct from (edit_maintenance.scheduled_for, edit_maintenance.scheduled_until);
  if is_moved and exists (
    select 1 from public.maintenances m
    where m.series_id = maintenance.series_id and m.scheduled_for = edit_maintenance.scheduled_for and m.id <> maintenance.id
  ) then
    perform private.refuse('HG409', 'Another window of this series begins then.', 'scheduled_for');
  end if;
  update public.maintenances m set
    title = btrim(edit_maintenance.title), body = coalesce(edit_maintenance.body, ''),
    scheduled_for = edit_maintenance.scheduled_for, scheduled_until = edit_maintenance.scheduled_until,
    starts_automatically = coalesce(edit_maintenance.starts_automatically, m.starts_automatically),
    ends_automatically = coalesce(edit_maintenance.ends_automatically, m.ends_automatically),
    suppresses_alerts = coalesce(edit_maintenance.suppresses_alerts, m.suppresses_alerts),
    reminder_minutes = coalesce(edit_maintenance.reminder_minutes, m.reminder_minutes),
    -- A reminder whose time is over counts as sent, but not one that is due and waits for the clock.
    reminded_minutes = array(
      select r from unnest(coalesce(edit_maintenance.reminder_minutes, m.reminder_minutes)) r
      where case when not is_moved and r = any (m.reminder_minutes) then r = any (m.reminded_minutes)
        else edit_maintenance.scheduled_for - make_interval(mins => r) <= now() end),
    notify = coalesce(edit_maintenance.notify, m.notify),
    version = m.version + 1
  where m.id = maintenance.id returning * into maintenance;
  gone := private.set_maintenance_components(maintenance, coalesce(component_ids, '{}'));
  perform private.tell_maintenance(maintenance.id, null, gone, case when is_moved and maintenance.notify then 'rescheduled' end);
  return maintenance;
end
$$;

-- Moves a maintenance on and says so. Without permission checks: for people through public.post_maintenance_update, by the
-- clock through private.run_maintenances.
create function private.move_maintenance(
  maintenance public.maintenances, update_id uuid, status public.maintenance_status, body text, notify boolean
) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  moved public.maintenances;
begin
  update public.maintenances m set
    status = move_maintenance.status,
    started_at = case when move_maintenance.status in ('in_progress', 'verifying') then coalesce(m.started_at, now()) else m.started_at end,
    ended_at = case when move_maintenance.status in ('completed', 'cancelled') then coalesce(m.ended_at, now()) end,
    version = m.version + 1
  where m.id = maintenance.id returning * into moved;
  begin
    insert into public.maintenance_updates (id, maintenance_id, organization_id, status, body, notify, author_id)
    values (coalesce(update_id, gen_random_uuid()), moved.id, moved.organization_id, moved.status, body, notify, private.live_user_id())
    returning id into update_id;
  exception
    when unique_violation then perform private.refuse('HG409', 'This id is taken.', 'update_id');
  end;
  perform private.tell_maintenance(moved.id, update_id, '{}', case when notify then case
    when moved.status = maintenance.status then 'updated'
    when maintenance.started_at is null and moved.started_at is not null then 'started'
    when moved.status = 'completed' then 'completed'
    when moved.status = 'cancelled' then 'cancelled'
    else 'updated' end end);
  return moved;
end
$$;

-- See public.post_maintenance_update.
create function private.post_maintenance_update(
  maintenance_id uuid, update_id uuid, expected_version integer, status public.maintenance_status, body text, notify boolean
) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
begin
  select m.* into maintenance from public.maintenances m where m.id = post_maintenance_update.maintenance_id;
  perform private.require_permission(maintenance.organization_id, 'incidents.write');
  if exists (select 1 from public.maintenance_updates u where u.id = post_maintenance_update.update_id and u.maintenance_id = maintenance.id) then
    return maintenance;
  end if;
  maintenance := private.lock_maintenance(post_maintenance_update.maintenance_id, expected_version);
  perform private.check_update(body, now());
  if maintenance.status in ('completed', 'cancelled') and status is distinct from maintenance.status then
    perform private.refuse('HG409', 'This maintenance is over.', 'status');
  end if;
  if status is null or status = 'scheduled' and maintenance.status <> 'scheduled' or status = 'completed' and maintenance.started_at is null then
    perform private.refuse('HG422', 'A maintenance goes from scheduled to in progress, verifying and completed, or is cancelled.', 'status');
  end if;
  return private.move_maintenance(maintenance, update_id, status, body, coalesce(notify, true));
end
$$;

-- See public.edit_maintenance_update. What it said before is in the audit log.
create function private.edit_maintenance_update(update_id uuid, expected_version integer, body text, displayed_at timestamptz) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
begin
  select m.* into maintenance from public.maintenance_updates u join public.maintenances m on m.id = u.maintenance_id
  where u.id = edit_maintenance_update.update_id;
  perform private.require_permission(maintenance.organization_id, 'incidents.write');
  maintenance := private.lock_maintenance(maintenance.id, expected_version);
  perform private.check_update(body, displayed_at);
  update public.maintenance_updates u set body = edit_maintenance_update.body, displayed_at = edit_maintenance_update.displayed_at, edited_at = now()
  where u.id = edit_maintenance_update.update_id;
  update public.maintenances m set version = m.version + 1 where m.id = maintenance.id returning * into maintenance;
  perform private.tell_maintenance(maintenance.id, null);
  return maintenance;
end
$$;

-- See public.delete_maintenance.
create function private.delete_maintenance(maintenance_id uuid, is_deleted boolean) returns public.maintenances
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
begin
  select m.* into maintenance from public.maintenances m where m.id = delete_maintenance.maintenance_id;
  perform private.require_permission(maintenance.organization_id, 'incidents.write');
  perform 1 from public.components c
  where c.id in (select mc.component_id from public.maintenance_components mc where mc.maintenance_id = maintenance.id) order by c.id for update;
  update public.maintenances m set deleted_at = case when is_deleted then coalesce(m.deleted_at, now()) end, version = m.version + 1
  where m.id = maintenance.id and (m.deleted_at is not null) is distinct from is_deleted returning * into maintenance;
  perform private.tell_maintenance(delete_maintenance.maintenance_id, null);
  select m.* into maintenance from public.maintenances m where m.id = delete_maintenance.maintenance_id;
  return maintenance;
end
$$;

-- Starts, ends and announces what is due. Run by pg_cron. One maintenance that fails does not keep the others waiting.
create function private.run_maintenances() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  maintenance public.maintenances;
  acts integer := 0;
begin
  for maintenance in
    -- Only what is due: the rows below are locked, and probes wait for components.
    select m.* from public.maintenances m
    where m.deleted_at is null and m.status in ('scheduled', 'in_progress', 'verifying') and m.scheduled_for <= now() + interval '29 days'
      and case when m.status <> 'scheduled' then m.ends_automatically and m.scheduled_until <= now()
        else m.starts_automatically and m.scheduled_for <= now() or exists (
          select 1 from unnest(m.reminder_minutes) r
          where not r = any (m.reminded_minutes) and m.scheduled_for - make_interval(mins => r) <= now()) end
    order by m.scheduled_for, m.id
  loop
    begin
      perform 1 from public.components c
      where c.id in (select mc.component_id from public.maintenance_components mc where mc.maintenance_id = maintenance.id) order by c.id for update;
      select m.* into maintenance from public.maintenances m where m.id = maintenance.id and m.deleted_at is null for update;
      if maintenance.status = 'scheduled' and maintenance.starts_automatically and maintenance.scheduled_for <= now() then
        -- A window that passed while nothing was running did not happen.
        if maintenance.scheduled_until <= now() then
          perform private.move_maintenance(maintenance, null, 'cancelled', 'The window passed before this maintenance began.', maintenance.notify);
        else
          perform private.move_maintenance(maintenance, null, 'in_progress', 'The maintenance has begun.', maintenance.notify);
        end if;
        acts := acts + 1;
      elsif maintenance.status in ('in_progress', 'verifying') and maintenance.ends_automatically and maintenance.scheduled_until <= now() then
        perform private.move_maintenance(maintenance, null, 'completed', 'The maintenance is complete.', maintenance.notify);
        acts := acts + 1;
      elsif maintenance.status = 'scheduled' and exists (
        select 1 from unnest(maintenance.reminder_minutes) r
        where not r = any (maintenance.reminded_minutes) and maintenance.scheduled_for - make_interval(mins => r) <= now()
      ) then
        update public.maintenances m set reminded_minutes = array(
          select r from unnest(m.reminder_minutes) r where m.scheduled_for - make_interval(mins => r) <= now())
        where m.id = maintenance.id;
        insert into private.outbox (organization_id, topic, payload)
        select maintenance.organization_id, 'maintenance.reminder', jsonb_build_object('maintenance_id', maintenance.id, 'maintenance_update_id', null)
        where maintenance.notify and maintenance.scheduled_for > now();
        acts := acts + 1;
      end if;
    exception
      when others then raise warning 'maintenance %: % (%)', maintenance.id, sqlerrm, sqlstate;
    end;
  end loop;
  return acts;
end
$$;

-- A rule is expanded outside: this asks for it. See private.call_function.
create function private.request_planning() returns void
language sql volatile security definer set search_path = '' as $$ select private.call_function('maintenances') $$;

-- Drops the windows of a series that have not begun, with what waits to be told of them. Those that somebody deleted stay
-- deleted.
create function private.drop_windows(series_id uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  dropped uuid[];
  pages uuid[];
begin
  -- Events before windows, as whoever makes messages of them does.
  perform 1 from private.outbox o
  where o.processed_at is null and o.topic like 'maintenance.%'
    and (o.payload ->> 'maintenance_id')::uuid in (select m.id from public.maintenances m where m.series_id = drop_windows.series_id)
  order by o.id for update;
  dropped := array(
    select m.id from public.maintenances m
    where m.series_id = drop_windows.series_id and m.status = 'scheduled' and m.scheduled_for > now() and m.deleted_at is null
    order by m.id for update);
  pages := array(select distinct p from unnest(dropped) d (id) cross join lateral unnest(private.pages_of_maintenance(d.id)) p);
  delete from private.outbox o
  where o.processed_at is null and o.topic like 'maintenance.%' and (o.payload ->> 'maintenance_id')::uuid = any (dropped);
  delete from public.maintenances m where m.id = any (dropped);
  perform private.rebuild_pages(pages, '{}', true);
  return cardinality(dropped);
end
$$;

-- See public.save_maintenance_series.
create function private.save_maintenance_series(
  organization_id uuid, series_id uuid, rule text, time_zone text, first_local timestamp, duration_minutes integer, title text, body text,
  component_ids uuid[], starts_automatically boolean, ends_automatically boolean, suppresses_alerts boolean, reminder_minutes integer[], notify boolean
) returns public.maintenance_series
language plpgsql volatile security definer set search_path = '' as $$
declare
  series public.maintenance_series;
begin
  perform private.require_permission(organization_id, 'incidents.write');
  begin
    perform private.check_maintenance(title, body, first_local at time zone save_maintenance_series.time_zone,
      first_local at time zone save_maintenance_series.time_zone + make_interval(mins => duration_minutes), reminder_minutes, component_ids);
  exception
    when invalid_parameter_value then perform private.refuse('HG422', 'There is no such time zone.', 'time_zone');
  end;
  if coalesce(rule, '') !~ '^FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;(INTERVAL|COUNT|UNTIL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|BYYEARDAY|BYWEEKNO|WKST)=[A-Za-z0-9,+-]+)*$'
    or char_length(rule) > 300 then
    perform private.refuse('HG422', 'A rule repeats daily, weekly, monthly or yearly.', 'rule');
  end if;
  if exists (
    select 1 from unnest(component_ids) w (id)
    where not exists (select 1 from public.components c where c.id = w.id and c.organization_id = save_maintenance_series.organization_id)
  ) then
    perform private.refuse('HG422', 'One of the components does not exist.', 'component_ids');
  end if;
  insert into public.maintenance_series as s (id, organization_id, rule, time_zone, first_local, duration_minutes, title, body, component_ids,
    starts_automatically, ends_automatically, suppresses_alerts, reminder_minutes, notify, created_by)
  values (coalesce(series_id, gen_random_uuid()), save_maintenance_series.organization_id, save_maintenance_series.rule, save_maintenance_series.time_zone,
    save_maintenance_series.first_local, save_maintenance_series.duration_minutes, btrim(save_maintenance_series.title),
    coalesce(save_maintenance_series.body, ''), coalesce(save_maintenance_series.component_ids, '{}'),
    coalesce(save_maintenance_series.starts_automatically, true), coalesce(save_maintenance_series.ends_automatically, true),
    coalesce(save_maintenance_series.suppresses_alerts, true), coalesce(save_maintenance_series.reminder_minutes, '{1440,60}'),
    coalesce(save_maintenance_series.notify, true), private.live_user_id())
  on conflict on constraint maintenance_series_pkey do update set
    rule = excluded.rule, time_zone = excluded.time_zone, first_local = excluded.first_local, duration_minutes = excluded.duration_minutes,
    title = excluded.title, body = excluded.body, component_ids = excluded.component_ids, starts_automatically = excluded.starts_automatically,
    ends_automatically = excluded.ends_automatically, suppresses_alerts = excluded.suppresses_alerts,
    reminder_minutes = excluded.reminder_minutes, notify = excluded.notify, planned_until = null, ended_at = null
  where s.organization_id = excluded.organization_id
  returning * into series;
  if series.id is null then
    perform private.refuse('HG409', 'This id is taken.', 'series_id');
  end if;
  -- Planned again by the new rule.
  perform private.drop_windows(series.id);
  perform private.request_planning();
  return series;
end
$$;

-- See public.end_maintenance_series.
create function private.end_maintenance_series(series_id uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  series public.maintenance_series;
begin
  select s.* into series from public.maintenance_series s where s.id = end_maintenance_series.series_id for update;
  perform private.require_permission(series.organization_id, 'incidents.write');
  update public.maintenance_series s set ended_at = coalesce(s.ended_at, now()) where s.id = series.id;
  return private.drop_windows(series.id);
end
$$;

-- Series whose occurrences are not planned far enough ahead, for the function `maintenances`.
create function private.unplanned_series() returns table (id uuid, rule text, time_zone text, first_local timestamp, planned_until timestamptz)
language sql stable security definer set search_path = '' as $$
  select s.id, s.rule, s.time_zone, s.first_local, s.planned_until from public.maintenance_series s
  where s.ended_at is null and (s.planned_until is null or s.planned_until < now() + interval '60 days')
  order by s.planned_until nulls first
  limit 100
$$;

-- Writes the occurrences of a series until a time. Known ones are left as they are, so that it may be asked twice.
create function private.plan_maintenances(series_id uuid, starts timestamptz[], planned_until timestamptz) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  series public.maintenance_series;
  maintenance public.maintenances;
  planned integer := 0;
begin
  select s.* into series from public.maintenance_series s where s.id = plan_maintenances.series_id and s.ended_at is null for update;
  if not found then
    return 0;
  end if;
  for maintenance in
    insert into public.maintenances (organization_id, series_id, title, body, scheduled_for, scheduled_until, starts_automatically, ends_automatically,
      suppresses_alerts, reminder_minutes, reminded_minutes, notify, created_by)
    select series.organization_id, series.id, series.title, series.body, o.at, o.at + make_interval(mins => series.duration_minutes),
      series.starts_automatically, series.ends_automatically, series.suppresses_alerts, series.reminder_minutes,
      array(select r from unnest(series.reminder_minutes) r where o.at - make_interval(mins => r) <= now()), series.notify, series.created_by
    from (
      -- Whatever was planned before may have been moved since: its old place stays empty.
      select distinct at from unnest(starts) as u (at)
      where at > now() and at > coalesce(series.planned_until, '-infinity'::timestamptz) order by at limit 400
    ) o
    on conflict do nothing
    returning *
  loop
    insert into public.maintenance_components (maintenance_id, component_id, organization_id)
    select maintenance.id, c.id, c.organization_id from public.components c
    where c.id = any (series.component_ids) and c.organization_id = series.organization_id;
    planned := planned + 1;
  end loop;
  update public.maintenance_series s set planned_until = plan_maintenances.planned_until where s.id = series.id;
  if planned > 0 then
    perform private.rebuild_pages(private.pages_of_maintenance(maintenance.id), '{}', true);
    perform private.send_to_organization(series.organization_id, 'changed', jsonb_build_object('table', 'maintenances', 'id', '*', 'operation', 'insert'));
  end if;
  return planned;
end
$$;

create function public.schedule_maintenance(
  organization_id uuid, maintenance_id uuid, title text, body text, scheduled_for timestamptz, scheduled_until timestamptz,
  component_ids uuid[] default '{}', starts_automatically boolean default true, ends_automatically boolean default true,
  suppresses_alerts boolean default true, reminder_minutes integer[] default '{1440,60}', notify boolean default true
) returns public.maintenances
language sql volatile security invoker set search_path = '' as $$
  select private.schedule_maintenance(organization_id, maintenance_id, title, body, scheduled_for, scheduled_until, component_ids,
    starts_automatically, ends_automatically, suppresses_alerts, reminder_minutes, notify)
$$;

create function public.edit_maintenance(
  maintenance_id uuid, expected_version integer, title text, body text, scheduled_for timestamptz, scheduled_until timestamptz, component_ids uuid[],
  starts_automatically boolean default null, ends_automatically boolean default null, suppresses_alerts boolean default null,
  reminder_minutes integer[] default null, notify boolean default null
) returns public.maintenances
language sql volatile security invoker set search_path = '' as $$
  select private.edit_maintenance(maintenance_id, expected_version, title, body, scheduled_for, scheduled_until, component_ids,
    starts_automatically, ends_automatically, suppresses_alerts, reminder_minutes, notify)
$$;

create function public.edit_maintenance_update(update_id uuid, expected_version integer, body text, displayed_at timestamptz) returns public.maintenances
language sql volatile security invoker set search_path = '' as $$
  select private.edit_maintenance_update(update_id, expected_version, body, displayed_at)
$$;

create function public.post_maintenance_update(
  maintenance_id uuid, update_id uuid, expected_version integer, status public.maintenance_status, body text, notify boolean default true
) returns public.maintenances
language sql volatile security invoker set search_path = '' as $$
  select private.post_maintenance_update(maintenance_id, update_id, expected_version, status, body, notify)
$$;

create function public.delete_maintenance(maintenance_id uuid, is_deleted boolean default true) returns public.maintenances
language sql volatile security invoker set search_path = '' as $$ select private.delete_maintenance(maintenance_id, is_deleted) $$;

create function public.save_maintenance_series(
  organization_id uuid, series_id uuid, rule text, time_zone text, first_local timestamp, duration_minutes integer, title text, body text default '',
  component_ids uuid[] default '{}', starts_automatically boolean default true, ends_automatically boolean default true,
  suppresses_alerts boolean default true, reminder_minutes integer[] default '{1440,60}', notify boolean default true
) returns public.maintenance_series
language sql volatile security invoker set search_path = '' as $$
  select private.save_maintenance_series(organization_id, series_id, rule, time_zone, first_local, duration_minutes, title, body, component_ids,
    starts_automatically, ends_automatically, suppresses_alerts, reminder_minutes, notify)
$$;

create function public.end_maintenance_series(series_id uuid) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.end_maintenance_series(series_id) $$;

create function public.unplanned_series() returns table (id uuid, rule text, time_zone text, first_local timestamp, planned_until timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.unplanned_series() $$;

create function public.plan_maintenances(series_id uuid, starts timestamptz[], planned_until timestamptz) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.plan_maintenances(series_id, starts, planned_until) $$;

create trigger _100_touch before update on public.maintenance_series for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after insert or update or delete on public.maintenance_series for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.maintenance_series for each row execute function private.tg_audit('planned_until');
create trigger _100_touch before update on public.maintenances for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after update or delete on public.maintenances for each row execute function private.tg_announce_change();
-- An occurrence that was planned for a series is nobody's act, and announced once for all of them.
create trigger _310_announce after insert on public.maintenances for each row when (new.series_id is null) execute function private.tg_announce_change();
create trigger _900_audit after update or delete on public.maintenances for each row execute function private.tg_audit('version', 'reminded_minutes');
create trigger _910_audit after insert on public.maintenances for each row when (new.series_id is null) execute function private.tg_audit('version', 'reminded_minutes');
create trigger _900_audit after insert or update or delete on public.maintenance_updates for each row execute function private.tg_audit();

create policy select_member on public.maintenance_series for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.maintenances for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.maintenance_components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.maintenance_updates for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));

revoke all on public.maintenance_series, public.maintenances, public.maintenance_components, public.maintenance_updates
  from public, anon, authenticated, service_role;
grant select on public.maintenance_series, public.maintenances, public.maintenance_components, public.maintenance_updates to authenticated;

revoke all on function
  private.lock_maintenance(uuid, integer, uuid[]), private.pages_of_maintenance(uuid), private.tell_maintenance(uuid, uuid, uuid[], text),
  private.check_maintenance(text, text, timestamptz, timestamptz, integer[], uuid[]), private.set_maintenance_components(public.maintenances, uuid[]),
  private.schedule_maintenance(uuid, uuid, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.edit_maintenance(uuid, integer, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.move_maintenance(public.maintenances, uuid, public.maintenance_status, text, boolean),
  private.edit_maintenance_update(uuid, integer, text, timestamptz), public.edit_maintenance_update(uuid, integer, text, timestamptz),
  private.post_maintenance_update(uuid, uuid, integer, public.maintenance_status, text, boolean), private.delete_maintenance(uuid, boolean),
  private.run_maintenances(), private.request_planning(), private.drop_windows(uuid),
  private.save_maintenance_series(uuid, uuid, text, text, timestamp, integer, text, text, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.end_maintenance_series(uuid), private.unplanned_series(), private.plan_maintenances(uuid, timestamptz[], timestamptz),
  public.schedule_maintenance(uuid, uuid, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.edit_maintenance(uuid, integer, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.post_maintenance_update(uuid, uuid, integer, public.maintenance_status, text, boolean), public.delete_maintenance(uuid, boolean),
  public.save_maintenance_series(uuid, uuid, text, text, timestamp, integer, text, text, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.end_maintenance_series(uuid), public.unplanned_series(), public.plan_maintenances(uuid, timestamptz[], timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function
  private.schedule_maintenance(uuid, uuid, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.edit_maintenance(uuid, integer, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.edit_maintenance_update(uuid, integer, text, timestamptz), public.edit_maintenance_update(uuid, integer, text, timestamptz),
  private.post_maintenance_update(uuid, uuid, integer, public.maintenance_status, text, boolean), private.delete_maintenance(uuid, boolean),
  private.save_maintenance_series(uuid, uuid, text, text, timestamp, integer, text, text, uuid[], boolean, boolean, boolean, integer[], boolean),
  private.end_maintenance_series(uuid),
  public.schedule_maintenance(uuid, uuid, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.edit_maintenance(uuid, integer, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.post_maintenance_update(uuid, uuid, integer, public.maintenance_status, text, boolean), public.delete_maintenance(uuid, boolean),
  public.save_maintenance_series(uuid, uuid, text, text, timestamp, integer, text, text, uuid[], boolean, boolean, boolean, integer[], boolean),
  public.end_maintenance_series(uuid)
  to authenticated;
grant execute on function
  private.unplanned_series(), private.plan_maintenances(uuid, timestamptz[], timestamptz), public.unplanned_series(),
  public.plan_maintenances(uuid, timestamptz[], timestamptz)
  to service_role;

comment on table public.maintenance_series is 'Maintenance that comes back by an RFC 5545 rule, in wall-clock time of a zone.';
comment on column public.maintenance_series.planned_until is 'Up to when occurrences are planned; the function maintenances plans on.';
comment on table public.maintenances is 'An announced window of work. Written through RPCs and by the clock only.';
comment on column public.maintenances.version is 'Rises with every act; what an editor sends back as expected_version.';
comment on column public.maintenances.suppresses_alerts is 'While it runs, failing monitors open no incident and alert nobody.';
comment on table public.maintenance_components is 'Components that are under maintenance while the window runs.';
comment on table public.maintenance_updates is 'What was said of a maintenance, in Markdown.';
comment on function public.schedule_maintenance(uuid, uuid, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean) is
  'Announces a window. The id is the caller''s choice: a repeated call returns what the first one made. Errors: HG403, HG409, HG422.';
comment on function public.edit_maintenance(uuid, integer, text, text, timestamptz, timestamptz, uuid[], boolean, boolean, boolean, integer[], boolean) is
  'Replaces a window''s settings; null switches keep theirs. A moved window is told again. Errors: HG403, HG404, HG409, HG412, HG422.';
comment on function public.post_maintenance_update(uuid, uuid, integer, public.maintenance_status, text, boolean) is
  'Says something new of a maintenance and moves it on: in_progress, verifying, completed, cancelled. Repeated with the same update_id it does nothing. Errors: HG403, HG404, HG409, HG412, HG422.';
comment on function public.edit_maintenance_update(uuid, integer, text, timestamptz) is 'Changes what an update of a maintenance says or when it was said; nobody is told again. Errors: HG403, HG404, HG412, HG422.';
comment on function public.delete_maintenance(uuid, boolean) is 'Takes a maintenance off all pages, or with false brings it back. Error: HG403.';
comment on function public.save_maintenance_series(uuid, uuid, text, text, timestamp, integer, text, text, uuid[], boolean, boolean, boolean, integer[], boolean) is
  'Creates or replaces a recurring maintenance: RRULE without DTSTART, first window in local time of the zone. What has not begun is planned anew. Errors: HG403, HG409, HG422.';
comment on function public.end_maintenance_series(uuid) is 'Ends a series and drops what has not begun; returns how many. Error: HG403.';
comment on function public.unplanned_series() is 'Series to plan further, at most 100. For the function maintenances.';
comment on function public.plan_maintenances(uuid, timestamptz[], timestamptz) is 'Stores occurrences of a series; those already known are left. Returns how many are new. For the function maintenances.';
