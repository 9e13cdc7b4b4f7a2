-- Incidents: what the team tells about an outage, and the statuses components have meanwhile.

create table public.incidents (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  title text not null,
  status public.incident_status not null,
  impact public.incident_impact not null,
  impact_override public.incident_impact,
  started_at timestamptz not null,
  published_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  resolved_at timestamptz,
  next_update_at timestamptz,
  runbook_url text,
  assignee_id uuid,
  monitored_component_id uuid,
  taken_over_at timestamptz,
  version integer not null default 1,
  created_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint incidents_pkey primary key (id),
  constraint incidents_organization_key unique (id, organization_id),
  constraint incidents_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint incidents_assignee_id_fkey foreign key (organization_id, assignee_id)
    references public.members (organization_id, user_id) on delete set null (assignee_id),
  constraint incidents_acknowledged_by_fkey foreign key (acknowledged_by) references public.profiles (id) on delete set null,
  constraint incidents_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null,
  constraint incidents_monitored_component_id_fkey foreign key (monitored_component_id, organization_id)
    references public.components (id, organization_id) on delete set null (monitored_component_id),
  constraint incidents_title_length check (char_length(btrim(title)) between 1 and 200),
  constraint incidents_runbook_url_form check (runbook_url ~ '^https?://[^\s"<>]+$' and char_length(runbook_url) <= 500),
  constraint incidents_interval check (resolved_at >= started_at)
);
alter table public.incidents enable row level security;
create index incidents_organization_id_idx on public.incidents (organization_id, started_at desc);
-- What is open is little, however long the history: statuses are decided from this.
create index incidents_open_idx on public.incidents (organization_id, id)
  where resolved_at is null and published_at is not null and deleted_at is null;
create index incidents_assignee_id_idx on public.incidents (organization_id, assignee_id);
create index incidents_acknowledged_by_idx on public.incidents (acknowledged_by);
create index incidents_created_by_idx on public.incidents (created_by);
create index incidents_monitored_component_id_idx on public.incidents (monitored_component_id, organization_id);
-- However many monitors of a component fail, they open one incident.
create unique index incidents_monitored_key on public.incidents (monitored_component_id)
  where resolved_at is null and deleted_at is null and taken_over_at is null;

create table public.incident_components (
  incident_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  status public.component_status not null,
  constraint incident_components_pkey primary key (incident_id, component_id),
  constraint incident_components_incident_fkey foreign key (incident_id, organization_id)
    references public.incidents (id, organization_id) on delete cascade,
  constraint incident_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint incident_components_status_known check (status not in ('unknown', 'under_maintenance'))
);
alter table public.incident_components enable row level security;
create index incident_components_incident_idx on public.incident_components (incident_id, organization_id);
create index incident_components_component_idx on public.incident_components (component_id, organization_id);
create index incident_components_organization_idx on public.incident_components (organization_id);

create table public.incident_updates (
  id uuid not null default gen_random_uuid(),
  incident_id uuid not null,
  organization_id uuid not null,
  status public.incident_status not null,
  body text not null,
  displayed_at timestamptz not null default now(),
  notify boolean not null,
  author_id uuid,
  edited_at timestamptz,
  created_at timestamptz not null default now(),
  constraint incident_updates_pkey primary key (id),
  constraint incident_updates_organization_key unique (id, organization_id),
  constraint incident_updates_incident_fkey foreign key (incident_id, organization_id)
    references public.incidents (id, organization_id) on delete cascade,
  constraint incident_updates_author_id_fkey foreign key (author_id) references public.profiles (id) on delete set null,
  constraint incident_updates_body_length check (char_length(btrim(body)) between 1 and 20000)
);
alter table public.incident_updates enable row level security;
create index incident_updates_incident_idx on public.incident_updates (incident_id, organization_id, displayed_at desc);
create index incident_updates_organization_idx on public.incident_updates (organization_id);
create index incident_updates_author_id_idx on public.incident_updates (author_id);

