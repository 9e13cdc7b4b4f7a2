-- What is checked, from where, by whom, when; and what each region last said.

create table public.regions (
  id text not null,
  organization_id uuid,
  name text not null,
  created_at timestamptz not null default now(),
  constraint regions_pkey primary key (id),
  constraint regions_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint regions_id_form check (id ~ '^[a-z0-9][a-z0-9-]{0,47}$')
);
alter table public.regions enable row level security;
create index regions_organization_id_idx on public.regions (organization_id);

create table public.probes (
  id uuid not null default gen_random_uuid(),
  organization_id uuid,
  region_id text not null,
  name text not null,
  kinds public.check_kind[] not null,
  version text not null,
  capacity integer not null default 0,
  in_flight integer not null default 0,
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  draining_at timestamptz,
  created_at timestamptz not null default now(),
  -- Written into every check result, so it is narrow.
  number integer not null generated always as identity,
  constraint probes_pkey primary key (id),
  constraint probes_name_key unique (name),
  constraint probes_number_key unique (number),
  constraint probes_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint probes_region_id_fkey foreign key (region_id) references public.regions (id) on delete restrict,
  constraint probes_name_length check (char_length(name) between 1 and 100)
);
alter table public.probes enable row level security;
create index probes_organization_id_idx on public.probes (organization_id);
create index probes_region_id_idx on public.probes (region_id);

-- Whether a probe that reported last then is alive. It reports every few seconds.
create function private.is_alive(last_seen_at timestamptz) returns boolean
language sql stable parallel safe set search_path = '' as $$ select last_seen_at > now() - interval '1 minute' $$;
revoke all on function private.is_alive(timestamptz) from public, anon, authenticated, service_role;
comment on function private.is_alive(timestamptz) is 'Whether a probe that was seen last then is alive.';

-- A name that is kept for a probe has never reported.
create function private.has_reported(last_seen_at timestamptz) returns boolean
language sql immutable parallel safe set search_path = '' as $$ select last_seen_at > 'epoch' $$;
revoke all on function private.has_reported(timestamptz) from public, anon, authenticated, service_role;
comment on function private.has_reported(timestamptz) is 'Whether a probe that was seen last then has ever run.';

