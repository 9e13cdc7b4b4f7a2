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
  constraint status_pages_logo_path_own check (logo_path ~ ('^' || organization_id || '/[A-Za-z0-9][A-Za-z0-9._-]{0,199}$')),
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

-- The worst status of a day that lasted at all; nothing at all is unknown. Called for every day of every component.
create function private.worst_of_day(operational integer, degraded integer, partial integer, major integer, maintenance integer) returns public.component_status
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case
    when major > 0 then 'major_outage'
    when partial > 0 then 'partial_outage'
    when degraded > 0 then 'degraded_performance'
    when maintenance > 0 then 'under_maintenance'
    when operational > 0 then 'operational'
    else 'unknown'
  end;
end
$$;

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
  letter text not null generated always as (private.status_letter(
    private.worst_of_day(operational, degraded_performance, partial_outage, major_outage, under_maintenance))) stored,
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
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    with days as (
      select d::date as day, d::timestamp at time zone ledger_days.time_zone as starts_at,
        least((d + interval '1 day')::timestamp at time zone ledger_days.time_zone, ledger_days.at) as ends_at
      from generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') d
    ), pieces as (
      select e.component_id, d.day, e.status,
        extract(epoch from least(coalesce(e.ended_at, ledger_days.at), d.ends_at) - greatest(e.started_at, d.starts_at)) as seconds
      from public.status_events e
      join days d on e.started_at < d.ends_at and coalesce(e.ended_at, ledger_days.at) > d.starts_at
      where e.component_id = any (ledger_days.component_ids)
        and coalesce(e.ended_at, 'infinity'::timestamptz) > (select min(x.starts_at) from days x)
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
    group by p.component_id, p.day;
end
$$;

-- Per cent of the time in the books in which a component was up, cut (never rounded up) to three digits; null without
-- any such time. Formula of the Statuspage uptime: 100 * (T - down) / T, each status' share given by its weight,
-- null for time that is not in the books.
create function private.uptime_percent(
  operational bigint, degraded bigint, partial bigint, major bigint, maintenance bigint,
  degraded_weight numeric default 0, partial_weight numeric default 0.3, major_weight numeric default 1, maintenance_weight numeric default null
) returns numeric
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return trunc(100 * (1 - (
      degraded * coalesce(degraded_weight, 0) + partial * coalesce(partial_weight, 0)
      + major * coalesce(major_weight, 0) + maintenance * coalesce(maintenance_weight, 0)
    ) / nullif(
      operational + case when degraded_weight is not null then degraded else 0 end + case when partial_weight is not null then partial else 0 end
      + case when major_weight is not null then major else 0 end + case when maintenance_weight is not null then maintenance else 0 end, 0)), 3);
end
$$;

-- The overall state of a set of components, as in the banner: indicator, worst status, words, counts.
create function private.overall_status(component_ids uuid[]) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
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
  );
end
$$;

-- Components of a page in display order. The page's own order comes first; a group stands where its first component does.
-- Where the page has none (all 0), the organization's: groups by their position, ungrouped ones first, then components.
create function private.page_components(status_page_id uuid)
returns table (component_id uuid, group_id uuid, ord bigint)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select x.id, x.group_id, row_number() over (
      order by x.group_place, x.group_position nulls first, x.group_name nulls first, x.group_id nulls first, x.place, x.position, x.name, x.id)
    from (
      select c.id, c.group_id, c.position, c.name, pc.position as place, g.position as group_position, g.name as group_name,
        min(pc.position) over (partition by c.group_id) as group_place
      from public.status_page_components pc
      join public.components c on c.id = pc.component_id and c.archived_at is null
      left join public.component_groups g on g.id = c.group_id
      where pc.status_page_id = page_components.status_page_id
    ) x;
end
$$;

create function private.page_groups(status_page_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.group_id, 'name', s.name, 'status', s.status, 'component_ids', s.ids) order by s.first), '[]')
    from (
      select pc.group_id, g.name, min(pc.ord) as first, jsonb_agg(pc.component_id order by pc.ord) as ids,
        private.overall_status(array_agg(pc.component_id)) ->> 'status' as status
      from private.page_components(page_groups.status_page_id) pc
      left join public.component_groups g on g.id = pc.group_id
      group by pc.group_id, g.name
    ) s
  );