-- Which statuses an update changed.
create table public.incident_update_components (
  incident_update_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  old_status public.component_status not null,
  new_status public.component_status not null,
  constraint incident_update_components_pkey primary key (incident_update_id, component_id),
  constraint incident_update_components_update_fkey foreign key (incident_update_id, organization_id)
    references public.incident_updates (id, organization_id) on delete cascade,
  constraint incident_update_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table public.incident_update_components enable row level security;
create index incident_update_components_update_idx on public.incident_update_components (incident_update_id, organization_id);
create index incident_update_components_component_idx on public.incident_update_components (component_id, organization_id);
create index incident_update_components_organization_idx on public.incident_update_components (organization_id);

-- What an update said before it was edited.
create table public.incident_update_revisions (
  id bigint not null generated always as identity,
  incident_update_id uuid not null,
  organization_id uuid not null,
  body text not null,
  displayed_at timestamptz not null,
  replaced_by uuid,
  replaced_at timestamptz not null default now(),
  constraint incident_update_revisions_pkey primary key (id),
  constraint incident_update_revisions_update_fkey foreign key (incident_update_id, organization_id)
    references public.incident_updates (id, organization_id) on delete cascade,
  constraint incident_update_revisions_replaced_by_fkey foreign key (replaced_by) references public.profiles (id) on delete set null
);
alter table public.incident_update_revisions enable row level security;
create index incident_update_revisions_update_idx on public.incident_update_revisions (incident_update_id, organization_id, id desc);
create index incident_update_revisions_organization_idx on public.incident_update_revisions (organization_id);
create index incident_update_revisions_replaced_by_idx on public.incident_update_revisions (replaced_by);

-- For the team's eyes alone.
create table public.incident_notes (
  id uuid not null default gen_random_uuid(),
  incident_id uuid not null,
  organization_id uuid not null,
  body text not null,
  author_id uuid default auth.uid(),
  created_at timestamptz not null default now(),
  constraint incident_notes_pkey primary key (id),
  constraint incident_notes_incident_fkey foreign key (incident_id, organization_id)
    references public.incidents (id, organization_id) on delete cascade,
  constraint incident_notes_author_id_fkey foreign key (author_id) references public.profiles (id) on delete set null,
  constraint incident_notes_body_length check (char_length(btrim(body)) between 1 and 20000)
);
alter table public.incident_notes enable row level security;
create index incident_notes_incident_idx on public.incident_notes (incident_id, organization_id, created_at);
create index incident_notes_organization_idx on public.incident_notes (organization_id);
create index incident_notes_author_id_idx on public.incident_notes (author_id);

create table public.incident_templates (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  title text not null default '',
  status public.incident_status not null default 'investigating',
  impact_override public.incident_impact,
  body text not null default '',
  components jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint incident_templates_pkey primary key (id),
  constraint incident_templates_name_key unique (organization_id, name),
  constraint incident_templates_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint incident_templates_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint incident_templates_title_length check (char_length(title) <= 200),
  constraint incident_templates_body_length check (char_length(body) <= 20000),
  constraint incident_templates_status_open check (status <> 'postmortem'),
  constraint incident_templates_components_list check (jsonb_typeof(components) = 'array' and pg_column_size(components) <= 16384)
);
alter table public.incident_templates enable row level security;

-- A component that cannot work without another: while that one is out, its own failure tells nobody anything new.
create table public.component_dependencies (
  component_id uuid not null,
  depends_on_id uuid not null,
  organization_id uuid not null,
  constraint component_dependencies_pkey primary key (component_id, depends_on_id),
  constraint component_dependencies_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint component_dependencies_depends_on_fkey foreign key (depends_on_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint component_dependencies_other check (component_id <> depends_on_id)
);
alter table public.component_dependencies enable row level security;
create index component_dependencies_component_idx on public.component_dependencies (component_id, organization_id);
create index component_dependencies_depends_on_idx on public.component_dependencies (depends_on_id, organization_id);
create index component_dependencies_organization_idx on public.component_dependencies (organization_id);

-- The impact that statuses propose.
create function private.impact_of(statuses public.component_status[]) returns public.incident_impact
language plpgsql immutable set search_path = '' as $$
begin
  return (
    select case max(private.status_rank(s)) when 4 then 'critical' when 3 then 'major' when 2 then 'minor' else 'none' end
    from unnest(statuses) s
  );
end
$$;

-- Locks an incident and the components it touches, components first: monitors lock in the same order.
-- Refuses who may not write it, an older version than the stored one (null: whichever is stored), and what is deleted.
create function private.lock_incident(incident_id uuid, expected_version integer, more_component_ids uuid[] default '{}')
returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
begin
  select i.* into incident from public.incidents i where i.id = lock_incident.incident_id;
  perform private.require_permission(incident.organization_id, 'incidents.write');
  perform 1 from public.components c
  where c.organization_id = incident.organization_id
    and (c.id = any (more_component_ids) or c.id in (select ic.component_id from public.incident_components ic where ic.incident_id = incident.id))
  order by c.id for update;
  select i.* into incident from public.incidents i where i.id = lock_incident.incident_id for update;
  if incident.deleted_at is not null then
    perform private.refuse('HG404', 'This incident was deleted.', 'incident_id', 'Restore it first.');
  end if;
  if incident.version <> expected_version then
    perform private.refuse('HG412', 'Somebody changed this incident meanwhile.', 'expected_version', 'Look at the newer version first.');
  end if;
  return incident;
end
$$;

-- A list of {component_id, status} as rows; null is an empty list. Refuses what is none and components of others.
create function private.incident_component_list(organization_id uuid, components jsonb)
returns table (component_id uuid, status public.component_status)
language plpgsql stable security definer set search_path = '' as $$
begin
  if components is null then
    return;
  end if;
  if jsonb_typeof(components) <> 'array' or jsonb_array_length(components) > 500 or exists (
    select 1 from jsonb_array_elements(components) c
    where coalesce(c ->> 'component_id', '') !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      or coalesce(c ->> 'status', '') not in ('operational', 'degraded_performance', 'partial_outage', 'major_outage')
  ) or (select count(*) <> count(distinct c ->> 'component_id') from jsonb_array_elements(components) c) then
    perform private.refuse('HG422', 'Components are a list of component_id and status, each once.', 'components');
  end if;
  if exists (
    select 1 from jsonb_array_elements(components) l
    where not exists (
      select 1 from public.components c
      where c.id = (l ->> 'component_id')::uuid and c.organization_id = incident_component_list.organization_id)
  ) then
    perform private.refuse('HG422', 'One of the components does not exist.', 'components');
  end if;
  return query select (l ->> 'component_id')::uuid, (l ->> 'status')::public.component_status from jsonb_array_elements(components) l;
end
$$;

-- Pages that show an incident: those with one of its components; all of the organization's when it names none.
create function private.pages_of_incident(incident_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  if exists (select 1 from public.incident_components ic where ic.incident_id = pages_of_incident.incident_id) then
    return array(
      select distinct pc.status_page_id
      from public.incident_components ic join public.status_page_components pc on pc.component_id = ic.component_id
      where ic.incident_id = pages_of_incident.incident_id);
  end if;
  return array(
    select p.id from public.incidents i join public.status_pages p on p.organization_id = i.organization_id
    where i.id = pages_of_incident.incident_id);
end
$$;

-- Everything that follows from an act on an incident: statuses, ledger, pages, message to send. `at` is when the new
-- statuses began; a past time goes back into the ledger (see private.rewrite_ledger). `gone` are components it no longer
-- touches; `event` is what subscribers hear of, null for nothing.
create function private.tell_incident(incident_id uuid, update_id uuid, at timestamptz, gone uuid[] default '{}', event text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
  touched uuid[];
begin
  select i.* into strict incident from public.incidents i where i.id = tell_incident.incident_id;
  if incident.published_at is null then
    return;
  end if;
  touched := array(
    select ic.component_id from public.incident_components ic where ic.incident_id = incident.id union select unnest(gone));
  if at < now() and incident.deleted_at is null then
    perform private.rewrite_ledger(ic.component_id, ic.status, at, coalesce(incident.resolved_at, now()), 'incident', incident.id)
    from public.incident_components ic where ic.incident_id = incident.id and private.status_rank(ic.status) > 0
    order by ic.component_id;
  end if;
  perform private.apply_component_statuses(touched, now(), false);
  perform private.rebuild_pages(private.pages_of_incident(incident.id) || array(
    select pc.status_page_id from public.status_page_components pc where pc.component_id = any (touched)), touched, true);
  if event is not null then
    insert into private.outbox (organization_id, topic, payload)
    values (incident.organization_id, 'incident.' || event, jsonb_build_object('incident_id', incident.id, 'incident_update_id', update_id));
  end if;
end
$$;

-- Writes the statuses an incident gives components: exactly these, and on resolution all operational.
-- Null keeps what there is. Returns the components that are no longer part of it.
create function private.set_incident_components(incident public.incidents, update_id uuid, components jsonb) returns uuid[]
language plpgsql volatile security definer set search_path = '' as $$
declare
  is_over boolean := incident.resolved_at is not null;
  gone uuid[];
begin
  if components is null and not is_over then
    return '{}';
  end if;
  with wanted as (
    select l.component_id, case when is_over then 'operational' else l.status end as status
    from private.incident_component_list(incident.organization_id, components) l
    union all
    -- Without a list a resolution ends what there is.
    select ic.component_id, 'operational' from public.incident_components ic where components is null and ic.incident_id = incident.id
  ), removed as (
    delete from public.incident_components ic
    where ic.incident_id = incident.id and not exists (select 1 from wanted w where w.component_id = ic.component_id)
    returning ic.component_id
  ), changes as (
    select w.component_id, coalesce(ic.status, 'operational') as old_status, w.status as new_status
    from wanted w left join public.incident_components ic on ic.incident_id = incident.id and ic.component_id = w.component_id
  ), written as (
    insert into public.incident_components as ic (incident_id, component_id, organization_id, status)
    select incident.id, w.component_id, incident.organization_id, w.status from wanted w
    on conflict on constraint incident_components_pkey do update set status = excluded.status where ic.status <> excluded.status
  ), recorded as (
    insert into public.incident_update_components (incident_update_id, component_id, organization_id, old_status, new_status)
    select update_id, c.component_id, incident.organization_id, c.old_status, c.new_status from changes c
    where components is not null or c.old_status <> c.new_status
  )
  select coalesce(array_agg(r.component_id), '{}') into gone from removed r;
  return gone;
end
$$;

-- What an update of an incident or a maintenance may say, and when it was posted.
create function private.check_update(body text, displayed_at timestamptz) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if coalesce(char_length(btrim(body)), 0) not between 1 and 20000 then
    perform private.refuse('HG422', 'A message has 1 to 20,000 characters.', 'body');
  end if;
  if displayed_at is null or displayed_at > now() + interval '1 minute' or displayed_at < now() - interval '10 years' then
    perform private.refuse('HG422', 'An update was posted in the past.', 'displayed_at');
  end if;
end
$$;

-- What the acts check alike, with a sentence and the field instead of a constraint's name.
create function private.check_incident(
  title text, body text, runbook_url text, started_at timestamptz, next_update_at timestamptz default null
) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if char_length(btrim(title)) not between 1 and 200 then
    perform private.refuse('HG422', 'A title has 1 to 200 characters.', 'title');
  end if;
  if body is not null then
    perform private.check_update(body, now());
  end if;
  if char_length(runbook_url) > 500 or runbook_url !~ '^https?://[^\s"<>]+$' then
    perform private.refuse('HG422', 'A runbook is a web address.', 'runbook_url');
  end if;
  if started_at > now() + interval '1 minute' or started_at < now() - interval '10 years' then
    perform private.refuse('HG422', 'An incident starts in the past.', 'started_at');
  end if;
  -- One that is overdue may be sent back as it was.
  if next_update_at > now() + interval '1 year' or next_update_at < now() - interval '10 years' then
    perform private.refuse('HG422', 'The next update comes within a year.', 'next_update_at');
  end if;
end
$$;

create function private.require_assignee(organization_id uuid, assignee_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if assignee_id is not null and not exists (
    select 1 from public.members m where m.organization_id = require_assignee.organization_id and m.user_id = require_assignee.assignee_id
  ) then
    perform private.refuse('HG422', 'Only a member can be assigned.', 'assignee_id');
  end if;
end
$$;

-- See public.declare_incident.
create function private.declare_incident(
  organization_id uuid, incident_id uuid, update_id uuid, title text, status public.incident_status, body text, components jsonb,
  impact public.incident_impact, started_at timestamptz, resolved_at timestamptz, next_update_at timestamptz, notify boolean,
  runbook_url text, assignee_id uuid, is_draft boolean
) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
  began timestamptz := coalesce(declare_incident.started_at, now());
  ended timestamptz;
begin
  perform private.require_permission(organization_id, 'incidents.write');
  -- The same call again, because its answer was lost.
  select i.* into incident from public.incidents i
  where i.id = declare_incident.incident_id and i.organization_id = declare_incident.organization_id;
  if found then
    return incident;
  end if;
  perform private.check_incident(coalesce(title, ''), coalesce(body, ''), nullif(runbook_url, ''), began, next_update_at);
  perform private.require_assignee(organization_id, assignee_id);
  if status is null or status = 'postmortem' then
    perform private.refuse('HG422', 'A new incident is investigating, identified, monitoring or resolved.', 'status');
  end if;
  if status = 'resolved' then
    ended := coalesce(declare_incident.resolved_at, now());
    if ended < began or ended > now() + interval '1 minute' then
      perform private.refuse('HG422', 'An incident ends after it started, and not in the future.', 'resolved_at');
    end if;
  end if;
  perform 1 from public.components c
  where c.id in (select l.component_id from private.incident_component_list(declare_incident.organization_id, components) l) order by c.id for update;
  begin
    insert into public.incidents (id, organization_id, title, status, impact, impact_override, started_at, published_at, acknowledged_at,
      acknowledged_by, resolved_at, next_update_at, runbook_url, assignee_id, created_by)
    select coalesce(declare_incident.incident_id, gen_random_uuid()), declare_incident.organization_id, btrim(declare_incident.title),
      declare_incident.status,
      coalesce(declare_incident.impact, private.impact_of(array(
        select l.status from private.incident_component_list(declare_incident.organization_id, components) l))),
      declare_incident.impact, began, case when is_draft then null else now() end, now(), private.live_user_id(), ended,
      case when ended is null then declare_incident.next_update_at end, nullif(declare_incident.runbook_url, ''), declare_incident.assignee_id,
      private.live_user_id()
    returning * into incident;
    insert into public.incident_updates (id, incident_id, organization_id, status, body, displayed_at, notify, author_id)
    values (coalesce(update_id, gen_random_uuid()), incident.id, incident.organization_id, incident.status, declare_incident.body,
      least(coalesce(ended, began), now()), coalesce(declare_incident.notify, true), private.live_user_id())
    returning id into update_id;
  exception
    when unique_violation then
      -- The same call twice at once.
      select i.* into incident from public.incidents i
      where i.id = declare_incident.incident_id and i.organization_id = declare_incident.organization_id;
      if found then
        return incident;
      end if;
      perform private.refuse('HG409', 'This id is taken.', 'incident_id');
  end;
  -- A past incident is written into the ledger with the statuses it had, then put to rest.
  if ended is not null and not coalesce(is_draft, false) then
    perform private.rewrite_ledger(l.component_id, l.status, began, ended, 'incident', incident.id)
    from private.incident_component_list(incident.organization_id, components) l
    where private.status_rank(l.status) > 0 order by l.component_id;
  end if;
  perform private.set_incident_components(incident, update_id, components);
  perform private.tell_incident(incident.id, update_id, began, '{}', case when notify and not coalesce(is_draft, false) then 'declared' end);
  return incident;
end
$$;

-- See public.post_incident_update.
create function private.post_incident_update(
  incident_id uuid, update_id uuid, expected_version integer, status public.incident_status, body text, components jsonb, title text,
  impact public.incident_impact, next_update_at timestamptz, notify boolean
) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
  gone uuid[];
  is_resolution boolean;
begin
  select i.* into incident from public.incidents i where i.id = post_incident_update.incident_id;
  perform private.require_permission(incident.organization_id, 'incidents.write');
  if exists (select 1 from public.incident_updates u where u.id = post_incident_update.update_id and u.incident_id = incident.id) then
    return incident;
  end if;
  incident := private.lock_incident(post_incident_update.incident_id, expected_version,
    array(select l.component_id from private.incident_component_list(incident.organization_id, components) l));
  perform private.check_incident(title, coalesce(body, ''), null, null, next_update_at);
  if status is null or status = 'postmortem' and incident.resolved_at is null then
    perform private.refuse('HG422', 'A postmortem is written when the incident is resolved.', 'status');
  end if;
  if incident.published_at is null then
    perform private.refuse('HG409', 'This is a draft. Publish it first.', 'incident_id');
  end if;
  is_resolution := status in ('resolved', 'postmortem');
  update public.incidents i set
    title = coalesce(btrim(post_incident_update.title), i.title),
    status = post_incident_update.status,
    impact_override = coalesce(post_incident_update.impact, i.impact_override),
    -- What it was at its worst, unless somebody says otherwise.
    impact = coalesce(post_incident_update.impact, i.impact_override, greatest(i.impact, private.impact_of(array(
      select l.status from private.incident_component_list(i.organization_id, components) l)))),
    resolved_at = case when is_resolution then coalesce(i.resolved_at, now()) end,
    next_update_at = case when not is_resolution then post_incident_update.next_update_at end,
    acknowledged_at = coalesce(i.acknowledged_at, now()),
    acknowledged_by = coalesce(i.acknowledged_by, private.live_user_id()),
    taken_over_at = coalesce(i.taken_over_at, case when i.monitored_component_id is not null then now() end),
    version = i.version + 1
  where i.id = incident.id returning * into incident;
  begin
    insert into public.incident_updates (id, incident_id, organization_id, status, body, notify, author_id)
    values (coalesce(update_id, gen_random_uuid()), incident.id, incident.organization_id, incident.status, post_incident_update.body,
      coalesce(post_incident_update.notify, true), private.live_user_id())
    returning id into update_id;
  exception
    when unique_violation then perform private.refuse('HG409', 'This id is taken.', 'update_id');
  end;
  gone := private.set_incident_components(incident, update_id, components);
  perform private.tell_incident(incident.id, update_id, now(), gone, case when coalesce(notify, true) then case incident.status
    when 'resolved' then 'resolved' when 'postmortem' then 'postmortem' else 'updated' end end);
  return incident;
end
$$;

-- See public.publish_incident.
create function private.publish_incident(
  incident_id uuid, expected_version integer, status public.incident_status, body text, components jsonb, title text,
  impact public.incident_impact, next_update_at timestamptz, notify boolean
) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
  update_id uuid;
begin
  select i.* into incident from public.incidents i where i.id = publish_incident.incident_id;
  perform private.require_permission(incident.organization_id, 'incidents.write');
  incident := private.lock_incident(publish_incident.incident_id, expected_version,
    array(select l.component_id from private.incident_component_list(incident.organization_id, components) l));
  if incident.published_at is not null then
    perform private.refuse('HG409', 'This incident is public already.', 'incident_id');
  end if;
  perform private.check_incident(title, body, null, null, next_update_at);
  if status is null or status = 'postmortem' then
    perform private.refuse('HG422', 'A new incident is investigating, identified, monitoring or resolved.', 'status');
  end if;
  update public.incidents i set
    title = coalesce(btrim(publish_incident.title), i.title),
    status = publish_incident.status,
    impact_override = coalesce(publish_incident.impact, i.impact_override),
    impact = coalesce(publish_incident.impact, i.impact_override, greatest(i.impact, private.impact_of(array(
      select l.status from private.incident_component_list(i.organization_id, components) l)))),
    resolved_at = case when publish_incident.status = 'resolved' then now() end,
    next_update_at = case when publish_incident.status <> 'resolved' then publish_incident.next_update_at end,
    published_at = now(),
    acknowledged_at = coalesce(i.acknowledged_at, now()),
    acknowledged_by = coalesce(i.acknowledged_by, private.live_user_id()),
    taken_over_at = coalesce(i.taken_over_at, case when i.monitored_component_id is not null then now() end),
    version = i.version + 1
  where i.id = incident.id returning * into incident;
  -- The draft's own words become the first update.
  update public.incident_updates u set status = incident.status, body = coalesce(publish_incident.body, u.body), displayed_at = now(),
    notify = coalesce(publish_incident.notify, true), author_id = private.live_user_id()
  where u.id = (select f.id from public.incident_updates f where f.incident_id = incident.id order by f.displayed_at, f.created_at limit 1)
  returning u.id into update_id;
  delete from public.incident_update_components uc where uc.incident_update_id = update_id;
  perform private.set_incident_components(incident, update_id, components);
  perform private.tell_incident(incident.id, update_id, incident.started_at, '{}', case when coalesce(notify, true) then 'declared' end);
  return incident;
end
$$;

-- See public.edit_incident.
create function private.edit_incident(
  incident_id uuid, expected_version integer, title text, impact public.incident_impact, started_at timestamptz, runbook_url text, assignee_id uuid
) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents := private.lock_incident(incident_id, expected_version);
begin
  perform private.check_incident(coalesce(title, ''), null, nullif(runbook_url, ''), coalesce(edit_incident.started_at, 'infinity'));
  perform private.require_assignee(incident.organization_id, assignee_id);
  if started_at > incident.resolved_at then
    perform private.refuse('HG422', 'An incident ends after it started.', 'started_at');
  end if;
  update public.incidents i set
    title = btrim(edit_incident.title),
    impact_override = edit_incident.impact,
    impact = coalesce(edit_incident.impact, greatest(
      private.impact_of(array(select ic.status from public.incident_components ic where ic.incident_id = i.id)),
      private.impact_of(array(
        select uc.new_status from public.incident_updates u join public.incident_update_components uc on uc.incident_update_id = u.id
        where u.incident_id = i.id)))),
    started_at = edit_incident.started_at,
    runbook_url = nullif(edit_incident.runbook_url, ''),
    assignee_id = edit_incident.assignee_id,
    version = i.version + 1
  where i.id = incident.id returning * into incident;
  perform private.tell_incident(incident.id, null, incident.started_at);
  return incident;
end
$$;

-- See public.edit_incident_update.
create function private.edit_incident_update(update_id uuid, expected_version integer, body text, displayed_at timestamptz) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
begin
  select i.* into incident from public.incident_updates u join public.incidents i on i.id = u.incident_id where u.id = edit_incident_update.update_id;
  perform private.require_permission(incident.organization_id, 'incidents.write');
  incident := private.lock_incident(incident.id, expected_version);
  perform private.check_update(body, displayed_at);
  insert into public.incident_update_revisions (incident_update_id, organization_id, body, displayed_at, replaced_by)
  select u.id, u.organization_id, u.body, u.displayed_at, private.live_user_id() from public.incident_updates u where u.id = edit_incident_update.update_id;
  update public.incident_updates u set body = edit_incident_update.body, displayed_at = edit_incident_update.displayed_at, edited_at = now()
  where u.id = edit_incident_update.update_id;
  update public.incidents i set version = i.version + 1 where i.id = incident.id returning * into incident;
  perform private.tell_incident(incident.id, null, now());
  return incident;
end
$$;

-- See public.delete_incident.
create function private.delete_incident(incident_id uuid, is_deleted boolean) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents;
begin
  select i.* into incident from public.incidents i where i.id = delete_incident.incident_id;
  perform private.require_permission(incident.organization_id, 'incidents.write');
  perform 1 from public.components c
  where c.id in (select ic.component_id from public.incident_components ic where ic.incident_id = incident.id) order by c.id for update;
  begin
    update public.incidents i set deleted_at = case when is_deleted then coalesce(i.deleted_at, now()) end, version = i.version + 1
    where i.id = incident.id and (i.deleted_at is not null) is distinct from is_deleted returning * into incident;
  exception
    when unique_violation then perform private.refuse('HG409', 'The monitors have opened another incident meanwhile.', 'incident_id');
  end;
  perform private.tell_incident(incident.id, null, now());
  return incident;
end
$$;

-- See public.acknowledge_incident.
create function private.acknowledge_incident(incident_id uuid) returns public.incidents
language plpgsql volatile security definer set search_path = '' as $$
declare
  incident public.incidents := private.lock_incident(incident_id, null);
begin
  update public.incidents i set acknowledged_at = now(), acknowledged_by = private.live_user_id()
  where i.id = incident.id and i.acknowledged_at is null returning * into incident;
  select i.* into incident from public.incidents i where i.id = acknowledge_incident.incident_id;
  return incident;
end
$$;

create function public.declare_incident(
  organization_id uuid, incident_id uuid, update_id uuid, title text, status public.incident_status, body text, components jsonb default '[]',
  impact public.incident_impact default null, started_at timestamptz default null, resolved_at timestamptz default null,
  next_update_at timestamptz default null, notify boolean default true, runbook_url text default null, assignee_id uuid default null,
  is_draft boolean default false
) returns public.incidents
language sql volatile security invoker set search_path = '' as $$
  select private.declare_incident(organization_id, incident_id, update_id, title, status, body, components, impact, started_at, resolved_at,
    next_update_at, notify, runbook_url, assignee_id, is_draft)
$$;

create function public.post_incident_update(
  incident_id uuid, update_id uuid, expected_version integer, status public.incident_status, body text, components jsonb default null,
  title text default null, impact public.incident_impact default null, next_update_at timestamptz default null, notify boolean default true
) returns public.incidents
language sql volatile security invoker set search_path = '' as $$
  select private.post_incident_update(incident_id, update_id, expected_version, status, body, components, title, impact, next_update_at, notify)
$$;

create function public.publish_incident(
  incident_id uuid, expected_version integer, status public.incident_status, body text, components jsonb default null, title text default null,
  impact public.incident_impact default null, next_update_at timestamptz default null, notify boolean default true
) returns public.incidents
language sql volatile security invoker set search_path = '' as $$
  select private.publish_incident(incident_id, expected_version, status, body, components, title, impact, next_update_at, notify)
$$;

create function public.edit_incident(
  incident_id uuid, expected_version integer, title text, impact public.incident_impact, started_at timestamptz, runbook_url text, assignee_id uuid
) returns public.incidents
language sql volatile security invoker set search_path = '' as $$
  select private.edit_incident(incident_id, expected_version, title, impact, started_at, runbook_url, assignee_id)
$$;

create function public.edit_incident_update(update_id uuid, expected_version integer, body text, displayed_at timestamptz) returns public.incidents
language sql volatile security invoker set search_path = '' as $$
  select private.edit_incident_update(update_id, expected_version, body, displayed_at)
$$;

create function public.delete_incident(incident_id uuid, is_deleted boolean default true) returns public.incidents
language sql volatile security invoker set search_path = '' as $$ select private.delete_incident(incident_id, is_deleted) $$;

create function public.acknowledge_incident(incident_id uuid) returns public.incidents
language sql volatile security invoker set search_path = '' as $$ select private.acknowledge_incident(incident_id) $$;

-- A dependency must not lead back to where it starts.
create function private.tg_component_dependencies__no_circle() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Two that would close a circle together meet here.
  perform 1 from public.organizations o where o.id = new.organization_id for update;
  if exists (
    with recursive above as (
      select new.depends_on_id as id
      union
      select d.depends_on_id from above a join public.component_dependencies d on d.component_id = a.id
    )
    select 1 from above a where a.id = new.component_id
  ) then
    perform private.refuse('HG422', 'These components would depend on each other in a circle.', 'depends_on_id');
  end if;
  return new;
end
$$;

create function private.tg_incident_templates__validate() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.incident_component_list(new.organization_id, new.components);
  return new;
end
$$;

create trigger _100_touch before update on public.incidents for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after insert or update or delete on public.incidents for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.incidents for each row execute function private.tg_audit('version');
create trigger _900_audit after insert or update or delete on public.incident_updates for each row execute function private.tg_audit();
create trigger _300_announce after insert or update or delete on public.incident_notes for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.incident_notes for each row execute function private.tg_audit();
create trigger _050_validate before insert or update of components on public.incident_templates
  for each row execute function private.tg_incident_templates__validate();
create trigger _100_touch before update on public.incident_templates for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after insert or update or delete on public.incident_templates for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.incident_templates for each row execute function private.tg_audit();
create trigger _050_no_circle before insert on public.component_dependencies
  for each row execute function private.tg_component_dependencies__no_circle();
create trigger _900_audit after insert or delete on public.component_dependencies for each row execute function private.tg_audit();

create policy select_member on public.incidents for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.incident_components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.incident_updates for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.incident_update_components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.incident_update_revisions for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.incident_notes for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.incident_notes for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('incidents.write'))) and author_id = (select auth.uid()));
create policy delete_author on public.incident_notes for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('incidents.write'))) and author_id = (select auth.uid()));
create policy select_member on public.incident_templates for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.incident_templates for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('incidents.write'))));
create policy update_editor on public.incident_templates for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('incidents.write'))))
  with check (organization_id = any (array(select private.my_org_ids('incidents.write'))));
