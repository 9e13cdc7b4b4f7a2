-- Incidents and maintenance as the readers of a page see them.

-- Whether an incident is on a page: it touches one of its components, or none at all.
create function private.is_incident_on_page(incident_id uuid, status_page_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select 1 from public.incident_components ic join public.status_page_components pc on pc.component_id = ic.component_id
    where ic.incident_id = is_incident_on_page.incident_id and pc.status_page_id = is_incident_on_page.status_page_id
  ) or not exists (select 1 from public.incident_components ic where ic.incident_id = is_incident_on_page.incident_id);
end
$$;

create function private.is_maintenance_on_page(maintenance_id uuid, status_page_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (
    select 1 from public.maintenance_components mc join public.status_page_components pc on pc.component_id = mc.component_id
    where mc.maintenance_id = is_maintenance_on_page.maintenance_id and pc.status_page_id = is_maintenance_on_page.status_page_id
  ) or not exists (select 1 from public.maintenance_components mc where mc.maintenance_id = is_maintenance_on_page.maintenance_id);
end
$$;

-- Components of an incident that a page shows, in its order, each with its status during the incident.
create function private.incident_components_on_page(incident_id uuid, status_page_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', ic.component_id, 'status', ic.status) order by pc.ord), '[]'::jsonb)
    from public.incident_components ic
    join private.page_components(incident_components_on_page.status_page_id) pc on pc.component_id = ic.component_id
    where ic.incident_id = incident_components_on_page.incident_id
  );
end
$$;

create function private.maintenance_components_on_page(maintenance_id uuid, status_page_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(pc.component_id order by pc.ord), '[]'::jsonb)
    from public.maintenance_components mc
    join private.page_components(maintenance_components_on_page.status_page_id) pc on pc.component_id = mc.component_id
    where mc.maintenance_id = maintenance_components_on_page.maintenance_id
  );
end
$$;

-- What a page's snapshot says of incidents and maintenance. Long texts are cut (`is_cut`); the incident's own page has
-- them whole. Open incidents with their three newest updates; maintenance that runs or begins within 30 days; resolved
-- incidents of 90 days, for the bars, those of the last 14 with their last words.
create function private.page_notices(status_page_id uuid, at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  organization uuid := (select p.organization_id from public.status_pages p where p.id = page_notices.status_page_id);
begin
  return jsonb_build_object(
    'incidents', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', i.id, 'title', i.title, 'status', i.status, 'impact', i.impact, 'started_at', i.started_at, 'next_update_at', i.next_update_at,
        'components', private.incident_components_on_page(i.id, page_notices.status_page_id),
        'steps', (
          select jsonb_object_agg(s.status, s.at) from (
            select u.status, min(u.displayed_at) as at from public.incident_updates u where u.incident_id = i.id group by u.status) s),
        'update_count', (select count(*) from public.incident_updates u where u.incident_id = i.id),
        'updates', (
          select jsonb_agg(jsonb_build_object('id', n.id, 'status', n.status, 'body', left(n.body, 2000), 'is_cut', char_length(n.body) > 2000,
            'displayed_at', n.displayed_at, 'edited_at', n.edited_at) order by n.displayed_at desc, n.created_at desc)
          from (
            select u.* from public.incident_updates u where u.incident_id = i.id order by u.displayed_at desc, u.created_at desc limit 3) n)
      ) order by i.impact desc, i.started_at desc)
      from (
        select o.* from public.incidents o
        where o.organization_id = organization and o.resolved_at is null and o.published_at is not null and o.deleted_at is null
          and private.is_incident_on_page(o.id, page_notices.status_page_id)
        order by o.started_at desc limit 20) i
    ), '[]'::jsonb),
    'maintenances', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', m.id, 'title', m.title, 'body', left(m.body, 2000), 'is_cut', char_length(m.body) > 2000, 'status', m.status,
        'scheduled_for', m.scheduled_for, 'scheduled_until', m.scheduled_until, 'started_at', m.started_at,
        'component_ids', private.maintenance_components_on_page(m.id, page_notices.status_page_id)
      ) order by m.scheduled_for, m.id)
      from (
        select o.* from public.maintenances o
        where o.organization_id = organization and o.status in ('scheduled', 'in_progress', 'verifying') and o.deleted_at is null
          and o.scheduled_for < page_notices.at + interval '30 days' and private.is_maintenance_on_page(o.id, page_notices.status_page_id)
        order by o.scheduled_for, o.id limit 10) m
    ), '[]'::jsonb),
    'past', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', i.id, 'title', i.title, 'status', i.status, 'impact', i.impact, 'started_at', i.started_at, 'resolved_at', i.resolved_at,
        'component_ids', (
          select coalesce(jsonb_agg(ic.component_id), '[]'::jsonb)
          from public.incident_components ic join public.status_page_components pc on pc.component_id = ic.component_id
          where ic.incident_id = i.id and pc.status_page_id = page_notices.status_page_id),
        'body', case when i.resolved_at > page_notices.at - interval '15 days' then (
          select left(u.body, 400) from public.incident_updates u
          where u.incident_id = i.id and u.status = 'resolved' order by u.displayed_at desc, u.created_at desc limit 1) end
      ) order by i.started_at desc)
      from (
        select o.* from public.incidents o
        where o.organization_id = organization and o.resolved_at > page_notices.at - interval '90 days' and o.published_at is not null
          and o.deleted_at is null and private.is_incident_on_page(o.id, page_notices.status_page_id)
        order by o.started_at desc limit 100) i
    ), '[]'::jsonb));
