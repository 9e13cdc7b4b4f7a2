-- Status pages and the prebuilt snapshot each visitor reads: one row, rebuilt in the transaction that changes it.

create table public.status_pages (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  slug text not null,
  title text not null,
  description text,
  is_public boolean not null default true,
  time_zone text not null default 'UTC',
  theme text not null default 'system',
  accent text,
  accent_dark text,
  logo_path text,
  links jsonb not null default '[]',
  announcement text,
  -- Share of a second that counts as down, per status; null leaves the time out of the books.
  degraded_weight numeric(3, 2) default 0,
  partial_weight numeric(3, 2) default 0.3,
  major_weight numeric(3, 2) default 1,
  maintenance_weight numeric(3, 2),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint status_pages_pkey primary key (id),
  constraint status_pages_slug_key unique (slug),
  constraint status_pages_organization_key unique (id, organization_id),
  constraint status_pages_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint status_pages_slug_form check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$'),
  constraint status_pages_title_length check (char_length(btrim(title)) between 1 and 80),
  constraint status_pages_description_length check (char_length(description) <= 300),
  constraint status_pages_announcement_length check (char_length(announcement) <= 500),
  constraint status_pages_theme_known check (theme in ('system', 'light', 'dark')),
  constraint status_pages_accent_form check (accent ~ '^#[0-9a-f]{6}$' and accent_dark ~ '^#[0-9a-f]{6}$'),
  constraint status_pages_weights_range check (
    degraded_weight between 0 and 1 and partial_weight between 0 and 1 and major_weight between 0 and 1 and maintenance_weight between 0 and 1)
);
alter table public.status_pages enable row level security;
create index status_pages_organization_id_idx on public.status_pages (organization_id);