create policy delete_editor on public.incident_templates for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('incidents.write'))));
create policy select_member on public.component_dependencies for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.component_dependencies for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy delete_editor on public.component_dependencies for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('components.write'))));

revoke all on public.incidents, public.incident_components, public.incident_updates, public.incident_update_components,
  public.incident_update_revisions, public.incident_notes, public.incident_templates, public.component_dependencies
  from public, anon, authenticated, service_role;
revoke all on sequence public.incident_update_revisions_id_seq from public, anon, authenticated, service_role;
grant select on public.incidents, public.incident_components, public.incident_updates, public.incident_update_components,
  public.incident_update_revisions to authenticated;
grant select, insert (id, incident_id, organization_id, body), delete on public.incident_notes to authenticated;
grant select, delete, insert (id, organization_id, name, title, status, impact_override, body, components),
  update (name, title, status, impact_override, body, components) on public.incident_templates to authenticated;
grant select, insert (component_id, depends_on_id, organization_id), delete on public.component_dependencies to authenticated;

revoke all on function private.impact_of(public.component_status[]), private.lock_incident(uuid, integer, uuid[]),
  private.incident_component_list(uuid, jsonb), private.pages_of_incident(uuid), private.tell_incident(uuid, uuid, timestamptz, uuid[], text),
  private.set_incident_components(public.incidents, uuid, jsonb), private.check_update(text, timestamptz), private.check_incident(text, text, text, timestamptz, timestamptz),
  private.require_assignee(uuid, uuid), private.tg_component_dependencies__no_circle(), private.tg_incident_templates__validate(),
  private.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  private.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  private.publish_incident(uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  private.edit_incident(uuid, integer, text, public.incident_impact, timestamptz, text, uuid),
  private.edit_incident_update(uuid, integer, text, timestamptz), private.delete_incident(uuid, boolean), private.acknowledge_incident(uuid),
  public.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  public.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  public.publish_incident(uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  public.edit_incident(uuid, integer, text, public.incident_impact, timestamptz, text, uuid),
  public.edit_incident_update(uuid, integer, text, timestamptz), public.delete_incident(uuid, boolean), public.acknowledge_incident(uuid)
  from public, anon, authenticated, service_role;
grant execute on function
  private.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  private.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  private.publish_incident(uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  private.edit_incident(uuid, integer, text, public.incident_impact, timestamptz, text, uuid),
  private.edit_incident_update(uuid, integer, text, timestamptz), private.delete_incident(uuid, boolean), private.acknowledge_incident(uuid),
  public.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean),
  public.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  public.publish_incident(uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean),
  public.edit_incident(uuid, integer, text, public.incident_impact, timestamptz, text, uuid),
  public.edit_incident_update(uuid, integer, text, timestamptz), public.delete_incident(uuid, boolean), public.acknowledge_incident(uuid)
  to authenticated;

comment on table public.incidents is 'What the team tells about an outage. Written through RPCs only: each act is one transaction with all that follows from it.';
comment on column public.incidents.impact is 'The worst the components'' statuses proposed, or impact_override.';
comment on column public.incidents.published_at is 'Null while it is a draft that only the team sees.';
comment on column public.incidents.monitored_component_id is 'The component whose monitors opened it. They close it again, unless a person has taken it over.';
comment on column public.incidents.version is 'Rises with every act; what an editor sends back as expected_version.';
comment on table public.incident_components is 'Affected components, and the status each has because of the incident.';
comment on table public.incident_updates is 'What was said of an incident, in Markdown.';
comment on table public.incident_update_components is 'Which component statuses an update changed.';
comment on table public.incident_update_revisions is 'What an update said before it was edited.';
comment on table public.incident_notes is 'Notes of the team on an incident; never public.';
comment on table public.incident_templates is 'Prepared incidents. components is a list of {component_id, status}.';
comment on table public.component_dependencies is 'While a component is out, those that depend on it open no incident and alert nobody.';
comment on function public.declare_incident(uuid, uuid, uuid, text, public.incident_status, text, jsonb, public.incident_impact, timestamptz, timestamptz, timestamptz, boolean, text, uuid, boolean) is
  'Opens an incident with its first update. The ids are the caller''s choice: a repeated call returns what the first one made. components: list of {component_id, status}. A past started_at, or with status resolved a past resolved_at, goes into the ledger. Errors: HG403, HG409, HG422.';
comment on function public.post_incident_update(uuid, uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean) is
  'Says something new of an incident. components null leaves statuses alone; resolved makes all operational; an open status reopens; postmortem only after resolved. Repeated with the same update_id it does nothing. Errors: HG403, HG404, HG409, HG412, HG422.';
comment on function public.publish_incident(uuid, integer, public.incident_status, text, jsonb, text, public.incident_impact, timestamptz, boolean) is
  'Makes a draft public; null title, body and components keep the draft''s. Errors: HG403, HG404, HG409, HG412, HG422.';
comment on function public.edit_incident(uuid, integer, text, public.incident_impact, timestamptz, text, uuid) is
  'Replaces title, impact (null: proposed from statuses), start, runbook and assignee. An earlier start goes back into the ledger; a later one takes nothing out of it. Errors: HG403, HG404, HG412, HG422.';
comment on function public.edit_incident_update(uuid, integer, text, timestamptz) is 'Rewrites an update and keeps what it said before. Errors: HG403, HG404, HG412, HG422.';
comment on function public.delete_incident(uuid, boolean) is 'Takes an incident off all pages, or with false brings it back. Errors: HG403, HG409.';
comment on function public.acknowledge_incident(uuid) is 'Says that somebody is looking: escalation of its alerts ends. Errors: HG403, HG404.';