end
$$;

-- What follows is built for every change of status: plpgsql, whose plans are cached; as SQL functions, planned at each call,
-- a page of 50 components took three times as long (docs/decisions/001).

-- Ninety days of each component of a page, as letters and details, with the uptime over them. Finished days come from
-- private.component_days; those not yet there and today come from the ledger.
create function private.page_days(status_page_id uuid, at timestamptz)
returns table (component_id uuid, uptime numeric, days jsonb, today text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  page public.status_pages;
  this_day date;
  first_day date;
  open_from date;
  shown uuid[] := array(select pc.component_id from private.page_components(page_days.status_page_id) pc);
begin
  select p.* into strict page from public.status_pages p where p.id = page_days.status_page_id;
  this_day := (page_days.at at time zone page.time_zone)::date;
  first_day := this_day - 89;
  -- The first day that is not yet in the books, the same for all: the earliest gap decides.
  select coalesce(min(coalesce(f.last_day + 1, first_day)), first_day) into open_from
  from unnest(shown) s (id)
  left join lateral (
    select max(d.day) as last_day from private.component_days d
    where d.component_id = s.id and d.time_zone = page.time_zone and d.day >= first_day and d.day < this_day
  ) f on true;
  return query
    with booked as (
      select d.component_id, d.day, d.letter, d.operational, d.degraded_performance, d.partial_outage, d.major_outage, d.under_maintenance, d.unknown
      from private.component_days d
      where d.component_id = any (shown) and d.time_zone = page.time_zone and d.day >= first_day and d.day < open_from
      union all
      -- Up to the end of the second that has begun: a status that starts now is already today's.
      select l.component_id, l.day,
        private.status_letter(private.worst_of_day(l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance)),
        l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance, l.unknown
      from private.ledger_days(shown, page.time_zone, open_from, this_day, page_days.at + interval '1 second') l
    ), totals as (
      select b.component_id,
        private.uptime_percent(sum(b.operational), sum(b.degraded_performance), sum(b.partial_outage), sum(b.major_outage), sum(b.under_maintenance),
          page.degraded_weight, page.partial_weight, page.major_weight, page.maintenance_weight) as uptime,
        jsonb_object_agg(b.day, jsonb_build_object(
          'uptime', private.uptime_percent(b.operational, b.degraded_performance, b.partial_outage, b.major_outage, b.under_maintenance,
            page.degraded_weight, page.partial_weight, page.major_weight, page.maintenance_weight),
          'seconds', jsonb_strip_nulls(jsonb_build_object(
            'operational', nullif(b.operational, 0), 'degraded_performance', nullif(b.degraded_performance, 0),
            'partial_outage', nullif(b.partial_outage, 0), 'major_outage', nullif(b.major_outage, 0),
            'under_maintenance', nullif(b.under_maintenance, 0), 'unknown', nullif(b.unknown, 0)))))
          filter (where b.letter not in ('o', 'u')) as details
      from booked b group by b.component_id
    ), letters as (
      select s.id, string_agg(coalesce(b.letter, 'u'), '' order by d.n) as statuses
      from unnest(shown) s (id)
      cross join generate_series(0, 89) as d (n)
      left join booked b on b.component_id = s.id and b.day = first_day + d.n
      group by s.id
    )
    select l.id, t.uptime,
      jsonb_build_object('end', this_day, 'statuses', l.statuses, 'details', coalesce(t.details, '{}'::jsonb)), right(l.statuses, 1)
    from letters l left join totals t on t.component_id = l.id;
end
$$;

-- Builds the whole snapshot of a page.
create function private.page_body(status_page_id uuid, version bigint, at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
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
      ), '[]'::jsonb)) || private.page_notices(p.id, page_body.at)
    from public.status_pages p join public.organizations o on o.id = p.organization_id
    where p.id = page_body.status_page_id
  );
end
$$;