create table public.status_page_components (
  status_page_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  position integer not null default 0,
  constraint status_page_components_pkey primary key (status_page_id, component_id),
  constraint status_page_components_page_fkey foreign key (status_page_id, organization_id)
    references public.status_pages (id, organization_id) on delete cascade,
  constraint status_page_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table public.status_page_components enable row level security;
create index status_page_components_component_idx on public.status_page_components (component_id, organization_id);
create index status_page_components_page_idx on public.status_page_components (status_page_id, organization_id);
create index status_page_components_organization_idx on public.status_page_components (organization_id);

-- What a visitor reads. `version` rises with every change of status or content; `revision` with refreshed figures
-- (latency, today's uptime) that are not worth telling open pages about.
create table public.page_snapshots (
  status_page_id uuid not null,
  organization_id uuid not null,
  slug text not null,
  is_public boolean not null,
  version bigint not null,
  revision bigint not null default 0,
  etag text not null generated always as ('v' || version || '.' || revision) stored,
  generated_at timestamptz not null,
  body jsonb not null,
  constraint page_snapshots_pkey primary key (status_page_id),
  constraint page_snapshots_slug_key unique (slug),
  constraint page_snapshots_page_fkey foreign key (status_page_id, organization_id)
    references public.status_pages (id, organization_id) on delete cascade
) with (fillfactor = 50);
alter table public.page_snapshots enable row level security;
create index page_snapshots_page_idx on public.page_snapshots (status_page_id, organization_id);
create index page_snapshots_organization_idx on public.page_snapshots (organization_id);

-- Finished days of a component in one time zone: seconds in each status. Today is never here.
create table private.component_days (
  component_id uuid not null,
  time_zone text not null,
  day date not null,
  operational integer not null,
  degraded_performance integer not null,
  partial_outage integer not null,
  major_outage integer not null,
  under_maintenance integer not null,
  unknown integer not null,
  constraint component_days_pkey primary key (component_id, time_zone, day),
  constraint component_days_component_id_fkey foreign key (component_id) references public.components (id) on delete cascade
);
alter table private.component_days enable row level security;

-- The last 24 hours' latency of a component, refreshed by pg_cron so that building a snapshot does not add histograms.
create table private.component_latency (
  component_id uuid not null,
  p95_ms real,
  hourly_p95_ms real[] not null,
  refreshed_at timestamptz not null default now(),
  constraint component_latency_pkey primary key (component_id),
  constraint component_latency_component_id_fkey foreign key (component_id) references public.components (id) on delete cascade
);
alter table private.component_latency enable row level security;

revoke all on public.status_pages, public.status_page_components, public.page_snapshots, private.component_days, private.component_latency
  from public, anon, authenticated, service_role;

-- Seconds per status and calendar day of the ledger, days in the given zone (daylight saving included: such a day has
-- 23 or 25 hours). Time before the first interval is in no column. Whatever is not operational counts from its first
-- moment (rounded up), so that a day's worst status never hides a short outage.
create function private.ledger_days(component_ids uuid[], time_zone text, first_day date, last_day date, at timestamptz)
returns table (
  component_id uuid, day date, operational integer, degraded_performance integer, partial_outage integer, major_outage integer,
  under_maintenance integer, unknown integer
)
language sql stable security definer set search_path = '' as $$
  with days as (
    select d::date as day, d::timestamp at time zone ledger_days.time_zone as starts_at,
      least((d + interval '1 day')::timestamp at time zone ledger_days.time_zone, ledger_days.at) as ends_at
    from generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') d
  ), pieces as (
    select e.component_id, d.day, e.status,
      extract(epoch from least(coalesce(e.ended_at, ledger_days.at), d.ends_at) - greatest(e.started_at, d.starts_at)) as seconds
    from public.status_events e
    join days d on e.started_at < d.ends_at and coalesce(e.ended_at, ledger_days.at) > d.starts_at
    where e.component_id = any (component_ids)
      and coalesce(e.ended_at, 'infinity') > (select min(x.starts_at) from days x)
      and e.started_at < (select max(x.ends_at) from days x)
  )
  select p.component_id, p.day,
    round(coalesce(sum(p.seconds) filter (where p.status = 'operational'), 0))::integer,
    ceil(coalesce(sum(p.seconds) filter (where p.status = 'degraded_performance'), 0))::integer,
    ceil(coalesce(sum(p.seconds) filter (where p.status = 'partial_outage'), 0))::integer,
    ceil(coalesce(sum(p.seconds) filter (where p.status = 'major_outage'), 0))::integer,
    ceil(coalesce(sum(p.seconds) filter (where p.status = 'under_maintenance'), 0))::integer,
    ceil(coalesce(sum(p.seconds) filter (where p.status = 'unknown'), 0))::integer
  from pieces p
  group by p.component_id, p.day
$$;

-- Per cent of the time in the books in which a component was up, cut (never rounded up) to three digits; null without
-- any such time. Formula of the Statuspage uptime: 100 * (T - down) / T, each status' share given by its weight.
create function private.uptime_percent(
  operational bigint, degraded bigint, partial bigint, major bigint, maintenance bigint,
  degraded_weight numeric, partial_weight numeric, major_weight numeric, maintenance_weight numeric
) returns numeric
language sql immutable parallel safe set search_path = '' as $$
  select trunc(100 * (1 - (
      degraded * coalesce(degraded_weight, 0) + partial * coalesce(partial_weight, 0)
      + major * coalesce(major_weight, 0) + maintenance * coalesce(maintenance_weight, 0)
    ) / nullif(
      operational + case when degraded_weight is not null then degraded else 0 end + case when partial_weight is not null then partial else 0 end
      + case when major_weight is not null then major else 0 end + case when maintenance_weight is not null then maintenance else 0 end, 0)), 3)
$$;

-- The worst status of a day that lasted at all; nothing at all is unknown.
create function private.worst_of_day(operational integer, degraded integer, partial integer, major integer, maintenance integer) returns public.component_status
language sql immutable parallel safe set search_path = '' as $$
  select case
    when major > 0 then 'major_outage'
    when partial > 0 then 'partial_outage'
    when degraded > 0 then 'degraded_performance'
    when maintenance > 0 then 'under_maintenance'
    when operational > 0 then 'operational'
    else 'unknown'
  end::public.component_status
$$;

-- The overall state of a set of components, as in the banner: indicator, worst status, words, counts.
create function private.overall_status(component_ids uuid[]) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counted as (
    select c.status, count(*) as n from public.components c where c.id = any (component_ids) group by c.status
  ), worst as (
    select coalesce(max(private.status_rank(c.status)), 0) as rank,
      coalesce(sum(c.n) filter (where c.status = 'unknown'), 0) as unknown,
      coalesce(sum(c.n) filter (where c.status = 'under_maintenance'), 0) as maintenance,
      coalesce(sum(c.n), 0) as total
    from counted c
  )
  select jsonb_build_object(
    'indicator', case w.rank when 4 then 'critical' when 3 then 'major' when 2 then 'minor'
      else case when w.maintenance > 0 then 'maintenance' when w.unknown > 0 then 'unknown' else 'none' end end,
    'status', case w.rank when 4 then 'major_outage' when 3 then 'partial_outage' when 2 then 'degraded_performance'
      else case when w.maintenance > 0 then 'under_maintenance' when w.unknown > 0 then 'unknown' else 'operational' end end,
    'description', case w.rank when 4 then 'Major Service Outage' when 3 then 'Partial System Outage' when 2 then 'Partially Degraded Service'
      else case
        when w.maintenance > 0 then 'Service Under Maintenance'
        when w.unknown > 0 then format('No data for %s component%s', w.unknown, case when w.unknown > 1 then 's' else '' end)
        else 'All Systems Operational' end end,
    'counts', coalesce((select jsonb_object_agg(c.status, c.n) from counted c), '{}'::jsonb))
  from worst w
$$;

-- Components of a page in display order: groups by their position, then components; ungrouped ones first.
create function private.page_components(status_page_id uuid)
returns table (component_id uuid, group_id uuid, ord bigint)
language sql stable security definer set search_path = '' as $$
  select c.id, c.group_id, row_number() over (order by g.position nulls first, g.name nulls first, g.id nulls first, c.position, c.name, c.id)
  from public.status_page_components pc
  join public.components c on c.id = pc.component_id and c.archived_at is null
  left join public.component_groups g on g.id = c.group_id
  where pc.status_page_id = page_components.status_page_id
$$;

create function private.page_groups(status_page_id uuid) returns jsonb
language sql stable security definer set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', s.group_id, 'name', s.name, 'status', s.status, 'component_ids', s.ids) order by s.first), '[]')
  from (
    select pc.group_id, g.name, min(pc.ord) as first, jsonb_agg(pc.component_id order by pc.ord) as ids,
      private.overall_status(array_agg(pc.component_id)) ->> 'status' as status
    from private.page_components(page_groups.status_page_id) pc
    left join public.component_groups g on g.id = pc.group_id
    group by pc.group_id, g.name
  ) s
$$;

-- Ninety days of each component of a page, as letters and details, with the uptime over them. Finished days come from
-- private.component_days; those not yet there and today come from the ledger.
create function private.page_days(status_page_id uuid, at timestamptz)
returns table (component_id uuid, uptime numeric, days jsonb, today text)
language sql stable security definer set search_path = '' as $$
  with page as (
    select p.*, (page_days.at at time zone p.time_zone)::date as today from public.status_pages p where p.id = page_days.status_page_id
  ), shown as (
    select pc.component_id from private.page_components(page_days.status_page_id) pc
  ), finished as (
    select d.* from page p join private.component_days d on d.time_zone = p.time_zone and d.day >= p.today - 89 and d.day < p.today
    where d.component_id in (select s.component_id from shown s)
  ), open_from as (
    -- The first day that is not yet in the books, the same for all: the earliest gap decides.
    select coalesce(min(x.next_day), p.today - 89) as day
    from page p
    left join lateral (
      select s.component_id, coalesce(max(f.day) + 1, p.today - 89) as next_day
      from shown s left join finished f on f.component_id = s.component_id
      group by s.component_id
    ) x on true
    group by p.today
  ), live as (
    -- Up to the end of the second that has begun: a status that starts now is already today's.
    select l.* from page p cross join open_from o
    cross join lateral private.ledger_days(array(select s.component_id from shown s), p.time_zone, o.day, p.today, page_days.at + interval '1 second') l
  ), booked as (
    select f.component_id, f.day, f.operational, f.degraded_performance, f.partial_outage, f.major_outage, f.under_maintenance, f.unknown
    from finished f cross join open_from o where f.day < o.day
    union all
    select l.component_id, l.day, l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance, l.unknown from live l
  ), judged as (
    select b.*, private.worst_of_day(b.operational, b.degraded_performance, b.partial_outage, b.major_outage, b.under_maintenance) as worst,
      private.uptime_percent(b.operational, b.degraded_performance, b.partial_outage, b.major_outage, b.under_maintenance,
        p.degraded_weight, p.partial_weight, p.major_weight, p.maintenance_weight) as uptime
    from booked b cross join page p
  ), totals as (
    select b.component_id, private.uptime_percent(sum(b.operational), sum(b.degraded_performance), sum(b.partial_outage), sum(b.major_outage),
      sum(b.under_maintenance), min(p.degraded_weight), min(p.partial_weight), min(p.major_weight), min(p.maintenance_weight)) as uptime
    from booked b cross join page p group by b.component_id
  ), letters as (
    select s.component_id,
      string_agg(coalesce(private.status_letter(j.worst), 'u'), '' order by d.n) as statuses,
      coalesce(jsonb_object_agg(j.day, jsonb_build_object('uptime', j.uptime, 'seconds', jsonb_strip_nulls(jsonb_build_object(
        'operational', nullif(j.operational, 0), 'degraded_performance', nullif(j.degraded_performance, 0),
        'partial_outage', nullif(j.partial_outage, 0), 'major_outage', nullif(j.major_outage, 0),
        'under_maintenance', nullif(j.under_maintenance, 0), 'unknown', nullif(j.unknown, 0)))))
        filter (where j.worst not in ('operational', 'unknown')), '{}'::jsonb) as details
    from shown s
    cross join page p
    cross join generate_series(0, 89) as d (n)
    left join judged j on j.component_id = s.component_id and j.day = p.today - 89 + d.n
    group by s.component_id
  )
  select l.component_id, t.uptime,
    jsonb_build_object('end', p.today, 'statuses', l.statuses, 'details', l.details), right(l.statuses, 1)
  from letters l cross join page p
  left join totals t on t.component_id = l.component_id
$$;

-- Builds the whole snapshot of a page.
create function private.page_body(status_page_id uuid, version bigint, at timestamptz) returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'version', page_body.version,
    'generated_at', to_char(page_body.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'page', jsonb_build_object(
      'id', p.id, 'slug', p.slug, 'title', p.title, 'description', p.description, 'organization_name', o.name, 'time_zone', p.time_zone,
      'theme', p.theme, 'accent', p.accent, 'accent_dark', p.accent_dark, 'logo_path', p.logo_path, 'links', p.links, 'announcement', p.announcement),
    'status', private.overall_status(array(select pc.component_id from private.page_components(p.id) pc)),
    'groups', private.page_groups(p.id),
    'components', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', c.id, 'name', c.name, 'description', nullif(c.description, ''), 'kind', c.kind, 'group_id', c.group_id,
        'status', c.status, 'since', c.status_since, 'cause', c.status_cause, 'uptime', d.uptime, 'days', d.days,
        'latency', case when l.component_id is not null then jsonb_build_object('p95_ms', round(l.p95_ms::numeric, 1), 'hourly_p95_ms', (
          select jsonb_agg(round(h.ms::numeric, 1) order by h.n) from unnest(l.hourly_p95_ms) with ordinality as h (ms, n))) end
      ) order by pc.ord)
      from private.page_components(p.id) pc
      join public.components c on c.id = pc.component_id
      join private.page_days(p.id, page_body.at) d on d.component_id = c.id
      left join private.component_latency l on l.component_id = c.id
    ), '[]'::jsonb))
  from public.status_pages p join public.organizations o on o.id = p.organization_id
  where p.id = page_body.status_page_id
