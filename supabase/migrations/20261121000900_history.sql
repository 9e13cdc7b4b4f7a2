-- What the dashboard asks of the past. Reads rollups and the ledger; raw results only for the log, page by page.

create function private.component_uptime(component_id uuid)
returns table (range_days integer, uptime numeric)
language sql stable security definer set search_path = '' as $$
  with component as (
    select c.id from public.components c
    where c.id = component_uptime.component_id and c.organization_id in (select private.my_org_ids('organization.read'))
  ), pieces as (
    select r.days, e.status,
      extract(epoch from least(coalesce(e.ended_at, now()), now()) - greatest(e.started_at, now() - make_interval(days => r.days)))::bigint as seconds
    from component c
    cross join (values (1), (7), (30), (90)) as r (days)
    join public.status_events e on e.component_id = c.id and coalesce(e.ended_at, 'infinity'::timestamptz) > now() - make_interval(days => r.days)
  )
  select r.days, private.uptime_percent(
    coalesce(sum(p.seconds) filter (where p.status = 'operational'), 0)::bigint, coalesce(sum(p.seconds) filter (where p.status = 'degraded_performance'), 0)::bigint,
    coalesce(sum(p.seconds) filter (where p.status = 'partial_outage'), 0)::bigint, coalesce(sum(p.seconds) filter (where p.status = 'major_outage'), 0)::bigint,
    coalesce(sum(p.seconds) filter (where p.status = 'under_maintenance'), 0)::bigint)
  from component c cross join (values (1), (7), (30), (90)) as r (days)
  left join pieces p on p.days = r.days
  group by r.days order by r.days
$$;

create function public.component_uptime(component_id uuid) returns table (range_days integer, uptime numeric)
language sql stable security invoker set search_path = '' as $$ select * from private.component_uptime(component_id) $$;

-- Worst status and seconds per day of the last `days` days, in a time zone, for all components of an organization or one;
-- in every row also the uptime over all of these days.
create function private.component_bars(organization_id uuid, component_id uuid, time_zone text, days integer)
returns table (
  id uuid, day date, worst public.component_status, uptime numeric, operational integer, degraded_performance integer,
  partial_outage integer, major_outage integer, under_maintenance integer, unknown integer, period_uptime numeric
)
language plpgsql stable security definer set search_path = '' as $$
declare
  today date;
begin
  perform private.require_permission(organization_id, 'organization.read');
  if days is null or days not between 1 and 90 or time_zone is null then
    perform private.refuse('HG422', 'Bars cover 1 to 90 days of a time zone.', 'days');
  end if;
  begin
    -- Asking pg_timezone_names would read every file there is: ten times the cost of the bars.
    today := (now() at time zone component_bars.time_zone)::date;
  exception
    when invalid_parameter_value then perform private.refuse('HG422', 'There is no such time zone.', 'time_zone');
  end;
  return query
    select l.component_id, l.day,
      private.worst_of_day(l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance),
      private.uptime_percent(l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance),
      l.operational, l.degraded_performance, l.partial_outage, l.major_outage, l.under_maintenance, l.unknown,
      private.uptime_percent(sum(l.operational) over period, sum(l.degraded_performance) over period, sum(l.partial_outage) over period,
        sum(l.major_outage) over period, sum(l.under_maintenance) over period)
    from private.ledger_days(
      array(select c.id from public.components c where c.organization_id = component_bars.organization_id and c.archived_at is null
        and (component_bars.component_id is null or c.id = component_bars.component_id)),
      component_bars.time_zone, today - days + 1, today, now()) l
    window period as (partition by l.component_id)
    order by l.component_id, l.day;
end
$$;

create function public.component_bars(organization_id uuid, component_id uuid default null, time_zone text default 'UTC', days integer default 30)
returns table (
  id uuid, day date, worst public.component_status, uptime numeric, operational integer, degraded_performance integer,
  partial_outage integer, major_outage integer, under_maintenance integer, unknown integer, period_uptime numeric
)
language sql stable security invoker set search_path = '' as $$ select * from private.component_bars(organization_id, component_id, time_zone, days) $$;