-- Rebuilds snapshots. With `changed` (components whose status moved) open pages are sent just those, and with `noticed` also
-- the incidents and maintenances; without it they are told to fetch. One version a call and page.
create function private.rebuild_pages(status_page_ids uuid[], changed uuid[] default null, noticed boolean default false) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  page public.status_pages;
  next_version bigint;
  snapshot jsonb;
  payload jsonb;
  is_visible boolean;
begin
  for page in select p.* from public.status_pages p where p.id = any (status_page_ids) order by p.id for update loop
    is_visible := page.is_public and not exists (select 1 from public.organizations o where o.id = page.organization_id and o.deleted_at is not null);
    select coalesce(max(s.version), 0) + 1 into next_version from public.page_snapshots s where s.status_page_id = page.id;
    snapshot := private.page_body(page.id, next_version, clock_timestamp());
    insert into public.page_snapshots as s (status_page_id, organization_id, slug, is_public, version, generated_at, body)
    values (page.id, page.organization_id, page.slug, is_visible, next_version, now(), snapshot)
    on conflict (status_page_id) do update
    set slug = excluded.slug, is_public = excluded.is_public, version = excluded.version, revision = 0,
      generated_at = excluded.generated_at, body = excluded.body;
    payload := jsonb_build_object('version', next_version, 'previous_version', next_version - 1, 'generated_at', snapshot -> 'generated_at', 'changes', null);
    -- Rights of a channel are cached while it is open: who joined when the page was public, or was a member, still hears.
    -- A private page therefore says only that there is something new; members fetch it under their own rights.
    if changed is not null and is_visible then
      payload := jsonb_set(payload, '{changes}', jsonb_build_object(
        'status', snapshot -> 'status',
        'groups', (select coalesce(jsonb_agg(jsonb_build_object('id', g -> 'id', 'status', g -> 'status')), '[]') from jsonb_array_elements(snapshot -> 'groups') g),
        'components', (
          select coalesce(jsonb_agg(jsonb_build_object('id', c -> 'id', 'status', c -> 'status', 'since', c -> 'since', 'cause', c -> 'cause',
            'uptime', c -> 'uptime', 'today', right(c #>> '{days,statuses}', 1), 'today_details', c #> array['days', 'details', c #>> '{days,end}'])), '[]')
          from jsonb_array_elements(snapshot -> 'components') c where (c ->> 'id')::uuid = any (changed)
        )));
      if noticed then
        payload := jsonb_set(payload, '{changes}', (payload -> 'changes') || jsonb_build_object(
          'incidents', snapshot -> 'incidents', 'maintenances', snapshot -> 'maintenances', 'past', snapshot -> 'past'));
      end if;
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
    -- Per hour, and with hour null over all of them.
    select m.component_id, r.hour, b.i, sum(b.n)::double precision as n
    from private.check_rollups r
    join private.schedule s on s.id = r.schedule_id
    join public.monitors m on m.id = s.monitor_id
    cross join lateral unnest(r.latency_buckets) with ordinality as b (n, i)
    where r.hour >= date_trunc('hour', now()) - interval '23 hours' and b.n > 0
    group by grouping sets ((m.component_id, r.hour, b.i), (m.component_id, b.i))
  ), counted as (
    select e.component_id, e.hour, e.i, e.n, sum(e.n) over (partition by e.component_id, e.hour order by e.i) as upto,
      sum(e.n) over (partition by e.component_id, e.hour) * 0.95::double precision as wanted
    from entries e
  ), percentiles as (
    select c.component_id, c.hour, private.latency_in_bucket(c.i, (c.wanted - (c.upto - c.n)) / c.n) as p95_ms
    from counted c where c.upto >= c.wanted and c.upto - c.n < c.wanted
  )
  insert into private.component_latency as l (component_id, p95_ms, hourly_p95_ms, refreshed_at)
  select t.component_id, t.p95_ms, array_agg(h.p95_ms order by g.hour), now()
  from percentiles t
  cross join generate_series(date_trunc('hour', now()) - interval '23 hours', date_trunc('hour', now()), interval '1 hour') g (hour)
  left join percentiles h on h.component_id = t.component_id and h.hour = g.hour
  where t.hour is null
  group by t.component_id, t.p95_ms
  on conflict (component_id) do update
  set p95_ms = excluded.p95_ms, hourly_p95_ms = excluded.hourly_p95_ms, refreshed_at = excluded.refreshed_at;
  delete from private.component_latency l where l.refreshed_at < now();

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

-- What the constraints refuse as well, but with the field and a sentence; and what no constraint can check.
create function private.tg_status_pages__validate() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if coalesce(char_length(btrim(new.title)), 0) not between 1 and 80 then
    perform private.refuse('HG422', 'A title has 1 to 80 characters.', 'title');
  end if;
  if coalesce(new.slug, '') !~ '^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$' then
    perform private.refuse('HG422', 'An address has 3 to 48 small letters, digits and hyphens.', 'slug');
  end if;
  if char_length(new.description) > 300 then
    perform private.refuse('HG422', 'A description has at most 300 characters.', 'description');
  end if;
  if char_length(new.announcement) > 500 then
    perform private.refuse('HG422', 'An announcement has at most 500 characters.', 'announcement');
  end if;
  if coalesce(new.theme, '') not in ('system', 'light', 'dark') then
    perform private.refuse('HG422', 'A theme is system, light or dark.', 'theme');
  end if;
  if new.accent !~ '^#[0-9a-f]{6}$' then
    perform private.refuse('HG422', 'Write a colour as #rrggbb.', 'accent');
  end if;
  if new.accent_dark !~ '^#[0-9a-f]{6}$' then
    perform private.refuse('HG422', 'Write a colour as #rrggbb.', 'accent_dark');
  end if;
  if not exists (select 1 from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
    perform private.refuse('HG422', 'There is no such time zone.', 'time_zone');
  end if;
  if jsonb_typeof(new.links) is distinct from 'array' or jsonb_array_length(new.links) > 10 or exists (
    select 1 from jsonb_array_elements(new.links) l
    where case when jsonb_typeof(l) = 'object' then
      jsonb_typeof(l -> 'label') is distinct from 'string' or jsonb_typeof(l -> 'url') is distinct from 'string' or l - array['label', 'url'] <> '{}'
        or char_length(btrim(l ->> 'label')) not between 1 and 40 or char_length(l ->> 'url') > 500 or l ->> 'url' !~ '^https?://[^\s"<>]+$'
      else true end
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
  -- What a page shows is part of it: its updated_at is what publish_page compares, and the change is announced.
  update public.status_pages p set updated_at = now() where p.id in (select r.status_page_id from changed_rows r);
  perform private.rebuild_pages(array(select distinct r.status_page_id from changed_rows r));
  return null;
end
$$;

create trigger _050_validate before insert or update of slug, title, description, time_zone, theme, accent, accent_dark, links, announcement
  on public.status_pages for each row execute function private.tg_status_pages__validate();
create trigger _100_touch before update on public.status_pages for each row execute function private.tg_touch_updated_at();
create trigger _200_rebuild after insert or update of slug, title, description, is_public, time_zone, theme, accent, accent_dark, logo_path,
    links, announcement, degraded_weight, partial_weight, major_weight, maintenance_weight
  on public.status_pages for each row execute function private.tg_status_pages__rebuild();
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
create policy select_member on public.page_snapshots for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));

grant select, delete,
  insert (id, organization_id, slug, title, description, is_public, time_zone, theme, accent, accent_dark, logo_path, links, announcement,
    degraded_weight, partial_weight, major_weight, maintenance_weight),
  update (slug, title, description, is_public, time_zone, theme, accent, accent_dark, logo_path, links, announcement,
    degraded_weight, partial_weight, major_weight, maintenance_weight)
  on public.status_pages to authenticated;
grant select, delete, insert (status_page_id, component_id, organization_id, position), update (position) on public.status_page_components to authenticated;
grant select on public.page_snapshots to authenticated;

-- A public page by its slug, for visitors: the table itself is for members, so that nobody can list the pages of all
-- tenants. A private page and a missing one read alike.
create function private.page_snapshot(slug text)
returns table (version bigint, etag text, generated_at timestamptz, body jsonb)
language sql stable security definer rows 1 set search_path = '' as $$
  select s.version, s.etag, s.generated_at, s.body from public.page_snapshots s where s.slug = page_snapshot.slug and s.is_public
$$;

create function public.page_snapshot(slug text)
returns table (version bigint, etag text, generated_at timestamptz, body jsonb)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.page_snapshot(slug) $$;

-- Puts exactly these components on a page. See public.publish_page for `has_own_order`.
create function private.place_components(status_page_id uuid, component_ids uuid[], has_own_order boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  last_place integer;
begin
  if component_ids is null or array_position(component_ids, null) is not null then
    perform private.refuse('HG422', 'Components are a list of ids.', 'component_ids');
  end if;
  delete from public.status_page_components pc
  where pc.status_page_id = place_components.status_page_id and not pc.component_id = any (component_ids);
  select coalesce(max(pc.position), 0) into last_place
  from public.status_page_components pc where pc.status_page_id = place_components.status_page_id;
  insert into public.status_page_components as pc (status_page_id, component_id, organization_id, position)
  select p.id, w.id, p.organization_id,
    case when has_own_order then w.place when has_own_order is null and last_place > 0 then last_place + w.place else 0 end
  from public.status_pages p
  cross join (select u.id, min(u.place)::integer as place from unnest(component_ids) with ordinality as u (id, place) group by u.id) w
  where p.id = place_components.status_page_id
  on conflict on constraint status_page_components_pkey do update set position = excluded.position
  where has_own_order is not null and pc.position <> excluded.position;
exception
  when foreign_key_violation then perform private.refuse('HG422', 'One of the components does not exist.', 'component_ids');
end
$$;

-- A new page with what it shows, or neither.
create function private.create_page(organization_id uuid, title text, slug text, is_public boolean, time_zone text, component_ids uuid[])
returns public.status_pages
language plpgsql volatile security definer set search_path = '' as $$
declare
  created public.status_pages;
begin
  perform private.require_permission(organization_id, 'pages.write');
  begin
    insert into public.status_pages (organization_id, title, slug, is_public, time_zone)
    values (create_page.organization_id, create_page.title, create_page.slug, coalesce(create_page.is_public, true), create_page.time_zone)
    returning * into created;
  exception
    when unique_violation then perform private.refuse('HG410', 'This address is taken.', 'slug', 'Choose another one.');
  end;
  perform private.place_components(created.id, component_ids, false);
  return created;
end
$$;

create function public.create_page(organization_id uuid, title text, slug text, is_public boolean, time_zone text, component_ids uuid[] default '{}')
returns public.status_pages
language sql volatile security invoker set search_path = '' as $$
  select private.create_page(organization_id, title, slug, is_public, time_zone, component_ids)
$$;

-- Everything the editor of a page holds, at once or not at all. An empty text is none.
create function private.publish_page(
  status_page_id uuid, expected_updated_at timestamptz, title text, slug text, description text, is_public boolean, time_zone text,
  theme text, accent text, accent_dark text, logo_path text, links jsonb, announcement text, component_ids uuid[], has_own_order boolean
) returns public.status_pages
language plpgsql volatile security definer set search_path = '' as $$
declare
  page public.status_pages;
begin
  select p.* into page from public.status_pages p where p.id = publish_page.status_page_id for update;
  perform private.require_permission(page.organization_id, 'pages.write');
  -- In milliseconds, because that is what is left of a time that went through a JavaScript Date.
  if date_trunc('milliseconds', page.updated_at) is distinct from date_trunc('milliseconds', expected_updated_at) then
    perform private.refuse('HG412', 'Somebody published this page meanwhile.', null, 'Look at the newer version first.');
  end if;
  begin
    update public.status_pages p
    set title = publish_page.title, slug = publish_page.slug, description = nullif(publish_page.description, ''),
      is_public = coalesce(publish_page.is_public, p.is_public), time_zone = publish_page.time_zone, theme = publish_page.theme,
      accent = nullif(publish_page.accent, ''), accent_dark = nullif(publish_page.accent_dark, ''),
      logo_path = nullif(publish_page.logo_path, ''), links = publish_page.links, announcement = nullif(publish_page.announcement, '')
    where p.id = page.id;
  exception
    when unique_violation then perform private.refuse('HG410', 'This address is taken.', 'slug', 'Choose another one.');
  end;
  perform private.place_components(page.id, component_ids, has_own_order);
  select p.* into page from public.status_pages p where p.id = publish_page.status_page_id;
  return page;
end
$$;

create function public.publish_page(
  status_page_id uuid, expected_updated_at timestamptz, title text, slug text, description text, is_public boolean, time_zone text,
  theme text, accent text, accent_dark text, logo_path text, links jsonb, announcement text, component_ids uuid[],
  has_own_order boolean default null
) returns public.status_pages
language sql volatile security invoker set search_path = '' as $$
  select private.publish_page(status_page_id, expected_updated_at, title, slug, description, is_public, time_zone, theme, accent,
    accent_dark, logo_path, links, announcement, component_ids, has_own_order)
$$;

revoke all on function private.ledger_days(uuid[], text, date, date, timestamptz),
  private.uptime_percent(bigint, bigint, bigint, bigint, bigint, numeric, numeric, numeric, numeric),
  private.worst_of_day(integer, integer, integer, integer, integer), private.overall_status(uuid[]), private.page_components(uuid),
  private.page_groups(uuid), private.page_days(uuid, timestamptz), private.page_body(uuid, bigint, timestamptz),
  private.rebuild_pages(uuid[], uuid[], boolean), private.rebuild_pages_of_components(uuid[]), private.refresh_figures(), private.book_days(),
  private.tg_status_pages__validate(), private.tg_status_pages__rebuild(), private.tg_status_page_components__rebuild(),
  private.page_snapshot(text), public.page_snapshot(text),
  private.place_components(uuid, uuid[], boolean), private.create_page(uuid, text, text, boolean, text, uuid[]), public.create_page(uuid, text, text, boolean, text, uuid[]),
  private.publish_page(uuid, timestamptz, text, text, text, boolean, text, text, text, text, text, jsonb, text, uuid[], boolean),
  public.publish_page(uuid, timestamptz, text, text, text, boolean, text, text, text, text, text, jsonb, text, uuid[], boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.page_snapshot(text), public.page_snapshot(text) to anon, authenticated;
grant execute on function private.create_page(uuid, text, text, boolean, text, uuid[]), public.create_page(uuid, text, text, boolean, text, uuid[]),
  private.publish_page(uuid, timestamptz, text, text, text, boolean, text, text, text, text, text, jsonb, text, uuid[], boolean),
  public.publish_page(uuid, timestamptz, text, text, text, boolean, text, text, text, text, text, jsonb, text, uuid[], boolean)
  to authenticated;

comment on table public.status_pages is 'A view of chosen components at /status/:slug.';
comment on column public.status_pages.partial_weight is 'Uptime policy: share of a second in this status that counts as down; null leaves it out.';
comment on table public.status_page_components is 'Which components a page shows.';
comment on table public.page_snapshots is 'Prebuilt JSON of each page, the only thing a visitor reads, through page_snapshot(slug).';
comment on table private.component_days is 'Finished calendar days of a component in a time zone, from the ledger.';
comment on table private.component_latency is 'Latency of the last 24 hours per component, refreshed every five minutes.';
comment on column public.status_page_components.position is 'Place in the page''s own order; 0 everywhere when the page follows the order of components and groups.';
comment on function public.page_snapshot(text) is 'What a visitor reads of a public page; no row for any other. For anon: one row by an index.';
comment on function public.create_page(uuid, text, text, boolean, text, uuid[]) is 'Creates a page with its components, in the organization''s order. Errors: HG403, HG410, HG422.';
comment on function public.publish_page(uuid, timestamptz, text, text, text, boolean, text, text, text, text, text, jsonb, text, uuid[], boolean) is
  'Replaces a page''s settings and components at once. expected_updated_at is the version the caller edited. has_own_order: true keeps the given order for this page, false follows the organization''s, null leaves places as they are and appends. Empty texts are stored as null. Errors: HG403, HG410, HG412, HG422.';