create table public.monitors (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  component_id uuid not null,
  name text not null,
  kind public.check_kind not null,
  config jsonb not null default '{}',
  interval_seconds integer not null default 60,
  timeout_ms integer not null default 10000,
  region_ids text[] not null,
  criteria jsonb not null default '[]',
  confirmations integer not null default 1,
  confirmation_window integer not null default 1,
  automation public.incident_automation not null default 'off',
  paused_at timestamptz,
  status public.component_status not null default 'unknown',
  status_since timestamptz not null default now(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint monitors_pkey primary key (id),
  constraint monitors_organization_key unique (id, organization_id),
  constraint monitors_component_id_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint monitors_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint monitors_config_object check (jsonb_typeof(config) = 'object' and pg_column_size(config) <= 16384),
  constraint monitors_interval_range check (interval_seconds between 1 and 86400),
  constraint monitors_criteria_size check (pg_column_size(criteria) <= 65536),
  constraint monitors_timeout_range check (timeout_ms between 100 and 60000),
  constraint monitors_regions_some check (cardinality(region_ids) between 1 and 20),
  constraint monitors_confirmations_range check (confirmation_window between 1 and 10 and confirmations between 1 and confirmation_window)
);
alter table public.monitors enable row level security;
create index monitors_component_id_idx on public.monitors (component_id, organization_id);
create index monitors_organization_id_idx on public.monitors (organization_id);

-- Secrets of a check (passwords, tokens): merged into the configuration a probe leases, readable by nobody else. They
-- arrive inside monitors.config and are moved here before that row exists, hence the deferred key.
create table private.monitor_secrets (
  monitor_id uuid not null,
  secrets jsonb not null,
  updated_at timestamptz not null default now(),
  constraint monitor_secrets_pkey primary key (monitor_id),
  constraint monitor_secrets_monitor_id_fkey foreign key (monitor_id) references public.monitors (id) on delete cascade deferrable initially deferred,
  constraint monitor_secrets_size check (pg_column_size(secrets) <= 8192)
);
alter table private.monitor_secrets enable row level security;

-- Push URLs of heartbeat monitors.
create table private.heartbeat_tokens (
  monitor_id uuid not null,
  token text not null default private.new_token(),
  busy_until timestamptz not null default '-infinity',
  constraint heartbeat_tokens_pkey primary key (monitor_id),
  constraint heartbeat_tokens_token_key unique (token),
  constraint heartbeat_tokens_monitor_id_fkey foreign key (monitor_id) references public.monitors (id) on delete cascade
);
alter table private.heartbeat_tokens enable row level security;

-- Where pushes come from, to slow down who sends too many or guesses. Not worth a log: what a crash forgets is a limit.
create unlogged table private.heartbeat_sources (
  source cidr not null,
  busy_until timestamptz not null,
  constraint heartbeat_sources_pkey primary key (source)
);
alter table private.heartbeat_sources enable row level security;

-- monitors.criteria, one row a condition: ingest joins these with a batch instead of walking JSON per result.
create table private.criteria_conditions (
  monitor_id uuid not null,
  rule smallint not null,
  condition smallint not null,
  status public.component_status not null,
  match_all boolean not null,
  metric text not null,
  operator text not null,
  number_value double precision,
  text_value text,
  constraint criteria_conditions_pkey primary key (monitor_id, rule, condition),
  constraint criteria_conditions_monitor_id_fkey foreign key (monitor_id) references public.monitors (id) on delete cascade
);
alter table private.criteria_conditions enable row level security;

-- The narrow table that probes lease from: one row a monitor and region. due_at is the slot; next_run_at is when a
-- probe may take it: the slot, or the end of a running lease, so that a dead probe's checks come back by themselves.
create table private.schedule (
  id integer not null generated always as identity,
  monitor_id uuid not null,
  region_id text not null,
  kind public.check_kind not null,
  interval_seconds integer not null,
  timeout_ms integer not null,
  created_at timestamptz not null default now(),
  due_at timestamptz not null default now(),
  next_run_at timestamptz not null default now(),
  leased_by integer,
  constraint schedule_pkey primary key (id),
  constraint schedule_monitor_region_key unique (monitor_id, region_id),
  constraint schedule_monitor_id_fkey foreign key (monitor_id) references public.monitors (id) on delete cascade,
  constraint schedule_region_id_fkey foreign key (region_id) references public.regions (id) on delete cascade
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
alter table private.schedule enable row level security;
create index schedule_next_run_at_idx on private.schedule (region_id, next_run_at);

-- What a region last said of a monitor, and the books of the running hour: both change with every result, so they share
-- one row and one update. `recent` holds the severities of the last verdicts, newest last, one digit each.
create table private.region_states (
  schedule_id integer not null,
  status public.component_status not null default 'unknown',
  status_since timestamptz not null default now(),
  recent text not null default '',
  verdict public.component_status not null default 'unknown',
  rule smallint,
  last_checked_at timestamptz,
  latency_ms real,
  status_code smallint,
  reason text default 'waiting_for_first_result',
  hour timestamptz not null default '-infinity',
  checks integer not null default 0,
  failures integer not null default 0,
  latency_sum_ms double precision not null default 0,
  latency_max_ms real not null default 0,
  latency_buckets integer[] not null default array_fill(0, array[46]),
  -- How many results make five minutes, and the latencies of so many (null without one): a percentile of right now.
  recent_size smallint not null default 5,
  recent_latencies_ms real[] not null default '{}',
  constraint region_states_pkey primary key (schedule_id),
  constraint region_states_schedule_id_fkey foreign key (schedule_id) references private.schedule (id) on delete cascade
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
alter table private.region_states enable row level security;

-- Checks asked for by a person ("Test now") before or beside a schedule.
create table private.check_requests (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  region_id text not null,
  requested_by uuid not null,
  kind public.check_kind not null,
  config jsonb not null,
  timeout_ms integer not null,
  created_at timestamptz not null default now(),
  leased_until timestamptz not null default '-infinity',
  finished_at timestamptz,
  result jsonb,
  constraint check_requests_pkey primary key (id),
  constraint check_requests_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint check_requests_region_id_fkey foreign key (region_id) references public.regions (id) on delete cascade
);
alter table private.check_requests enable row level security;
create index check_requests_region_id_idx on private.check_requests (region_id, created_at);
create index check_requests_organization_id_idx on private.check_requests (organization_id, created_at);

-- Conditions of criteria: metric, operator and value, checked one by one so that the error can say which is wrong.
create function private.compile_criteria(criteria jsonb)
returns table (rule smallint, condition smallint, status public.component_status, match_all boolean, metric text, operator text, number_value double precision, text_value text)
language plpgsql immutable set search_path = '' as $$
declare
  rule_json jsonb;
  condition_json jsonb;
  value_json jsonb;
begin
  if jsonb_typeof(criteria) is distinct from 'array' or jsonb_array_length(criteria) > 20 then
    perform private.refuse('HG422', 'Criteria are a list of at most 20 rules.', 'criteria');
  end if;
  rule := 0;
  for rule_json in select * from jsonb_array_elements(criteria) loop
    rule := rule + 1;
    condition := 0;
    if coalesce(rule_json ->> 'status', '') not in ('operational', 'degraded_performance', 'partial_outage', 'major_outage') then
      perform private.refuse('HG422', format('Rule %s needs a status.', rule), 'criteria');
    end if;
    if coalesce(rule_json ->> 'match', 'any') not in ('any', 'all') then
      perform private.refuse('HG422', format('Rule %s matches any or all of its conditions.', rule), 'criteria');
    end if;
    if jsonb_typeof(rule_json -> 'conditions') is distinct from 'array' or jsonb_array_length(rule_json -> 'conditions') not between 1 and 10 then
      perform private.refuse('HG422', format('Rule %s needs 1 to 10 conditions.', rule), 'criteria');
    end if;
    status := (rule_json ->> 'status')::public.component_status;
    match_all := coalesce(rule_json ->> 'match', 'any') = 'all';
    for condition_json in select * from jsonb_array_elements(rule_json -> 'conditions') loop
      condition := condition + 1;
      metric := condition_json ->> 'metric';
      operator := condition_json ->> 'operator';
      value_json := condition_json -> 'value';
      number_value := null;
      text_value := null;
      if metric is null or metric !~ '^(up|status_code|latency_ms|body|tls\.days_left|dns\.answers|ping\.loss_percent|timings\.(dns|connect|tls|first_byte)|json\.\$.{0,200})$' then
        perform private.refuse('HG422', format('Rule %s, condition %s: unknown metric.', rule, condition), 'criteria');
      end if;
      if metric = 'up' then
        if operator is distinct from 'eq' or jsonb_typeof(value_json) is distinct from 'boolean' then
          perform private.refuse('HG422', format('Rule %s, condition %s: up is compared by eq with true or false.', rule, condition), 'criteria');
        end if;
        number_value := (value_json #>> '{}')::boolean::integer;
      elsif metric = 'body' or metric = 'dns.answers' then
        if coalesce(operator, '') not in ('contains', 'not_contains') or coalesce(value_json #>> '{}', '') = '' or char_length(value_json #>> '{}') > 200 then
          perform private.refuse('HG422', format('Rule %s, condition %s: %s contains or does not contain a text of 1 to 200 characters.', rule, condition, metric), 'criteria');
        end if;
        text_value := value_json #>> '{}';
        metric := metric || '.contains:' || text_value;
        number_value := (operator = 'contains')::integer;
        operator := 'eq';
      elsif coalesce(operator, '') in ('lt', 'lte', 'gt', 'gte') or (coalesce(operator, '') in ('eq', 'ne') and jsonb_typeof(value_json) = 'number') then
        if jsonb_typeof(value_json) is distinct from 'number' then
          perform private.refuse('HG422', format('Rule %s, condition %s: the value must be a number.', rule, condition), 'criteria');
        end if;
        number_value := (value_json #>> '{}')::double precision;
      elsif coalesce(operator, '') in ('eq', 'ne') and metric like 'json.%' then
        text_value := left(value_json #>> '{}', 200);
      else
        perform private.refuse('HG422', format('Rule %s, condition %s: this operator does not fit the metric.', rule, condition), 'criteria');
      end if;
      return next;
    end loop;
  end loop;
end
$$;

-- Scheme, host and port of a web address, lower case; null for what is not plainly written.
create function private.url_origin(url text) returns text
language sql immutable strict parallel safe set search_path = '' as $$
  select lower(substring(url from '^[a-zA-Z]+://[^/?#\\\s@]+(?=[/?#\\]|$)'))
$$;

-- Names of the secrets in an object of them: password, token, header <name>.
create function private.secret_names(secrets jsonb) returns text[]
language sql immutable parallel safe set search_path = '' as $$
  select array(
    select k from jsonb_object_keys(coalesce(secrets, '{}') - 'secret_headers') k
    union all
    select 'header ' || h from jsonb_object_keys(coalesce(secrets -> 'secret_headers', '{}')) h
    order by 1)
$$;

-- Takes the secrets out of a configuration and puts them where nobody reads them. A secret that is absent stays as it
-- is, an empty one is removed. Returns the configuration, with the names of the secrets that are set and since when.
create function private.keep_secrets_apart(monitor_id uuid, config jsonb, old_config jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  secret_keys constant text[] := array['password', 'token', 'secret_headers'];
  stored jsonb := coalesce((select s.secrets from private.monitor_secrets s where s.monitor_id = keep_secrets_apart.monitor_id), '{}');
  given jsonb := coalesce((select jsonb_object_agg(e.key, e.value) from jsonb_each(config) e where e.key = any (secret_keys)), '{}');
  kept jsonb := stored;
  changed_at timestamptz;
begin
  if exists (select 1 from jsonb_each(given) e where jsonb_typeof(e.value) <> case e.key when 'secret_headers' then 'object' else 'string' end)
    or exists (select 1 from jsonb_each(case when jsonb_typeof(given -> 'secret_headers') = 'object' then given -> 'secret_headers' else '{}' end) h where jsonb_typeof(h.value) <> 'string') then
    perform private.refuse('HG422', 'Password and token are texts, secret headers are texts by name.', 'config');
  end if;
  -- Secrets belong to the server they were given for: who may edit a monitor must not have them sent elsewhere.
  if config ->> 'url' is distinct from old_config ->> 'url'
      and (private.url_origin(config ->> 'url') = private.url_origin(old_config ->> 'url')) is not true then
    kept := '{}';
  end if;
  select coalesce(jsonb_object_agg(e.key, e.value), '{}') into kept
  from jsonb_each(kept || given) e where e.value not in ('""', '{}');
  if kept = '{}' then
    delete from private.monitor_secrets s where s.monitor_id = keep_secrets_apart.monitor_id;
  elsif kept <> stored then
    if pg_column_size(kept) > 8192 then
      perform private.refuse('HG422', 'Secrets take at most 8 kB.', 'config');
    end if;
    insert into private.monitor_secrets (monitor_id, secrets) values (keep_secrets_apart.monitor_id, kept)
    on conflict on constraint monitor_secrets_pkey do update set secrets = excluded.secrets, updated_at = now();
  end if;
  config := config - secret_keys - array['secret_names', 'secrets_changed_at'];
  if kept <> '{}' then
    select s.updated_at into changed_at from private.monitor_secrets s where s.monitor_id = keep_secrets_apart.monitor_id;
    config := config || jsonb_build_object('secret_names', private.secret_names(kept), 'secrets_changed_at', changed_at);
  end if;
  return config;
end
$$;

-- Checks what no constraint can: regions exist and may be used, criteria compile, a kind never changes, no secrets.
create function private.tg_monitors__validate() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.region_ids := array(select distinct r from unnest(new.region_ids) r order by r);
  if new.kind = 'heartbeat' then
    new.region_ids := array['push'];
  elsif exists (
    select 1 from unnest(new.region_ids) wanted
    where not exists (
      select 1 from public.regions r
      where r.id = wanted and r.id <> 'push' and (r.organization_id is null or (
        r.organization_id = new.organization_id
        -- This runs before row security: who has no part in the organization must not learn what its regions are called.
        and ((select auth.uid()) is null or new.organization_id = any (array(select private.my_org_ids('organization.read'))))))
    )
  ) then
    perform private.refuse('HG422', 'One of the regions does not exist.', 'region_ids');
  end if;
  if tg_op = 'UPDATE' and new.kind <> old.kind then
    perform private.refuse('HG422', 'The kind of a monitor cannot change.', 'kind', 'Create a new monitor.');
  end if;
  -- What stands in the configuration every member can read, and the audit log keeps it.
  if new.config ->> 'url' ~ '^[a-zA-Z]+://[^/?#]*@' then
    perform private.refuse('HG422', 'A web address carries no user name or password.', 'config', 'Use user name and password of the check.');
  end if;
  if exists (
    select 1 from jsonb_object_keys(case when jsonb_typeof(new.config -> 'headers') = 'object' then new.config -> 'headers' else '{}' end) h
    where lower(h) in ('authorization', 'proxy-authorization', 'cookie')
  ) then
    perform private.refuse('HG422', 'Authorization and Cookie are secret headers.', 'config', 'Send them as secret_headers.');
  end if;
  -- An insert that turns out a duplicate and is ignored would still have stored its secrets with the other monitor.
  if tg_op = 'INSERT' and exists (select 1 from public.monitors m where m.id = new.id) then
    perform private.refuse('HG409', 'A monitor with this id exists.', 'id');
  end if;
  if jsonb_typeof(new.config) = 'object' then
    new.config := private.keep_secrets_apart(new.id, new.config, case when tg_op = 'UPDATE' then old.config end);
  end if;
  perform private.compile_criteria(new.criteria);
  return new;
end
$$;

-- Keeps schedule, states and compiled criteria in step with a monitor.
create function private.tg_monitors__schedule() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.criteria_conditions c where c.monitor_id = new.id;
  insert into private.criteria_conditions (monitor_id, rule, condition, status, match_all, metric, operator, number_value, text_value)
  select new.id, c.rule, c.condition, c.status, c.match_all, c.metric, c.operator, c.number_value, c.text_value
  from private.compile_criteria(new.criteria) c;

  delete from private.schedule s where s.monitor_id = new.id and not s.region_id = any (new.region_ids);
  insert into private.schedule (monitor_id, region_id, kind, interval_seconds, timeout_ms, next_run_at)
  select new.id, r, new.kind, new.interval_seconds, new.timeout_ms, case when new.paused_at is null then now() else 'infinity' end
  from unnest(new.region_ids) r
  on conflict (monitor_id, region_id) do update
  set interval_seconds = excluded.interval_seconds, timeout_ms = excluded.timeout_ms,
    due_at = now(), next_run_at = excluded.next_run_at, leased_by = null;
  insert into private.region_states (schedule_id, reason, recent_size)
  select s.id, case when new.paused_at is null then 'waiting_for_first_result' else 'paused' end, least(100, ceil(300.0 / new.interval_seconds))
  from private.schedule s where s.monitor_id = new.id
  on conflict (schedule_id) do update set recent_size = excluded.recent_size;
  if new.kind = 'heartbeat' then
    insert into private.heartbeat_tokens (monitor_id) values (new.id) on conflict (monitor_id) do nothing;
  end if;

  if tg_op = 'UPDATE' and (new.paused_at is null) <> (old.paused_at is null) then
    -- What was known before a pause says nothing after it, nor do results that were still on their way when it began.
    update private.region_states st set status = 'unknown', status_since = now(), recent = '', verdict = 'unknown', rule = null,
      recent_latencies_ms = '{}', reason = case when new.paused_at is null then 'waiting_for_first_result' else 'paused' end
    from private.schedule s where s.monitor_id = new.id and st.schedule_id = s.id;
    update public.monitors m set status = 'unknown', status_since = now() where m.id = new.id and m.status <> 'unknown';
  end if;
  perform private.apply_component_statuses(
    case when tg_op = 'UPDATE' and old.component_id <> new.component_id then array[old.component_id, new.component_id] else array[new.component_id] end,
    now());
  return null;
end
$$;

create function private.tg_monitors__after_delete() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.apply_component_statuses(array[old.component_id], now());
  return null;
end
$$;

create trigger _050_keep_plan before insert or update of interval_seconds on public.monitors for each row execute function private.tg_monitors__keep_plan();
create trigger _100_validate before insert or update of kind, config, region_ids, criteria, organization_id on public.monitors
  for each row execute function private.tg_monitors__validate();
create trigger _150_touch before update of component_id, name, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, paused_at
  on public.monitors for each row execute function private.tg_touch_updated_at();
create trigger _200_schedule after insert or update of component_id, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, paused_at
  on public.monitors for each row execute function private.tg_monitors__schedule();
create trigger _250_after_delete after delete on public.monitors for each row execute function private.tg_monitors__after_delete();
create trigger _300_announce after insert or delete or update of component_id, name, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, paused_at
  on public.monitors for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or delete or update of component_id, name, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, paused_at
  on public.monitors for each row execute function private.tg_audit('status', 'status_since');

create policy select_visible on public.regions for select to authenticated
  using (organization_id is null or organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_visible on public.probes for select to authenticated
  using (organization_id is null or organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy select_member on public.monitors for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_writer on public.monitors for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('monitors.write'))));
create policy update_writer on public.monitors for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('monitors.write'))))
  with check (organization_id = any (array(select private.my_org_ids('monitors.write'))));
create policy delete_writer on public.monitors for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('monitors.write'))));

revoke all on public.regions, public.probes, public.monitors from public, anon, authenticated, service_role;
revoke all on sequence public.probes_number_seq from public, anon, authenticated, service_role;
revoke all on private.monitor_secrets, private.heartbeat_tokens, private.heartbeat_sources, private.criteria_conditions, private.schedule,
  private.region_states, private.check_requests from public, anon, authenticated, service_role;
grant select on public.regions, public.probes to authenticated;
grant select, delete,
  insert (id, organization_id, component_id, name, kind, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, automation, paused_at),
  update (component_id, name, config, interval_seconds, timeout_ms, region_ids, criteria, confirmations, confirmation_window, automation, paused_at)
  on public.monitors to authenticated;
revoke all on function private.url_origin(text), private.secret_names(jsonb), private.keep_secrets_apart(uuid, jsonb, jsonb)
  from public, anon, authenticated, service_role;
revoke all on function private.compile_criteria(jsonb), private.tg_monitors__validate(), private.tg_monitors__schedule(),
  private.tg_monitors__after_delete() from public, anon, authenticated, service_role;

insert into public.regions (id, name) values ('push', 'Push'), ('local', 'Local');

comment on table public.regions is 'Where probes run. Without organization: shared by all. "push" is the region of heartbeats.';
comment on table public.probes is 'Worker processes that run checks, and when they were last heard of.';
comment on column public.probes.number is 'Narrow key used in check results.';
comment on table public.monitors is 'A check attached to a component: what, how often, from where, and which answers mean what.';
comment on column public.monitors.criteria is 'Ordered rules; the first that matches gives the status. [{"status","match":"any|all","conditions":[{"metric","operator","value"}]}]';
comment on column public.monitors.confirmations is 'n of the last m (confirmation_window) verdicts that must be at least as bad before the status follows.';
comment on table private.monitor_secrets is 'Secret parts of a monitor''s configuration, write-only for the API.';
comment on table private.heartbeat_tokens is 'Token of the push URL of a heartbeat monitor.';
comment on column private.heartbeat_tokens.busy_until is 'Every push moves it on by what one may cost; too far ahead of now means too many.';
comment on table private.heartbeat_sources is 'Addresses (IPv6: networks of 64 bits) that pushed within the hour, and how busy each is.';
comment on table private.criteria_conditions is 'monitors.criteria compiled to one row a condition. Written by trigger.';
comment on table private.schedule is 'When each monitor is due in each region, and who has leased it.';
comment on column private.schedule.due_at is 'The slot: stays on the grid of first slot plus multiples of the interval.';
comment on table private.region_states is 'Per monitor and region: the confirmed status, the last verdicts and observation, the latencies of five minutes, and the rollup of the running hour.';
comment on table private.check_requests is 'Checks asked for by a person; kept for an hour.';

-- RPCs for the dashboard ---------------------------------------------------------------------------------------------

create function private.heartbeat_token(monitor_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission((select m.organization_id from public.monitors m where m.id = heartbeat_token.monitor_id), 'monitors.write');
  return (select t.token from private.heartbeat_tokens t where t.monitor_id = heartbeat_token.monitor_id);
end
$$;

create function public.heartbeat_token(monitor_id uuid) returns text
language sql stable security invoker set search_path = '' as $$ select private.heartbeat_token(monitor_id) $$;

-- Makes a monitor due at once in all its regions.
create function private.check_now(monitor_id uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  asked integer;
begin
  perform private.require_permission((select m.organization_id from public.monitors m where m.id = check_now.monitor_id), 'monitors.write');
  -- What was checked in the last seconds is not asked again: nobody drives a probe by pressing a button.
  update private.schedule s set next_run_at = now()
  from private.region_states st
  where s.monitor_id = check_now.monitor_id and st.schedule_id = s.id and s.leased_by is null and s.next_run_at <> 'infinity'
    and coalesce(st.last_checked_at, '-infinity') < now() - interval '5 seconds';
  get diagnostics asked = row_count;
  return asked;
end
$$;

create function public.check_now(monitor_id uuid) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.check_now(monitor_id) $$;

-- Asks a probe to run a check once, before a monitor is saved.
create function private.request_check(organization_id uuid, kind public.check_kind, config jsonb, timeout_ms integer, region_id text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  request_id uuid;
begin
  perform private.require_permission(organization_id, 'monitors.write');
  if kind = 'heartbeat' then
    perform private.refuse('HG422', 'A heartbeat cannot be tested: your side sends it.', 'kind');
  end if;
  if timeout_ms is null or timeout_ms not between 100 and 60000 then
    perform private.refuse('HG422', 'A timeout has 100 to 60000 ms.', 'timeout_ms');
  end if;
  if jsonb_typeof(config) is distinct from 'object' or pg_column_size(config) > 16384 then
    perform private.refuse('HG422', 'A configuration is an object of at most 16 kB.', 'config');
  end if;
  if (select count(*) from private.check_requests r where r.organization_id = request_check.organization_id and r.created_at > now() - interval '1 minute') >= 30 then
    perform private.refuse('HG429', 'Too many tests in the last minute.', null, 'Wait a minute.');
  end if;
  if not exists (
    select 1 from public.probes p join public.regions r on r.id = p.region_id
    where p.region_id = request_check.region_id and request_check.kind = any (p.kinds) and private.is_alive(p.last_seen_at)
      and (r.organization_id is null or r.organization_id = request_check.organization_id)
  ) then
    perform private.refuse('HG503', 'No probe in this region can run this check now.', 'region_ids');
  end if;
  insert into private.check_requests (organization_id, region_id, requested_by, kind, config, timeout_ms)
  values (request_check.organization_id, request_check.region_id, (select auth.uid()), request_check.kind, request_check.config, request_check.timeout_ms)
  returning id into request_id;
  return request_id;
end
$$;

create function public.request_check(organization_id uuid, kind public.check_kind, config jsonb, timeout_ms integer, region_id text) returns uuid
language sql volatile security invoker set search_path = '' as $$
  select private.request_check(organization_id, kind, config, timeout_ms, region_id)
$$;

create function private.requested_check(request_id uuid) returns table (finished_at timestamptz, result jsonb)
language sql stable security definer set search_path = '' as $$
  select r.finished_at, r.result from private.check_requests r
  where r.id = requested_check.request_id and r.requested_by = private.live_user_id()
$$;

create function public.requested_check(request_id uuid) returns table (finished_at timestamptz, result jsonb)
language sql stable security invoker set search_path = '' as $$ select * from private.requested_check(request_id) $$;

-- The last word of every monitor and region of an organization.
create function private.region_overview(organization_id uuid)
returns table (
  monitor_id uuid, component_id uuid, region_id text, status public.component_status, status_since timestamptz,
  verdict public.component_status, rule smallint, last_checked_at timestamptz, latency_ms real, status_code smallint, reason text, p95_ms real
)
language sql stable security definer set search_path = '' as $$
  with states as (
    select m.id as monitor_id, m.component_id, m.paused_at is not null as is_paused, s.region_id, st.*,
      case when m.paused_at is null and st.last_checked_at > now() - make_interval(secs => greatest(300, m.interval_seconds + m.timeout_ms / 1000.0))
        then st.recent_latencies_ms end as current_latencies_ms
    from public.monitors m
    join private.schedule s on s.monitor_id = m.id
    join private.region_states st on st.schedule_id = s.id
    where m.organization_id = region_overview.organization_id
      and m.organization_id in (select private.my_org_ids('organization.read'))
  ), recent as (
    select st.component_id, st.region_id, percentile_cont(0.95) within group (order by l.ms)::real as p95_ms
    from states st cross join unnest(st.current_latencies_ms) as l (ms)
    group by st.component_id, st.region_id
  )
  -- A result that was on its way when its monitor was paused does not make it speak.
  select st.monitor_id, st.component_id, st.region_id, case when st.is_paused then 'unknown' else st.status end, st.status_since,
    case when st.is_paused then 'unknown' else st.verdict end, st.rule, st.last_checked_at, st.latency_ms, st.status_code,
    case when st.is_paused then 'paused' else st.reason end, r.p95_ms
  from states st
  left join recent r on r.component_id = st.component_id and r.region_id = st.region_id
$$;

create function public.region_overview(organization_id uuid)
returns table (
  monitor_id uuid, component_id uuid, region_id text, status public.component_status, status_since timestamptz,
  verdict public.component_status, rule smallint, last_checked_at timestamptz, latency_ms real, status_code smallint, reason text, p95_ms real
)
language sql stable security invoker set search_path = '' as $$ select * from private.region_overview(organization_id) $$;

-- See public.probe_overview.
create function private.probe_overview(organization_id uuid) returns table (
  id uuid, name text, region_id text, region_name text, is_shared boolean, kinds public.check_kind[], version text,
  started_at timestamptz, last_seen_at timestamptz, is_alive boolean, in_flight integer, capacity integer
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return query
    select p.id, p.name, p.region_id, r.name, p.organization_id is null, p.kinds, p.version, p.started_at, p.last_seen_at,
      private.is_alive(p.last_seen_at), p.in_flight, p.capacity
    from public.probes p join public.regions r on r.id = p.region_id
    where (p.organization_id is null or p.organization_id = probe_overview.organization_id)
      and private.has_reported(p.last_seen_at)
    order by p.name;
end
$$;

create function public.probe_overview(organization_id uuid) returns table (
  id uuid, name text, region_id text, region_name text, is_shared boolean, kinds public.check_kind[], version text,
  started_at timestamptz, last_seen_at timestamptz, is_alive boolean, in_flight integer, capacity integer
)
language sql stable security invoker set search_path = '' as $$ select * from private.probe_overview(organization_id) $$;

revoke all on function private.heartbeat_token(uuid), private.check_now(uuid),
  private.request_check(uuid, public.check_kind, jsonb, integer, text), private.requested_check(uuid), private.region_overview(uuid), private.probe_overview(uuid),
  public.heartbeat_token(uuid), public.check_now(uuid),
  public.request_check(uuid, public.check_kind, jsonb, integer, text), public.requested_check(uuid), public.region_overview(uuid), public.probe_overview(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.heartbeat_token(uuid), private.check_now(uuid),
  private.request_check(uuid, public.check_kind, jsonb, integer, text), private.requested_check(uuid), private.region_overview(uuid), private.probe_overview(uuid),
  public.heartbeat_token(uuid), public.check_now(uuid),
  public.request_check(uuid, public.check_kind, jsonb, integer, text), public.requested_check(uuid), public.region_overview(uuid), public.probe_overview(uuid)
  to authenticated;

comment on function public.heartbeat_token(uuid) is 'Token of a heartbeat monitor''s push URL. Error: HG403.';
comment on function public.check_now(uuid) is 'Makes a monitor due at once; returns in how many regions. Error: HG403.';
comment on function public.request_check(uuid, public.check_kind, jsonb, integer, text) is 'Asks for one check of an unsaved configuration; returns the request''s id. Errors: HG403, HG422, HG429, HG503.';
comment on function public.requested_check(uuid) is 'The result of the caller''s own request once finished_at is set.';
comment on function public.probe_overview(uuid) is 'Shared probes and the organization''s own that have reported, by name: where they are, whether they are alive, and their load. Error: HG403.';
comment on function public.region_overview(uuid) is 'Per monitor and region: confirmed status, last verdict and last observation; p95_ms is that of its component in this region over the last five minutes (at most 100 results a monitor).';