end
$$;

-- The page a reader may open at an address: anybody a public one, members also a private one. Null reads like missing.
create function private.readable_page(slug text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select s.status_page_id from public.page_snapshots s
    where s.slug = readable_page.slug and (s.is_public or s.organization_id in (select private.my_org_ids('organization.read')))
  );
end
$$;

-- See public.page_incident.
create function private.page_incident(slug text, incident_id uuid)
returns table (
  id uuid, title text, status public.incident_status, impact public.incident_impact, started_at timestamptz, resolved_at timestamptz,
  next_update_at timestamptz, updated_at timestamptz, components jsonb, updates jsonb
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  page uuid := private.readable_page(slug);
begin
  return query
    select i.id, i.title, i.status, i.impact, i.started_at, i.resolved_at, i.next_update_at, i.updated_at, (
        select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'status', ic.status, 'worst', coalesce(w.worst, ic.status)) order by pc.ord), '[]'::jsonb)
        from public.incident_components ic
        join private.page_components(page) pc on pc.component_id = ic.component_id
        join public.components c on c.id = ic.component_id
        left join lateral (
          select private.status_of_rank(max(private.status_rank(uc.new_status))) as worst
          from public.incident_updates u join public.incident_update_components uc on uc.incident_update_id = u.id
          where u.incident_id = i.id and uc.component_id = c.id
        ) w on true
        where ic.incident_id = i.id
      ), (
        select jsonb_agg(jsonb_build_object('id', u.id, 'status', u.status, 'body', u.body, 'displayed_at', u.displayed_at, 'edited_at', u.edited_at,
          'components', (
            select coalesce(jsonb_agg(jsonb_build_object('id', uc.component_id, 'old_status', uc.old_status, 'new_status', uc.new_status)), '[]'::jsonb)
            from public.incident_update_components uc
            join public.status_page_components pc on pc.component_id = uc.component_id and pc.status_page_id = page
            where uc.incident_update_id = u.id and uc.old_status <> uc.new_status)
          ) order by u.displayed_at desc, u.created_at desc)
        from public.incident_updates u where u.incident_id = i.id)
    from public.incidents i
    join public.status_pages p on p.id = page and p.organization_id = i.organization_id
    where i.id = page_incident.incident_id and i.published_at is not null and i.deleted_at is null and private.is_incident_on_page(i.id, page);
end
$$;

-- See public.page_maintenance.
create function private.page_maintenance(slug text, maintenance_id uuid)
returns table (
  id uuid, title text, body text, status public.maintenance_status, scheduled_for timestamptz, scheduled_until timestamptz,
  started_at timestamptz, ended_at timestamptz, updated_at timestamptz, components jsonb, updates jsonb
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  page uuid := private.readable_page(slug);
begin
  return query
    select m.id, m.title, m.body, m.status, m.scheduled_for, m.scheduled_until, m.started_at, m.ended_at, m.updated_at, (
        select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'status', c.status) order by pc.ord), '[]'::jsonb)
        from public.maintenance_components mc
        join private.page_components(page) pc on pc.component_id = mc.component_id
        join public.components c on c.id = mc.component_id
        where mc.maintenance_id = m.id
      ), (
        select coalesce(jsonb_agg(jsonb_build_object('id', u.id, 'status', u.status, 'body', u.body, 'displayed_at', u.displayed_at, 'edited_at', u.edited_at)
          order by u.displayed_at desc, u.created_at desc), '[]'::jsonb)
        from public.maintenance_updates u where u.maintenance_id = m.id)
    from public.maintenances m
    join public.status_pages p on p.id = page and p.organization_id = m.organization_id
    where m.id = page_maintenance.maintenance_id and m.deleted_at is null and private.is_maintenance_on_page(m.id, page);