$$;

-- Rebuilds snapshots. With `changed` (components whose status moved) open pages are sent just those; without it they
-- are told to fetch. One version a call and page.
create function private.rebuild_pages(status_page_ids uuid[], changed uuid[] default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  page public.status_pages;
  next_version bigint;
  snapshot jsonb;
  payload jsonb;
begin
  for page in select p.* from public.status_pages p where p.id = any (status_page_ids) order by p.id for update loop
    select coalesce(max(s.version), 0) + 1 into next_version from public.page_snapshots s where s.status_page_id = page.id;
    snapshot := private.page_body(page.id, next_version, clock_timestamp());
    insert into public.page_snapshots as s (status_page_id, organization_id, slug, is_public, version, generated_at, body)
    values (page.id, page.organization_id, page.slug, page.is_public, next_version, now(), snapshot)
    on conflict (status_page_id) do update
    set slug = excluded.slug, is_public = excluded.is_public, version = excluded.version, revision = 0,
      generated_at = excluded.generated_at, body = excluded.body;
    payload := jsonb_build_object('version', next_version, 'previous_version', next_version - 1, 'generated_at', snapshot -> 'generated_at', 'changes', null);
    if changed is not null then
      payload := jsonb_set(payload, '{changes}', jsonb_build_object(
        'status', snapshot -> 'status',
        'groups', (select coalesce(jsonb_agg(jsonb_build_object('id', g -> 'id', 'status', g -> 'status')), '[]') from jsonb_array_elements(snapshot -> 'groups') g),
        'components', (
          select coalesce(jsonb_agg(jsonb_build_object('id', c -> 'id', 'status', c -> 'status', 'since', c -> 'since', 'cause', c -> 'cause',
            'uptime', c -> 'uptime', 'today', right(c #>> '{days,statuses}', 1), 'today_details', c #> array['days', 'details', c #>> '{days,end}'])), '[]')
          from jsonb_array_elements(snapshot -> 'components') c where (c ->> 'id')::uuid = any (changed)
        )));
      if octet_length(payload::text) > 16384 then
        payload := jsonb_set(payload, '{changes}', 'null');
      end if;
    end if;
    perform realtime.send(payload, 'changes', 'page:' || page.id, true);
  end loop;
end
$$;

create function private.rebuild_pages_of_components(component_ids uuid[]) returns void
language sql volatile security definer set search_path = '' as $$
  select private.rebuild_pages(array(select distinct pc.status_page_id from public.status_page_components pc where pc.component_id = any (component_ids)), component_ids)
  where exists (select 1 from public.status_page_components pc where pc.component_id = any (component_ids))
$$;

-- Refreshes figures that move without a change of status: latency, today's uptime, the turn of the day. Pages keep
-- their version, so that nobody who is connected has to fetch.
create function private.refresh_figures() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  refreshed integer;
begin
  with entries as (
    select m.component_id, r.hour, b.i, sum(b.n) as n
    from private.check_rollups r
    join private.schedule s on s.id = r.schedule_id
    join public.monitors m on m.id = s.monitor_id
    cross join lateral unnest(r.latency_buckets) with ordinality as b (n, i)
    where r.hour >= date_trunc('hour', now()) - interval '23 hours'
      and m.component_id in (select pc.component_id from public.status_page_components pc)
    group by m.component_id, r.hour, b.i
  ), hourly as (
    select e.component_id, e.hour, private.histogram_percentile(array_agg(e.n order by e.i), 0.95) as p95_ms
    from entries e group by e.component_id, e.hour
  ), total as (
    select x.component_id, private.histogram_percentile(array_agg(x.n order by x.i), 0.95) as p95_ms
    from (select e.component_id, e.i, sum(e.n)::bigint as n from entries e group by e.component_id, e.i) x
    group by x.component_id
  )
  insert into private.component_latency as l (component_id, p95_ms, hourly_p95_ms, refreshed_at)
  select t.component_id, t.p95_ms, array(
      select h.p95_ms
      from generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') g (hour)
      left join hourly h on h.component_id = t.component_id and h.hour = g.hour
      order by g.hour
    ), now()
  from total t
  on conflict (component_id) do update
  set p95_ms = excluded.p95_ms, hourly_p95_ms = excluded.hourly_p95_ms, refreshed_at = excluded.refreshed_at;
  delete from private.component_latency l where l.refreshed_at < now() - interval '1 day';

  update public.page_snapshots s
  set body = private.page_body(s.status_page_id, s.version, now()), revision = s.revision + 1, generated_at = now()
  where exists (select 1 from public.status_page_components pc where pc.status_page_id = s.status_page_id);
  get diagnostics refreshed = row_count;
  return refreshed;
end
$$;

-- Books the finished days that are missing, for every zone in which a page shows the component.
create function private.book_days() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  zone record;
  booked integer := 0;
  booked_now integer;
begin
  for zone in
    select p.time_zone, (now() at time zone p.time_zone)::date as today, array_agg(distinct pc.component_id) as component_ids
    from public.status_pages p join public.status_page_components pc on pc.status_page_id = p.id
    group by p.time_zone
  loop
    insert into private.component_days (component_id, time_zone, day, operational, degraded_performance, partial_outage, major_outage, under_maintenance, unknown)
    select l.component_id, zone.time_zone, l.day, l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance, l.unknown
    from (
      select coalesce(min(x.next_day), zone.today) as first_day from (
        select coalesce((select max(d.day) + 1 from private.component_days d where d.component_id = c.id and d.time_zone = zone.time_zone), zone.today - 89) as next_day
        from unnest(zone.component_ids) c (id)
      ) x
    ) f
    cross join lateral private.ledger_days(zone.component_ids, zone.time_zone, f.first_day, zone.today - 1, now()) l
    on conflict (component_id, time_zone, day) do nothing;
    get diagnostics booked_now = row_count;
    booked := booked + booked_now;
  end loop;
  delete from private.component_days d where d.day < (now() at time zone 'UTC')::date - 800;
  return booked;
end
$$;

create function private.tg_status_pages__validate() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  if not exists (select 1 from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
    perform private.refuse('HG422', 'There is no such time zone.', 'time_zone');
  end if;
  if jsonb_typeof(new.links) is distinct from 'array' or jsonb_array_length(new.links) > 10 or exists (
    select 1 from jsonb_array_elements(new.links) l
    where coalesce(l ->> 'label', '') = '' or char_length(l ->> 'label') > 40 or coalesce(l ->> 'url', '') !~ '^https?://[^\s"<>]+$' or char_length(l ->> 'url') > 500
  ) then
    perform private.refuse('HG422', 'Links are at most 10 entries with a label and a web address.', 'links');
  end if;
  return new;
end
$$;

create function private.tg_status_pages__rebuild() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.rebuild_pages(array[new.id]);
  return null;
end
$$;

-- Statement triggers: choosing fifty components is one rebuild, not fifty.
create function private.tg_status_page_components__rebuild() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.rebuild_pages(array(select distinct r.status_page_id from changed_rows r));
  return null;
end
$$;

create trigger _050_validate before insert or update of time_zone, links on public.status_pages for each row execute function private.tg_status_pages__validate();
create trigger _100_touch before update on public.status_pages for each row execute function private.tg_touch_updated_at();
create trigger _200_rebuild after insert or update on public.status_pages for each row execute function private.tg_status_pages__rebuild();
create trigger _300_announce after insert or update or delete on public.status_pages for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.status_pages for each row execute function private.tg_audit();
create trigger _200_rebuild_inserted after insert on public.status_page_components
  referencing new table as changed_rows for each statement execute function private.tg_status_page_components__rebuild();
create trigger _210_rebuild_updated after update on public.status_page_components
  referencing new table as changed_rows for each statement execute function private.tg_status_page_components__rebuild();
create trigger _220_rebuild_deleted after delete on public.status_page_components
  referencing old table as changed_rows for each statement execute function private.tg_status_page_components__rebuild();
create trigger _900_audit after insert or update or delete on public.status_page_components for each row execute function private.tg_audit();

create policy select_member on public.status_pages for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.status_pages for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy update_editor on public.status_pages for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('pages.write'))))
  with check (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy delete_editor on public.status_pages for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy select_member on public.status_page_components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.status_page_components for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy update_editor on public.status_page_components for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('pages.write'))))
  with check (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy delete_editor on public.status_page_components for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('pages.write'))));