-- The last 24 hours of every component in 24 pieces, oldest first: the letter of the worst status that held in each,
-- however short, and the uptime of them all.
create function private.component_hours(organization_id uuid) returns table (component_id uuid, statuses text, uptime numeric)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return query
    with hours as (
      select h.n, now() - make_interval(hours => 24 - h.n) as starts_at, now() - make_interval(hours => 23 - h.n) as ends_at
      from generate_series(0, 23) h (n)
    ), shown as (
      select c.id from public.components c where c.organization_id = component_hours.organization_id and c.archived_at is null
    ), pieces as (
      select e.component_id, h.n, e.status,
        extract(epoch from least(coalesce(e.ended_at, now()), h.ends_at) - greatest(e.started_at, h.starts_at)) as seconds
      from public.status_events e
      join hours h on e.started_at < h.ends_at and coalesce(e.ended_at, 'infinity'::timestamptz) > h.starts_at
      where e.component_id = any (array(select s.id from shown s))
        and coalesce(e.ended_at, 'infinity'::timestamptz) > now() - interval '24 hours'
    ), added as (
      select p.component_id, p.n,
        ceil(coalesce(sum(p.seconds) filter (where p.status = 'operational'), 0))::integer as operational,
        ceil(coalesce(sum(p.seconds) filter (where p.status = 'degraded_performance'), 0))::integer as degraded,
        ceil(coalesce(sum(p.seconds) filter (where p.status = 'partial_outage'), 0))::integer as partial,
        ceil(coalesce(sum(p.seconds) filter (where p.status = 'major_outage'), 0))::integer as major,
        ceil(coalesce(sum(p.seconds) filter (where p.status = 'under_maintenance'), 0))::integer as maintenance
      from pieces p group by p.component_id, p.n
    )
    select s.id,
      string_agg(private.status_letter(case when a.n is null then 'unknown' else private.worst_of_day(a.operational, a.degraded, a.partial, a.major, a.maintenance) end),
        '' order by h.n),
      private.uptime_percent(coalesce(sum(a.operational), 0), coalesce(sum(a.degraded), 0), coalesce(sum(a.partial), 0), coalesce(sum(a.major), 0),
        coalesce(sum(a.maintenance), 0))
    from shown s cross join hours h left join added a on a.component_id = s.id and a.n = h.n
    group by s.id;
end
$$;

create function public.component_hours(organization_id uuid) returns table (component_id uuid, statuses text, uptime numeric)
language sql stable security invoker set search_path = '' as $$ select * from private.component_hours(organization_id) $$;