end
$$;

-- See public.page_history.
create function private.page_history(slug text, month date)
returns table (
  kind text, id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz,
  component_ids jsonb, body text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  page public.status_pages;
  from_at timestamptz;
  until_at timestamptz;
begin
  select p.* into page from public.status_pages p where p.id = private.readable_page(page_history.slug);
  if page.id is null then
    return;
  end if;
  if month is null or month < '2000-01-01' or month > (now() + interval '5 years')::date then
    perform private.refuse('HG422', 'There is no such month.', 'month');
  end if;
  from_at := date_trunc('month', month::timestamp) at time zone page.time_zone;
  until_at := (date_trunc('month', month::timestamp) + interval '1 month') at time zone page.time_zone;
  return query
    select 'incident', i.id, i.title, i.status::text, i.impact, i.started_at, i.resolved_at, (
        select coalesce(jsonb_agg(c ->> 'id'), '[]'::jsonb) from jsonb_array_elements(private.incident_components_on_page(i.id, page.id)) c),
      (select left(u.body, 400) from public.incident_updates u
        where u.incident_id = i.id and u.status <> 'postmortem' order by u.displayed_at desc, u.created_at desc limit 1)
    from public.incidents i
    where i.organization_id = page.organization_id and i.published_at is not null and i.deleted_at is null
      and i.started_at < until_at and coalesce(i.resolved_at, 'infinity'::timestamptz) >= from_at and private.is_incident_on_page(i.id, page.id)
    union all
    select 'maintenance', m.id, m.title, m.status::text, 'none', coalesce(m.started_at, m.scheduled_for), coalesce(m.ended_at, m.scheduled_until),
      private.maintenance_components_on_page(m.id, page.id), left(m.body, 400)
    from public.maintenances m
    where m.organization_id = page.organization_id and m.deleted_at is null and m.status <> 'cancelled'
      and coalesce(m.started_at, m.scheduled_for) < until_at and coalesce(m.ended_at, m.scheduled_until) >= from_at
      and private.is_maintenance_on_page(m.id, page.id)
    order by 6 desc, 2
    limit 500;
end
$$;

create function public.page_incident(slug text, incident_id uuid)
returns table (
  id uuid, title text, status public.incident_status, impact public.incident_impact, started_at timestamptz, resolved_at timestamptz,
  next_update_at timestamptz, updated_at timestamptz, components jsonb, updates jsonb
)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.page_incident(slug, incident_id) $$;

create function public.page_maintenance(slug text, maintenance_id uuid)
returns table (
  id uuid, title text, body text, status public.maintenance_status, scheduled_for timestamptz, scheduled_until timestamptz,
  started_at timestamptz, ended_at timestamptz, updated_at timestamptz, components jsonb, updates jsonb
)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.page_maintenance(slug, maintenance_id) $$;

create function public.page_history(slug text, month date)
returns table (
  kind text, id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz,
  component_ids jsonb, body text
)
language sql stable security invoker set search_path = '' as $$ select * from private.page_history(slug, month) $$;

revoke all on function private.is_incident_on_page(uuid, uuid), private.is_maintenance_on_page(uuid, uuid),
  private.incident_components_on_page(uuid, uuid), private.maintenance_components_on_page(uuid, uuid), private.page_notices(uuid, timestamptz),
  private.readable_page(text), private.page_incident(text, uuid), private.page_maintenance(text, uuid), private.page_history(text, date),
  public.page_incident(text, uuid), public.page_maintenance(text, uuid), public.page_history(text, date)
  from public, anon, authenticated, service_role;
grant execute on function private.page_incident(text, uuid), private.page_maintenance(text, uuid), private.page_history(text, date),
  public.page_incident(text, uuid), public.page_maintenance(text, uuid), public.page_history(text, date) to anon, authenticated;

comment on function public.page_incident(text, uuid) is
  'One incident as a page shows it: components {id, name, status, worst}, updates newest first {id, status, body (Markdown), displayed_at, edited_at, components}. No row for drafts, deleted ones and those of other pages.';
comment on function public.page_maintenance(text, uuid) is 'One maintenance as a page shows it, updates newest first. No row when the page does not show it.';
comment on function public.page_history(text, date) is 'Incidents and maintenance of the month of a date, in the page''s time zone, newest first. Error: HG422.';