create policy select_public on public.page_snapshots for select to anon using (is_public);
create policy select_public_or_member on public.page_snapshots for select to authenticated
  using (is_public or organization_id = any (array(select private.my_org_ids('organization.read'))));

grant select, delete,
  insert (id, organization_id, slug, title, description, is_public, time_zone, theme, accent, accent_dark, logo_path, links, announcement,
    degraded_weight, partial_weight, major_weight, maintenance_weight),
  update (slug, title, description, is_public, time_zone, theme, accent, accent_dark, logo_path, links, announcement,
    degraded_weight, partial_weight, major_weight, maintenance_weight)
  on public.status_pages to authenticated;
grant select, delete, insert (status_page_id, component_id, organization_id, position), update (position) on public.status_page_components to authenticated;
grant select on public.page_snapshots to anon, authenticated;

-- Replaces the components of a page in one go, in the given order.
create function public.set_page_components(status_page_id uuid, component_ids uuid[]) returns integer
language plpgsql volatile security invoker set search_path = '' as $$
declare
  kept integer;
begin
  delete from public.status_page_components pc
  where pc.status_page_id = set_page_components.status_page_id and not pc.component_id = any (component_ids);
  insert into public.status_page_components (status_page_id, component_id, organization_id, position)
  select p.id, o.id, p.organization_id, o.position
  from public.status_pages p cross join unnest(component_ids) with ordinality as o (id, position)
  where p.id = set_page_components.status_page_id
  on conflict on constraint status_page_components_pkey do update set position = excluded.position;
  get diagnostics kept = row_count;
  return kept;