-- The p95 of the last 24 hours of every component that was measured, as it was refreshed last.
create function private.component_latencies(organization_id uuid) returns table (component_id uuid, p95_ms real, refreshed_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return query
    select l.component_id, l.p95_ms, l.refreshed_at
    from public.components c join private.component_latency l on l.component_id = c.id
    where c.organization_id = component_latencies.organization_id and c.archived_at is null and l.p95_ms is not null;
end
$$;

create function public.component_latencies(organization_id uuid) returns table (component_id uuid, p95_ms real, refreshed_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.component_latencies(organization_id) $$;

-- Latency percentiles per region over time: fine steps from raw results up to six hours, hours and more from rollups
-- beyond, so that the cost depends neither on how often is checked nor on how much is kept.
create function private.latency_series(component_id uuid, hours integer)
returns table (region_id text, at timestamptz, checks integer, failures integer, p50_ms real, p95_ms real, p99_ms real)
-- Planned once a connection: planning over all partitions takes longer than reading what is asked.
language plpgsql stable security definer set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
declare
  step interval;
begin
  if hours is null or hours not between 1 and 720 then
    perform private.refuse('HG422', 'A series covers 1 to 720 hours.', 'hours');
  end if;
  perform private.require_permission((select c.organization_id from public.components c where c.id = latency_series.component_id), 'organization.read');
  if hours <= 6 then
    step := case when hours <= 1 then interval '1 minute' else interval '3 minutes' end;
    return query
      select x.region_id, x.at, x.checks, x.failures, x.p[1]::real, x.p[2]::real, x.p[3]::real
      from (
        select s.region_id, date_bin(step, r.checked_at, 'epoch') as at, count(*)::integer as checks,
          (count(*) filter (where r.verdict not in ('operational', 'unknown', 'under_maintenance')))::integer as failures,
          percentile_cont(array[0.5, 0.95, 0.99]) within group (order by r.latency_ms) as p
        from public.monitors m
        join private.schedule s on s.monitor_id = m.id
        join private.check_results r on r.schedule_id = s.id and r.checked_at > now() - make_interval(hours => hours)
        where m.component_id = latency_series.component_id
        group by 1, 2
      ) x
      order by 1, 2;
  else
    step := case when hours <= 168 then interval '1 hour' else interval '6 hours' end;
    return query
      with rollups as materialized (
        select s.region_id, date_bin(step, r.hour, 'epoch') as at, r.checks, r.failures, r.latency_buckets
        from public.monitors m
        join private.schedule s on s.monitor_id = m.id
        join private.check_rollups r on r.schedule_id = s.id and r.hour > now() - make_interval(hours => hours)
        where m.component_id = latency_series.component_id
      ), steps as (
        select r.region_id, r.at, sum(r.checks)::integer as checks, sum(r.failures)::integer as failures from rollups r group by 1, 2
      ), entries as (
        select r.region_id, r.at, b.i, sum(b.n)::double precision as n
        from rollups r cross join lateral unnest(r.latency_buckets) with ordinality as b (n, i)
        where b.n > 0 group by 1, 2, 3
      ), counted as (
        select e.region_id, e.at, e.i, e.n, sum(e.n) over (partition by e.region_id, e.at order by e.i) as upto,
          sum(e.n) over (partition by e.region_id, e.at) as total
        from entries e
      ), percentiles as (
        select c.region_id, c.at, f.fraction, private.latency_in_bucket(c.i, (c.total * f.fraction - (c.upto - c.n)) / c.n) as ms
        from counted c
        join (values (0.5::double precision), (0.95), (0.99)) as f (fraction) on c.upto >= c.total * f.fraction and c.upto - c.n < c.total * f.fraction
      )
      select t.region_id, t.at, t.checks, t.failures, max(p.ms) filter (where p.fraction = 0.5), max(p.ms) filter (where p.fraction = 0.95),
        max(p.ms) filter (where p.fraction = 0.99)
      from steps t left join percentiles p on p.region_id = t.region_id and p.at = t.at
      group by 1, 2, 3, 4 order by 1, 2;
  end if;
end
$$;

create function public.latency_series(component_id uuid, hours integer default 6)
returns table (region_id text, at timestamptz, checks integer, failures integer, p50_ms real, p95_ms real, p99_ms real)
language sql stable security invoker set search_path = '' as $$ select * from private.latency_series(component_id, hours) $$;

-- Results of a component, newest first, a page of at most 100; `before` is the last row's checked_at.
create function private.check_log(component_id uuid, before timestamptz, only_failed boolean, max_rows integer)
returns table (
  monitor_id uuid, region_id text, checked_at timestamptz, probe text, verdict public.component_status, rule smallint, up boolean, status_code smallint,
  latency_ms real, dns_ms real, connect_ms real, tls_ms real, first_byte_ms real, reason text, metrics jsonb
)
-- As above: planned once.
language plpgsql stable security definer set search_path = '' set plan_cache_mode = 'force_generic_plan' as $$
begin
  perform private.require_permission((select c.organization_id from public.components c where c.id = check_log.component_id), 'organization.read');
  return query
    select x.monitor_id, x.region_id, x.checked_at, p.name, x.verdict, x.rule, x.up, x.status_code, x.latency_ms, x.dns_ms, x.connect_ms, x.tls_ms,
      x.first_byte_ms, x.reason, x.metrics
    from (
      -- One index range a series: the log does not get slower with history.
      select s.monitor_id, s.region_id, r.*
      from private.schedule s
      join public.monitors m on m.id = s.monitor_id and m.component_id = check_log.component_id
      cross join lateral (
        select * from private.check_results r
        where r.schedule_id = s.id and r.checked_at < coalesce(check_log.before, 'infinity')
          and (not coalesce(only_failed, false) or r.verdict not in ('operational', 'unknown'))
        order by r.checked_at desc limit least(coalesce(max_rows, 50), 100)
      ) r
    ) x
    left join public.probes p on p.number = x.probe_number
    order by x.checked_at desc
    limit least(coalesce(max_rows, 50), 100);
end
$$;

create function public.check_log(component_id uuid, before timestamptz default null, only_failed boolean default false, max_rows integer default 50)
returns table (
  monitor_id uuid, region_id text, checked_at timestamptz, probe text, verdict public.component_status, rule smallint, up boolean, status_code smallint,
  latency_ms real, dns_ms real, connect_ms real, tls_ms real, first_byte_ms real, reason text, metrics jsonb
)
language sql stable security invoker set search_path = '' as $$ select * from private.check_log(component_id, before, only_failed, max_rows) $$;

-- Replays rules that are not saved yet over the raw results of the last 24 hours: how long each status would have held.
create function private.replay_criteria(monitor_id uuid, criteria jsonb)
returns table (status public.component_status, checks bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission((select m.organization_id from public.monitors m where m.id = replay_criteria.monitor_id), 'organization.read');
  return query
    with conditions as materialized (
      select c.* from private.compile_criteria(replay_criteria.criteria) c
    ), observed as (
      select row_number() over () as ord, r.up, r.status_code, r.latency_ms, r.metrics,
        jsonb_build_object('dns', r.dns_ms, 'connect', r.connect_ms, 'tls', r.tls_ms, 'first_byte', r.first_byte_ms) as timings
      from private.check_results r
      where r.schedule_id = any (array(select s.id from private.schedule s where s.monitor_id = replay_criteria.monitor_id))
        and r.checked_at > now() - interval '24 hours' and r.verdict <> 'unknown'
    ), matched as (
      select o.ord, c.rule, c.status
      from observed o cross join conditions c
      group by o.ord, c.rule, c.status, c.match_all
      having case when c.match_all then bool_and(private.condition_holds(c.metric, c.operator, c.number_value, c.text_value,
          o.up, o.status_code, o.latency_ms, o.timings, o.metrics))
        else bool_or(private.condition_holds(c.metric, c.operator, c.number_value, c.text_value,
          o.up, o.status_code, o.latency_ms, o.timings, o.metrics)) end
    ), first_match as (
      select distinct on (m.ord) m.ord, m.status from matched m order by m.ord, m.rule
    )
    select coalesce(f.status, case when o.up then 'operational' else 'major_outage' end::public.component_status), count(*)
    from observed o left join first_match f on f.ord = o.ord
    group by 1 order by 2 desc;
end
$$;

create function public.replay_criteria(monitor_id uuid, criteria jsonb) returns table (status public.component_status, checks bigint)
language sql stable security invoker set search_path = '' as $$ select * from private.replay_criteria(monitor_id, criteria) $$;

-- Key figures of an organization over a range.
create function private.organization_figures(organization_id uuid, hours integer)
returns table (uptime numeric, checks bigint, failures bigint, components bigint, monitors bigint, monitors_paused bigint)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  if hours is null or hours not between 1 and 2160 then
    perform private.refuse('HG422', 'Figures cover 1 to 2160 hours.', 'hours');
  end if;
  return query
    with since as (select now() - make_interval(hours => organization_figures.hours) as at),
    pieces as (
      select e.status, extract(epoch from least(coalesce(e.ended_at, now()), now()) - greatest(e.started_at, since.at))::bigint as seconds
      from since cross join public.components c
      join public.status_events e on e.component_id = c.id and coalesce(e.ended_at, 'infinity'::timestamptz) > since.at
      where c.organization_id = organization_figures.organization_id and c.archived_at is null
    ), counted as (
      select coalesce(sum(r.checks), 0) as checks, coalesce(sum(r.failures), 0) as failures
      from since cross join public.monitors m
      join private.schedule s on s.monitor_id = m.id
      join private.check_rollups r on r.schedule_id = s.id and r.hour >= date_trunc('hour', since.at)
      where m.organization_id = organization_figures.organization_id and organization_figures.hours <= 720
    )
    select private.uptime_percent(
        coalesce(sum(p.seconds) filter (where p.status = 'operational'), 0)::bigint, coalesce(sum(p.seconds) filter (where p.status = 'degraded_performance'), 0)::bigint,
        coalesce(sum(p.seconds) filter (where p.status = 'partial_outage'), 0)::bigint, coalesce(sum(p.seconds) filter (where p.status = 'major_outage'), 0)::bigint,
        coalesce(sum(p.seconds) filter (where p.status = 'under_maintenance'), 0)::bigint),
      (select k.checks from counted k)::bigint, (select k.failures from counted k)::bigint,
      (select count(*) from public.components c where c.organization_id = organization_figures.organization_id and c.archived_at is null),
      (select count(*) from public.monitors m where m.organization_id = organization_figures.organization_id),
      (select count(*) from public.monitors m where m.organization_id = organization_figures.organization_id and m.paused_at is not null)
    from pieces p;
end
$$;

create function public.organization_figures(organization_id uuid, hours integer default 24)
returns table (uptime numeric, checks bigint, failures bigint, components bigint, monitors bigint, monitors_paused bigint)
language sql stable security invoker set search_path = '' as $$ select * from private.organization_figures(organization_id, hours) $$;

revoke all on function private.component_uptime(uuid), private.component_bars(uuid, uuid, text, integer), private.component_hours(uuid),
  private.component_latencies(uuid), private.latency_series(uuid, integer),
  private.check_log(uuid, timestamptz, boolean, integer), private.replay_criteria(uuid, jsonb), private.organization_figures(uuid, integer),
  public.component_uptime(uuid), public.component_bars(uuid, uuid, text, integer), public.component_hours(uuid),
  public.component_latencies(uuid), public.latency_series(uuid, integer),
  public.check_log(uuid, timestamptz, boolean, integer), public.replay_criteria(uuid, jsonb), public.organization_figures(uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function private.component_uptime(uuid), private.component_bars(uuid, uuid, text, integer), private.component_hours(uuid),
  private.component_latencies(uuid), private.latency_series(uuid, integer),
  private.check_log(uuid, timestamptz, boolean, integer), private.replay_criteria(uuid, jsonb), private.organization_figures(uuid, integer),
  public.component_uptime(uuid), public.component_bars(uuid, uuid, text, integer), public.component_hours(uuid),
  public.component_latencies(uuid), public.latency_series(uuid, integer),
  public.check_log(uuid, timestamptz, boolean, integer), public.replay_criteria(uuid, jsonb), public.organization_figures(uuid, integer)
  to authenticated;

comment on function public.component_uptime(uuid) is 'Uptime in per cent over 1, 7, 30 and 90 days; null without data.';
comment on function public.component_bars(uuid, uuid, text, integer) is 'Worst status and seconds per day for the components of an organization, or one. Errors: HG403, HG422.';
comment on function public.component_hours(uuid) is 'Worst status of each of the last 24 hours as one letter (o d p m w u), and the uptime over them, per component. Error: HG403.';
comment on function public.component_latencies(uuid) is 'p95 (ms) of the last 24 hours per component, refreshed every five minutes. Error: HG403.';
comment on function public.latency_series(uuid, integer) is 'Latency percentiles (ms) by region and step over the last hours. Errors: HG403, HG422.';
comment on function public.check_log(uuid, timestamptz, boolean, integer) is 'Results of a component, newest first, at most 100 a page. Error: HG403.';
comment on function public.replay_criteria(uuid, jsonb) is 'What unsaved rules would have said of each check of the last 24 hours. Errors: HG403, HG422.';
comment on function public.organization_figures(uuid, integer) is 'Uptime, checks and counts of an organization over the last hours. Errors: HG403, HG422.';
