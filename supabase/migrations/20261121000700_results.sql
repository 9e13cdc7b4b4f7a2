-- Observations: raw results by day, their rollups, and the two functions a probe lives on.

create table private.check_results (
  schedule_id integer not null,
  checked_at timestamptz not null,
  probe_number integer not null,
  verdict public.component_status not null,
  rule smallint,
  up boolean not null,
  status_code smallint,
  latency_ms real,
  dns_ms real,
  connect_ms real,
  tls_ms real,
  first_byte_ms real,
  reason text,
  metrics jsonb,
  -- A check is known by what it checked and when it began: that makes a batch sent twice count once.
  constraint check_results_pkey primary key (schedule_id, checked_at)
) partition by range (checked_at);
alter table private.check_results enable row level security;

create table private.check_rollups_hourly (
  schedule_id integer not null,
  hour timestamptz not null,
  checks integer not null,
  failures integer not null,
  latency_sum_ms double precision not null,
  latency_max_ms real not null,
  latency_buckets integer[] not null,
  constraint check_rollups_hourly_pkey primary key (schedule_id, hour),
  constraint check_rollups_hourly_schedule_id_fkey foreign key (schedule_id) references private.schedule (id) on delete cascade
) with (fillfactor = 70);
alter table private.check_rollups_hourly enable row level security;

create table private.check_rollups_daily (
  schedule_id integer not null,
  day date not null,
  checks integer not null,
  failures integer not null,
  latency_sum_ms double precision not null,
  latency_max_ms real not null,
  latency_buckets integer[] not null,
  constraint check_rollups_daily_pkey primary key (schedule_id, day),
  constraint check_rollups_daily_schedule_id_fkey foreign key (schedule_id) references private.schedule (id) on delete cascade
) with (fillfactor = 70);
alter table private.check_rollups_daily enable row level security;

-- Every hour there is: the finished ones and the running one (hour -infinity before the first result). Without a
-- condition of its own, so that a caller's reaches the indexes of both.
create view private.check_rollups with (security_invoker = true) as
  select r.schedule_id, r.hour, r.checks, r.failures, r.latency_sum_ms, r.latency_max_ms, r.latency_buckets from private.check_rollups_hourly r
  union all
  select s.schedule_id, s.hour, s.checks, s.failures, s.latency_sum_ms, s.latency_max_ms, s.latency_buckets from private.region_states s;

revoke all on private.check_results, private.check_rollups_hourly, private.check_rollups_daily, private.check_rollups
  from public, anon, authenticated, service_role;
comment on view private.check_rollups is 'Hourly rollups, the running hour included.';
comment on table private.check_results is 'One row an observation, partitioned by day, 7 days kept.';
comment on column private.check_results.rule is 'Which rule of the criteria matched; null if none did.';
comment on table private.check_rollups_hourly is 'Counts and latency histogram per monitor, region and finished hour, 30 days kept.';
comment on table private.check_rollups_daily is 'The finished hours added up per monitor, region and UTC day, 2 years kept.';

-- Upper bounds (ms) of the latency histogram; the last bucket is open. Never change them without rewriting rollups.
create function private.latency_bounds() returns real[]
language sql immutable parallel safe set search_path = '' as $$
  select array[1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800,
    1000, 1200, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 10000, 12000, 15000, 20000, 30000, 60000]::real[]
$$;

-- Where in a bucket of the histogram a percentile lies, linear between its bounds (ms). plpgsql for the same reason as
-- private.confirmed_status.
create function private.latency_in_bucket(bucket bigint, share double precision) returns real
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  bounds constant real[] := private.latency_bounds();
  lower_bound constant double precision := coalesce(bounds[bucket - 1], 0);
begin
  return lower_bound + (coalesce(bounds[bucket], 60000) - lower_bound) * share;
end
$$;

-- The status after n of m confirmations: the n-th worst of the last verdicts. `recent` holds one digit a verdict, its
-- severity. While fewer than n are known a good one is believed and a bad one is not yet.
-- plpgsql although one expression: a function with a fixed search_path is never inlined, and called once a result
-- plpgsql costs a tenth of what an SQL function does.
create function private.confirmed_status(recent text, confirmations integer, current_status public.component_status) returns public.component_status
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case
    when length(recent) < confirmations then case when right(recent, 1) = '0' then 'operational' else current_status end
    when length(recent) - length(translate(recent, '4', '')) >= confirmations then 'major_outage'
    when length(recent) - length(translate(recent, '34', '')) >= confirmations then 'partial_outage'
    when length(recent) - length(translate(recent, '234', '')) >= confirmations then 'degraded_performance'
    when length(recent) - length(translate(recent, '1234', '')) >= confirmations then 'unknown'
    else 'operational'
  end;
end
$$;

-- Makes the partitions from `first_day` to `last_day` that are missing. They take no grants from the parent and its RLS
-- does not cover them, so both are set here.
create function private.create_result_partitions(first_day date, last_day date) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  day date;
  partition_name text;
  made integer := 0;