end
$$;

revoke all on function private.ledger_days(uuid[], text, date, date, timestamptz),
  private.uptime_percent(bigint, bigint, bigint, bigint, bigint, numeric, numeric, numeric, numeric),
  private.worst_of_day(integer, integer, integer, integer, integer), private.overall_status(uuid[]), private.page_components(uuid),
  private.page_groups(uuid), private.page_days(uuid, timestamptz), private.page_body(uuid, bigint, timestamptz),
  private.rebuild_pages(uuid[], uuid[]), private.rebuild_pages_of_components(uuid[]), private.refresh_figures(), private.book_days(),
  private.tg_status_pages__validate(), private.tg_status_pages__rebuild(), private.tg_status_page_components__rebuild(),
  public.set_page_components(uuid, uuid[]) from public, anon, authenticated, service_role;
grant execute on function public.set_page_components(uuid, uuid[]) to authenticated;

comment on table public.status_pages is 'A view of chosen components at /status/:slug.';
comment on column public.status_pages.partial_weight is 'Uptime policy: share of a second in this status that counts as down; null leaves it out.';
comment on table public.status_page_components is 'Which components a page shows.';
comment on table public.page_snapshots is 'Prebuilt JSON of each page, the only thing a visitor reads.';
comment on table private.component_days is 'Finished calendar days of a component in a time zone, from the ledger.';
comment on table private.component_latency is 'Latency of the last 24 hours per component, refreshed every five minutes.';
comment on function public.set_page_components(uuid, uuid[]) is 'Replaces the components of a page, in order; returns how many it shows.';