begin
  for day in select generate_series(first_day, last_day, interval '1 day')::date loop
    partition_name := 'check_results_' || to_char(day, 'YYYY_MM_DD');
    if to_regclass('private.' || partition_name) is null then
      execute format('create table private.%I partition of private.check_results for values from (%L) to (%L)',
        partition_name, day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
      execute format('alter table private.%I enable row level security', partition_name);
      execute format('revoke all on private.%I from public, anon, authenticated, service_role', partition_name);
      execute format('comment on table private.%I is %L', partition_name, 'Check results of one UTC day.');
      made := made + 1;
    end if;
  end loop;
  return made;
end
$$;

-- Drops what is older than its retention: raw results by whole partitions, rollups by rows.
create function private.drop_old_results(keep_days integer default 7) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  partition_name text;
  dropped integer := 0;
begin
  for partition_name in
    select c.relname from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'private.check_results'::regclass
      and to_date(right(c.relname, 10), 'YYYY_MM_DD') < (now() at time zone 'UTC')::date - keep_days
  loop
    execute format('drop table private.%I', partition_name);
    dropped := dropped + 1;
  end loop;
  delete from private.check_rollups_hourly r where r.hour < now() - interval '30 days';
  delete from private.check_rollups_daily r where r.day < (now() at time zone 'UTC')::date - 730;
  delete from private.check_requests r where r.created_at < now() - interval '1 hour';
  delete from private.outbox o where o.created_at < now() - interval '7 days';
  delete from private.heartbeat_sources h where h.busy_until < now();
  return dropped;
end
$$;

select private.create_result_partitions((now() at time zone 'UTC')::date - 7, (now() at time zone 'UTC')::date + 3);

-- Registers a probe by name, or greets it again after a restart. Returns its id.
create function private.register_probe(name text, region_id text, kinds public.check_kind[], version text, organization_id uuid, probe_key text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  probe_id uuid;
begin
  if not exists (
    select 1 from public.regions r
    where r.id = register_probe.region_id and r.id <> 'push' and r.organization_id is not distinct from register_probe.organization_id
  ) then
    perform private.refuse('HG404', 'There is no such region.', 'region_id', 'Create the region first.');
  end if;
  if exists (select 1 from public.probes p join private.probe_keys k on k.probe_id = p.id
    where p.name = register_probe.name and k.hash is distinct from extensions.digest(register_probe.probe_key, 'sha256')) then
    perform private.refuse('HG403', 'The name of this probe is kept for the holder of its key.', 'probe_key', 'Set PROBE_KEY, or choose another name.');
  end if;
  insert into public.probes (name, region_id, kinds, version, organization_id)
  values (register_probe.name, register_probe.region_id, array_remove(register_probe.kinds, 'heartbeat'), register_probe.version, register_probe.organization_id)
  on conflict on constraint probes_name_key do update
  set region_id = excluded.region_id, kinds = excluded.kinds, version = excluded.version, started_at = now(), last_seen_at = now()
  where probes.organization_id is not distinct from excluded.organization_id
  returning id into probe_id;
  if probe_id is null then
    perform private.refuse('HG409', 'Another organization has a probe of this name.', 'name');
  end if;
  return probe_id;
end
$$;

-- Leases up to max_checks due checks of the probe's region and kinds, and takes the probe's heartbeat. A lease lasts
-- lease_seconds, at least the check's timeout plus 10 s. Rows with request_id are checks asked for by a person.
-- `observe` names the metrics that the monitor's criteria need from the answer.
create function private.lease_checks(probe_id uuid, max_checks integer, lease_seconds integer, in_flight integer, capacity integer)
returns table (
  schedule_id integer, request_id uuid, kind public.check_kind, config jsonb, timeout_ms integer, interval_seconds integer,
  observe text[], allowed_networks cidr[]
)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  probe public.probes;
begin
  select p.* into probe from public.probes p where p.id = lease_checks.probe_id;
  if probe.id is null then
    perform private.refuse('HG404', 'There is no such probe.', 'probe_id', 'Register first.');
  end if;
  if max_checks is null or max_checks not between 0 and 5000 or lease_seconds is null or lease_seconds not between 1 and 3600 then
    perform private.refuse('HG422', 'A lease takes at most 5000 checks for 1 to 3600 seconds.', 'max_checks');
  end if;
  if probe.last_seen_at < now() - interval '1 second' then
    update public.probes p set last_seen_at = now(), in_flight = lease_checks.in_flight, capacity = lease_checks.capacity where p.id = probe.id;
  end if;

  if probe.draining_at is not null then
    return;
  end if;
  return query
  with asked as (
    select r.id from private.check_requests r
    where r.region_id = probe.region_id and r.kind = any (probe.kinds) and r.finished_at is null
      and r.leased_until < now() and r.created_at > now() - interval '2 minutes'
    order by r.created_at limit least(max_checks, 10) for update skip locked
  )
  update private.check_requests r
  set leased_until = now() + make_interval(secs => greatest(lease_seconds, r.timeout_ms / 1000.0 + 10))
  from asked where r.id = asked.id
  returning null::integer, r.id, r.kind, r.config, r.timeout_ms, null::integer, array[]::text[],
    array(select n.network from private.network_allowances n where n.organization_id = r.organization_id);

  return query
  with due as (
    select s.id from private.schedule s
    where s.region_id = probe.region_id and s.next_run_at <= now() and s.kind = any (probe.kinds)
    order by s.next_run_at limit max_checks for update skip locked
  ), leased as (
    update private.schedule s
    set next_run_at = now() + make_interval(secs => greatest(lease_seconds, s.timeout_ms / 1000.0 + 10)), leased_by = probe.number
    from due where s.id = due.id
    returning s.id, s.monitor_id, s.kind, s.timeout_ms, s.interval_seconds
  )
  select l.id, null::uuid, l.kind, case when secret.secrets is null then m.config else m.config || secret.secrets end, l.timeout_ms, l.interval_seconds,
    array(select distinct c.metric from private.criteria_conditions c where c.monitor_id = l.monitor_id and c.metric ~ '^(body|json|dns)\.'),
    array(select n.network from private.network_allowances n where n.organization_id = m.organization_id)
  from leased l
  join public.monitors m on m.id = l.monitor_id
  left join private.monitor_secrets secret on secret.monitor_id = l.monitor_id;
end
$$;

-- Gives leases back unrun (graceful stop): the checks are due at once.
create function private.release_leases(probe_id uuid, schedule_ids integer[]) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  released integer;
begin
  update private.schedule s set next_run_at = least(s.due_at, now()), leased_by = null
  from public.probes p
  where p.id = release_leases.probe_id and s.leased_by = p.number and s.id = any (schedule_ids) and s.next_run_at <> 'infinity';
  get diagnostics released = row_count;
  return released;
end
$$;

create type private.observation as (
  schedule_id integer,
  monitor_id uuid,
  organization_id uuid,
  confirmations integer,
  confirmation_window integer,
  round integer,
  checked_at timestamptz,
  up boolean,
  inconclusive boolean,
  status_code integer,
  latency_ms real,
  timings jsonb,
  metrics jsonb,
  reason text,
  verdict public.component_status,
  rule smallint
);

-- Whether one condition holds for an observation. A metric that was not observed matches only "is not".
-- plpgsql for the same reason as private.confirmed_status.
create function private.condition_holds(
  metric text, operator text, number_value double precision, text_value text,
  up boolean, status_code integer, latency_ms real, timings jsonb, metrics jsonb
) returns boolean
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  observed double precision;
begin
  if metric = 'up' then
    return up::integer = number_value;
  elsif metric = 'latency_ms' then
    observed := latency_ms;
  elsif metric = 'status_code' then
    observed := status_code;
  elsif metric like 'timings.%' then
    observed := (timings ->> substr(metric, 9))::double precision;
  elsif text_value is not null and number_value is null then
    return (metrics ->> metric is not distinct from text_value) = (operator = 'eq');
  elsif jsonb_typeof(metrics -> metric) = 'boolean' then
    observed := (metrics ->> metric)::boolean::integer;
  elsif jsonb_typeof(metrics -> metric) = 'number' then
    observed := (metrics ->> metric)::double precision;
  end if;
  return coalesce(case operator
    when 'lt' then observed < number_value
    when 'lte' then observed <= number_value
    when 'gt' then observed > number_value
    when 'gte' then observed >= number_value
    when 'eq' then observed = number_value
    when 'ne' then observed <> number_value
  end, operator = 'ne');
end
$$;

-- The first rule that matches gives the verdict; without one a check that is up is operational and any other an outage.
create function private.judge(batch private.observation[]) returns private.observation[]
language sql stable set search_path = '' as $$
  select array_agg(row(b.schedule_id, b.monitor_id, b.organization_id, b.confirmations, b.confirmation_window, b.round, b.checked_at, b.up,
    b.inconclusive, b.status_code, b.latency_ms, b.timings, b.metrics, b.reason,
    case when b.inconclusive then 'unknown' else coalesce(f.status, case when b.up then 'operational' else 'major_outage' end::public.component_status) end,
    f.rule)::private.observation)
  from unnest(batch) b
  left join lateral (
    select c.rule, c.status
    from private.criteria_conditions c
    where c.monitor_id = b.monitor_id and not b.inconclusive
      and private.condition_holds(c.metric, c.operator, c.number_value, c.text_value, b.up, b.status_code, b.latency_ms, b.timings, b.metrics)
      and (not c.match_all or not exists (
        select 1 from private.criteria_conditions o
        where o.monitor_id = c.monitor_id and o.rule = c.rule
          and not private.condition_holds(o.metric, o.operator, o.number_value, o.text_value, b.up, b.status_code, b.latency_ms, b.timings, b.metrics)
      ))
    order by c.rule, c.condition
    limit 1
  ) f on true
$$;

-- Raises one bucket of a histogram; none for an observation without latency. plpgsql: called once a result.
create function private.raise_bucket(buckets integer[], bucket integer) returns integer[]
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  if bucket is not null then
    buckets[bucket] := buckets[bucket] + 1;
  end if;
  return buckets;
end
$$;

create function private.add_buckets(left_buckets integer[], right_buckets integer[]) returns integer[]
language sql immutable parallel safe set search_path = '' as $$
  select array_agg(coalesce(b.l, 0) + coalesce(b.r, 0) order by b.i) from unnest(left_buckets, right_buckets) with ordinality as b (l, r, i)
$$;

-- Adds finished hours to the books: rows of private.region_states whose hour is over, or late results as hours of one.
create function private.book_hours(hours private.check_rollups_hourly[]) returns void
language sql volatile security definer set search_path = '' as $$
  insert into private.check_rollups_hourly as r (schedule_id, hour, checks, failures, latency_sum_ms, latency_max_ms, latency_buckets)
  select h.schedule_id, h.hour, h.checks, h.failures, h.latency_sum_ms, h.latency_max_ms, h.latency_buckets from unnest(hours) h
  on conflict (schedule_id, hour) do update set
    checks = r.checks + excluded.checks, failures = r.failures + excluded.failures, latency_sum_ms = r.latency_sum_ms + excluded.latency_sum_ms,
    latency_max_ms = greatest(r.latency_max_ms, excluded.latency_max_ms), latency_buckets = private.add_buckets(r.latency_buckets, excluded.latency_buckets);
  insert into private.check_rollups_daily as r (schedule_id, day, checks, failures, latency_sum_ms, latency_max_ms, latency_buckets)
  select h.schedule_id, (h.hour at time zone 'UTC')::date, h.checks, h.failures, h.latency_sum_ms, h.latency_max_ms, h.latency_buckets from unnest(hours) h
  on conflict (schedule_id, day) do update set
    checks = r.checks + excluded.checks, failures = r.failures + excluded.failures, latency_sum_ms = r.latency_sum_ms + excluded.latency_sum_ms,
    latency_max_ms = greatest(r.latency_max_ms, excluded.latency_max_ms), latency_buckets = private.add_buckets(r.latency_buckets, excluded.latency_buckets);
$$;

-- Stores and judges observations of one probe. One transaction: raw rows, rollups, region states, monitors, components,
-- ledger, pages, outbox. Several observations of one monitor and region move its state one after the other, oldest
-- first (a "round" holds at most one of each), because spooled results must replay the way they happened.
-- Every join is from the batch to a table by its key: planned without knowing the batch's size, it stays linear.
-- Returns the rows that were new.
create function private.ingest(batch private.observation[], probe_number integer) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  bounds real[] := private.latency_bounds();
  judged private.observation[] := private.judge(batch);
  stored_ids integer[];
  stored_times timestamptz[];
  oldest_hour timestamptz;
  newest_hour timestamptz;
  last_round integer;
  finished private.check_rollups_hourly[];
  changed_monitors uuid[];
  changed_at timestamptz;
begin
  if judged is null then
    return 0;
  end if;
  -- Locked in one order, so that two reporters of the same monitors wait for each other instead of deadlocking.
  select min(x.hour), max(x.hour) into oldest_hour, newest_hour from (
    select st.hour from private.region_states st
    where st.schedule_id = any (array(select b.schedule_id from unnest(judged) b))
    order by st.schedule_id for update
  ) x;

  with inserted as (
    insert into private.check_results as r (schedule_id, checked_at, probe_number, verdict, rule, up, status_code, latency_ms,
      dns_ms, connect_ms, tls_ms, first_byte_ms, reason, metrics)
    select b.schedule_id, b.checked_at, ingest.probe_number, b.verdict, b.rule, b.up, b.status_code, b.latency_ms,
      (b.timings ->> 'dns')::real, (b.timings ->> 'connect')::real, (b.timings ->> 'tls')::real, (b.timings ->> 'first_byte')::real,
      left(b.reason, 300), b.metrics
    from unnest(judged) b
    on conflict do nothing
    returning r.schedule_id, r.checked_at
  )
  select array_agg(i.schedule_id), array_agg(i.checked_at) into stored_ids, stored_times from inserted i;
  if stored_ids is null then
    return 0;
  end if;
  if cardinality(stored_ids) < cardinality(judged) then
    judged := array(
      select row(d.schedule_id, d.monitor_id, d.organization_id, d.confirmations, d.confirmation_window, d.round, d.checked_at, d.up,
        d.inconclusive, d.status_code, d.latency_ms, d.timings, d.metrics, d.reason, d.verdict, d.rule)::private.observation
      from (select distinct on (b.schedule_id, b.checked_at) b.* from unnest(judged) b order by b.schedule_id, b.checked_at) d
      where (d.schedule_id, d.checked_at) in (select * from unnest(stored_ids, stored_times))
    );
  end if;

  select max(b.round), greatest(newest_hour, max(date_trunc('hour', b.checked_at))), least(oldest_hour, min(date_trunc('hour', b.checked_at)))
  into last_round, newest_hour, oldest_hour from unnest(judged) b;

  for this_round in 1 .. last_round loop
    -- All in one hour is the usual case; otherwise some hour is over, or some result is late.
    if oldest_hour < newest_hour then
      select array_agg(row(st.schedule_id, st.hour, st.checks, st.failures, st.latency_sum_ms, st.latency_max_ms, st.latency_buckets)::private.check_rollups_hourly)
      into finished
      from unnest(judged) b join private.region_states st on st.schedule_id = b.schedule_id
      where b.round = this_round and st.checks > 0 and date_trunc('hour', b.checked_at) > st.hour;
      perform private.book_hours(finished);
      select array_agg(row(b.schedule_id, date_trunc('hour', b.checked_at), 1, (b.verdict in ('degraded_performance', 'partial_outage', 'major_outage'))::integer,
        coalesce(b.latency_ms, 0), coalesce(b.latency_ms, 0),
        private.raise_bucket(array_fill(0, array[46]), width_bucket(b.latency_ms, bounds) + 1))::private.check_rollups_hourly)
      into finished
      from unnest(judged) b join private.region_states st on st.schedule_id = b.schedule_id
      where b.round = this_round and date_trunc('hour', b.checked_at) < st.hour;
      perform private.book_hours(finished);
    end if;

    with moved as (
      update private.region_states st set
        status = n.status,
        status_since = case when n.status <> n.old_status then greatest(n.checked_at, st.status_since) else st.status_since end,
        recent = n.recent,
        verdict = case when n.is_newer then n.verdict else st.verdict end,
        rule = case when n.is_newer then n.rule else st.rule end,
        last_checked_at = case when n.is_newer then n.checked_at else st.last_checked_at end,
        latency_ms = case when n.is_newer then n.latency_ms else st.latency_ms end,
        status_code = case when n.is_newer then n.status_code else st.status_code end,
        reason = case when n.is_newer then left(n.reason, 300) else st.reason end,
        hour = n.hour,
        checks = case when n.same_hour then st.checks + 1 else 1 end,
        failures = case when n.same_hour then st.failures else 0 end + n.failed,
        latency_sum_ms = case when n.same_hour then st.latency_sum_ms else 0 end + coalesce(n.latency_ms, 0),
        latency_max_ms = greatest(case when n.same_hour then st.latency_max_ms end, n.latency_ms, 0),
        latency_buckets = private.raise_bucket(case when n.same_hour then st.latency_buckets else array_fill(0, array[46]) end,
          width_bucket(n.latency_ms, bounds) + 1),
        recent_latencies_ms = case
          when not n.is_newer then st.recent_latencies_ms
          -- What was measured before a gap is not of the last five minutes.
          when st.last_checked_at < n.checked_at - interval '5 minutes' then array[n.latency_ms]
          when cardinality(st.recent_latencies_ms) < st.recent_size then st.recent_latencies_ms || n.latency_ms
          else st.recent_latencies_ms[cardinality(st.recent_latencies_ms) - st.recent_size + 2 :] || n.latency_ms
        end
      from (
        select x.*, case when x.is_newer then private.confirmed_status(x.recent, x.confirmations, x.old_status) else x.old_status end as status
        from (
          select b.schedule_id, b.monitor_id, b.checked_at, b.verdict, b.rule, b.latency_ms, b.status_code, b.reason, b.confirmations, y.hour, y.is_newer,
            old.status as old_status, y.hour = old.hour as same_hour,
            (b.verdict in ('degraded_performance', 'partial_outage', 'major_outage'))::integer as failed,
            case when y.is_newer then right(old.recent || case b.verdict when 'operational' then '0' when 'degraded_performance' then '2'
              when 'partial_outage' then '3' when 'major_outage' then '4' else '1' end, b.confirmation_window) else old.recent end as recent
          from unnest(judged) b
          join private.region_states old on old.schedule_id = b.schedule_id
          -- A result older than the last one belongs into the books but says nothing about now.
          cross join lateral (select date_trunc('hour', b.checked_at) as hour, old.last_checked_at is null or b.checked_at > old.last_checked_at as is_newer) y
          where b.round = this_round and y.hour >= old.hour
        ) x
        -- Keeps the planner from merging this level away and deciding the status once per mention.
        offset 0
      ) n
      where st.schedule_id = n.schedule_id
      returning n.monitor_id, n.checked_at, n.status <> n.old_status as changed
    )
    select array_agg(distinct m.monitor_id), max(m.checked_at) into changed_monitors, changed_at from moved m where m.changed;
    if changed_monitors is not null then
      perform private.apply_monitor_statuses(changed_monitors, changed_at);
    end if;
  end loop;
  return cardinality(judged);
end
$$;

-- A monitor's status: the worst of what its regions say; regions without data count only when none has any.
create function private.apply_monitor_statuses(monitor_ids uuid[], at timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  component_ids uuid[];
  touched uuid[];
begin
  perform 1 from public.monitors m where m.id = any (monitor_ids) order by m.id for update;
  with worst as (
    select s.monitor_id,
      coalesce(private.status_of_rank(max(private.status_rank(st.status)) filter (where st.status <> 'unknown')), 'unknown') as status
    from private.schedule s join private.region_states st on st.schedule_id = s.id
    where s.monitor_id = any (monitor_ids)
    group by s.monitor_id
  ), updated as (
    update public.monitors m set status = w.status, status_since = greatest(apply_monitor_statuses.at, m.status_since)
    -- A result that was on its way when its monitor was paused is booked, but says nothing about now.
    from worst w where m.id = w.monitor_id and m.status <> w.status and m.paused_at is null
    returning m.component_id
  )
  select array_agg(distinct u.component_id) into component_ids from updated u;
  if component_ids is null then
    return;
  end if;
  if not exists (select 1 from public.monitors m where m.component_id = any (component_ids) and m.automation <> 'off')
    and not exists (select 1 from public.component_dependencies d where d.depends_on_id = any (component_ids)) then
    perform private.apply_component_statuses(component_ids, at);
    return;
  end if;
  -- Incidents follow what the statuses have become, and make statuses of their own: pages are rebuilt once, at the end.
  perform private.apply_component_statuses(component_ids, at, false);
  touched := private.follow_monitors(component_ids, at);
  perform private.apply_component_statuses(touched, at, false);
  perform private.rebuild_pages(array(
    select distinct pc.status_page_id from public.status_page_components pc where pc.component_id = any (component_ids || touched)
  ), component_ids || touched, cardinality(touched) > 0);
end
$$;

-- Announces new results to dashboards that watch, at most once a second and organization. Skips rather than waits when
-- another reporter is doing the same.
create function private.announce_results(organization_ids uuid[]) returns void
language sql volatile security definer set search_path = '' as $$
  with watched as (
    select t.organization_id from private.organization_topics t
    where t.organization_id = any (organization_ids) and t.watched_until > now() and t.results_sent_at < now() - interval '1 second'
    for update skip locked
  ), marked as (
    update private.organization_topics t set results_sent_at = now() from watched w where t.organization_id = w.organization_id
    returning t.organization_id, t.epoch
  )
  select realtime.send(jsonb_build_object('at', now()), 'results', 'org:' || m.organization_id || ':' || m.epoch, true) from marked m
$$;

-- Takes a probe's results. See public.report_results.
create function private.report_results(probe_id uuid, results jsonb)
returns table (accepted integer, duplicates integer, rejected integer)
language plpgsql volatile security definer set search_path = '' as $$
declare
  reporter integer;
  batch private.observation[];
  sent integer;
  stored integer;
begin
  select p.number into reporter from public.probes p where p.id = report_results.probe_id;
  if reporter is null then
    perform private.refuse('HG404', 'There is no such probe.', 'probe_id', 'Register first.');
  end if;
  if jsonb_typeof(results) is distinct from 'array' or jsonb_array_length(results) > 1000 then
    perform private.refuse('HG422', 'Results are a list of at most 1000.', 'results');
  end if;
  sent := jsonb_array_length(results);

  -- Answers to a person's question.
  update private.check_requests r set finished_at = now(), result = answer - 'request_id'
  from jsonb_array_elements(results) answer
  where answer ? 'request_id' and r.id = (answer ->> 'request_id')::uuid and r.finished_at is null;

  select array_agg(row(
      x.schedule_id, x.monitor_id, x.organization_id, x.confirmations, x.confirmation_window, x.round,
      x.checked_at, x.up, x.inconclusive, x.status_code, x.latency_ms, x.timings, x.metrics, x.reason, null, null
    )::private.observation)
  into batch
  from (
    select r.schedule_id, m.id as monitor_id, m.organization_id, m.confirmations, m.confirmation_window,
      row_number() over (partition by r.schedule_id order by r.checked_at) as round,
      r.checked_at, r.up, coalesce(r.inconclusive, false) as inconclusive,
      case when r.status_code between 0 and 999 then r.status_code end as status_code, r.latency_ms, r.timings, r.metrics, r.reason
    from jsonb_to_recordset(results) as r (
      schedule_id integer, checked_at timestamptz, up boolean, inconclusive boolean, status_code integer, latency_ms real,
      timings jsonb, metrics jsonb, reason text
    )
    join private.schedule s on s.id = r.schedule_id
    join public.monitors m on m.id = s.monitor_id
    -- Outside the partitions (too old, or a probe whose clock is wrong) there is nowhere to put it.
    where r.up is not null
      and r.checked_at >= date_trunc('day', now() at time zone 'UTC') at time zone 'UTC' - interval '7 days'
      and r.checked_at < now() + interval '1 minute'
  ) x;

  stored := private.ingest(batch, reporter);

  -- The slot stays on its grid; slots that were missed are skipped. The very first one is shifted by chance, so that
  -- monitors created together do not stay together.
  update private.schedule s set
    due_at = n.due_at, leased_by = null, next_run_at = case when s.next_run_at = 'infinity' then 'infinity' else n.due_at end
  from (
    select t.id, t.due_at + make_interval(secs => t.interval_seconds
      * greatest(1, ceil(extract(epoch from now() - t.due_at) / t.interval_seconds))
      - case when t.first then random() * t.interval_seconds else 0 end) as due_at
    from (
      select l.id, l.due_at, l.interval_seconds, l.due_at = l.created_at as first
      from private.schedule l
      where l.leased_by = reporter and l.id = any (array(select b.schedule_id from unnest(batch) b))
    ) t
  ) n
  where s.id = n.id;

  perform private.announce_results(array(select distinct b.organization_id from unnest(batch) b));
  return query select stored, coalesce(cardinality(batch), 0) - stored,
    sent - coalesce(cardinality(batch), 0) - (select count(*)::integer from jsonb_array_elements(results) a where a ? 'request_id');
end
$$;

-- A push from the watched side. One observation through the same door.
-- Anybody may knock, so each push is paid for in time: a token has 2 a second (20 at once), an address 50 a second (500
-- at once) or one guess a second (10 at once). Over that, a right token is refused like a wrong one.
create function private.record_heartbeat(token text, up boolean, message text, latency_ms real, source inet) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  beat private.observation;
  network cidr := network(case family(source) when 6 then set_masklen(source, 64) else source end);
  is_known boolean;
begin
  select (row(s.id, m.id, m.organization_id, m.confirmations, m.confirmation_window, 1, clock_timestamp(), coalesce(record_heartbeat.up, true), false,
    null, record_heartbeat.latency_ms, null, null, nullif(left(record_heartbeat.message, 300), ''), null, null)::private.observation).*
  into beat
  from private.heartbeat_tokens t
  join public.monitors m on m.id = t.monitor_id
  join private.schedule s on s.monitor_id = m.id
  where t.token = record_heartbeat.token and m.paused_at is null;
  is_known := (beat).schedule_id is not null;

  if network is not null then
    insert into private.heartbeat_sources as h (source, busy_until)
    values (network, clock_timestamp() + case when is_known then interval '20 milliseconds' else interval '1 second' end)
    on conflict on constraint heartbeat_sources_pkey do update
    set busy_until = greatest(h.busy_until, clock_timestamp()) + (excluded.busy_until - clock_timestamp())
    where h.busy_until < clock_timestamp() + interval '9.99 seconds';
    if not found then
      perform private.refuse('HG429', 'Too many heartbeats from this address.', 'source', 'Try again in a second.');
    end if;
  end if;
  if not is_known then
    return false;
  end if;
  update private.heartbeat_tokens t set busy_until = greatest(t.busy_until, clock_timestamp()) + interval '0.5 seconds'
  where t.monitor_id = (beat).monitor_id and t.busy_until < clock_timestamp() + interval '9.9 seconds';
  if not found then
    perform private.refuse('HG429', 'Too many heartbeats with this token.', 'token', 'Try again in a second.');
  end if;
  perform private.ingest(array[beat], 0);
  perform private.announce_results(array[(beat).organization_id]);
  return true;
end
$$;

-- Silence. A heartbeat that does not come is a failed check; a probe that does not report means nobody knows: after
-- two intervals and a timeout the status is unknown. Time in which the database itself was down does not count.
create function private.detect_silence(database_up_since timestamptz default pg_postmaster_start_time()) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  missing private.observation[];
  silent uuid[];
begin
  select array_agg(row(s.id, m.id, m.organization_id, m.confirmations, m.confirmation_window, 1, clock_timestamp(), false, false,
    null, null, null, null, 'heartbeat_missing', null, null)::private.observation)
  into missing
  from private.schedule s
  join public.monitors m on m.id = s.monitor_id
  join private.region_states st on st.schedule_id = s.id
  where s.kind = 'heartbeat' and m.paused_at is null
    and greatest(st.last_checked_at, m.created_at, m.updated_at, database_up_since)
      + make_interval(secs => s.interval_seconds + s.timeout_ms / 1000.0) < now();
  if missing is not null then
    perform private.ingest(missing, 0);
  end if;

  with stale as (
    select st.schedule_id, s.monitor_id, exists (
      select 1 from public.probes p
      where p.region_id = s.region_id and s.kind = any (p.kinds) and private.is_alive(p.last_seen_at)
    ) as probe_alive
    from private.region_states st
    join private.schedule s on s.id = st.schedule_id
    where s.kind <> 'heartbeat' and s.next_run_at <> 'infinity'
      and (st.status <> 'unknown' or st.reason is distinct from 'no_probe')
      and greatest(st.last_checked_at, s.created_at, database_up_since)
        + make_interval(secs => 2 * s.interval_seconds + s.timeout_ms / 1000.0) < now()
    order by st.schedule_id
    for update of st skip locked
  ), marked as (
    update private.region_states st set
      status = 'unknown', verdict = 'unknown', recent = '', rule = null,
      status_since = case when st.status <> 'unknown' then now() else st.status_since end,
      reason = case when stale.probe_alive then 'no_results' else 'no_probe' end
    from stale
    where st.schedule_id = stale.schedule_id
      and (st.status <> 'unknown' or st.reason is distinct from case when stale.probe_alive then 'no_results' else 'no_probe' end)
    returning stale.monitor_id
  )
  select array_agg(distinct m.monitor_id) into silent from marked m;
  if silent is not null then
    perform private.apply_monitor_statuses(silent, now());
  end if;
  return coalesce(cardinality(missing), 0) + coalesce(cardinality(silent), 0);
end
$$;

-- Doors for the probe: the secret key and nothing else.
create function public.register_probe(name text, region_id text, kinds public.check_kind[], version text, organization_id uuid default null, probe_key text default null) returns uuid
language sql volatile security invoker set search_path = '' as $$ select private.register_probe(name, region_id, kinds, version, organization_id, probe_key) $$;

create function public.lease_checks(probe_id uuid, max_checks integer, lease_seconds integer, in_flight integer, capacity integer)
returns table (
  schedule_id integer, request_id uuid, kind public.check_kind, config jsonb, timeout_ms integer, interval_seconds integer,
  observe text[], allowed_networks cidr[]
)
language sql volatile security invoker set search_path = '' as $$
  select * from private.lease_checks(probe_id, max_checks, lease_seconds, in_flight, capacity)
$$;

create function public.report_results(probe_id uuid, results jsonb) returns table (accepted integer, duplicates integer, rejected integer)
language sql volatile security invoker set search_path = '' as $$ select * from private.report_results(probe_id, results) $$;

create function public.release_leases(probe_id uuid, schedule_ids integer[]) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.release_leases(probe_id, schedule_ids) $$;

create function public.record_heartbeat(token text, up boolean default true, message text default null, latency_ms real default null, source inet default null)
returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.record_heartbeat(token, up, message, latency_ms, source) $$;

revoke all on function private.latency_bounds(), private.latency_in_bucket(bigint, double precision), private.confirmed_status(text, integer, public.component_status),
  private.create_result_partitions(date, date), private.drop_old_results(integer),
  private.register_probe(text, text, public.check_kind[], text, uuid, text), private.lease_checks(uuid, integer, integer, integer, integer),
  private.release_leases(uuid, integer[]), private.ingest(private.observation[], integer),
  private.condition_holds(text, text, double precision, text, boolean, integer, real, jsonb, jsonb), private.raise_bucket(integer[], integer),
  private.add_buckets(integer[], integer[]), private.judge(private.observation[]), private.book_hours(private.check_rollups_hourly[]), private.apply_monitor_statuses(uuid[], timestamptz), private.announce_results(uuid[]),
  private.report_results(uuid, jsonb), private.record_heartbeat(text, boolean, text, real, inet), private.detect_silence(timestamptz),
  public.register_probe(text, text, public.check_kind[], text, uuid, text), public.lease_checks(uuid, integer, integer, integer, integer),
  public.report_results(uuid, jsonb), public.release_leases(uuid, integer[]), public.record_heartbeat(text, boolean, text, real, inet)
  from public, anon, authenticated, service_role;
grant execute on function
  private.register_probe(text, text, public.check_kind[], text, uuid, text), private.lease_checks(uuid, integer, integer, integer, integer),
  private.release_leases(uuid, integer[]), private.report_results(uuid, jsonb), private.record_heartbeat(text, boolean, text, real, inet),
  public.register_probe(text, text, public.check_kind[], text, uuid, text), public.lease_checks(uuid, integer, integer, integer, integer),
  public.report_results(uuid, jsonb), public.release_leases(uuid, integer[]), public.record_heartbeat(text, boolean, text, real, inet)
  to service_role;

comment on function public.register_probe(text, text, public.check_kind[], text, uuid, text) is 'Registers a probe by name, with its key where it has one; returns its id. Errors: HG403, HG404, HG409.';
comment on function public.lease_checks(uuid, integer, integer, integer, integer) is 'Leases due checks of the probe''s region and kinds; also its heartbeat. Errors: HG404, HG422.';
comment on function public.report_results(uuid, jsonb) is 'Stores and judges up to 1000 results in one transaction; idempotent by (schedule_id, checked_at). Errors: HG404, HG422.';
comment on function public.release_leases(uuid, integer[]) is 'Gives unrun leases back; returns how many.';
comment on function public.record_heartbeat(text, boolean, text, real, inet) is 'Records a push by its token; false if nothing active has it. `source` is the address it came from. Error: HG429.';
