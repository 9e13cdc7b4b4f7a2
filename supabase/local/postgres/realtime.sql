-- Schema realtime as hosted Supabase has it, as far as clients and policies can see it: the messages table that
-- private channels are authorised through, the functions that send from the database, and both publications.
-- Run as supabase_admin after the roles exist; safe to run again.

create schema if not exists realtime authorization supabase_admin;
grant usage on schema realtime to postgres, anon, authenticated, service_role;
grant all on schema realtime to supabase_realtime_admin;

-- One row is one message. Partitioned by day (UTC) so that retention is a drop, not a delete.
create table if not exists realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp without time zone not null default now(),
  inserted_at timestamp without time zone not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  constraint messages_pkey primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);
alter table realtime.messages owner to supabase_realtime_admin;
alter table realtime.messages enable row level security;
create index if not exists messages_inserted_at_topic_index on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;
revoke all on realtime.messages from public, anon, authenticated, service_role;
grant all on realtime.messages to postgres, dashboard_user;
grant select, insert, update on realtime.messages to anon, authenticated, service_role;
comment on table realtime.messages is 'Messages sent from the database; its policies decide who may read or write a private channel.';

-- Makes the partitions of yesterday to three days ahead and drops those whose day ended more than 72 hours ago.
-- Called here and by the Realtime server's janitor.
create or replace function realtime.maintain_partitions() returns void
language plpgsql security definer set search_path = '' as $$
declare
  day date;
  partition record;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('realtime.maintain_partitions'));
  for day in select d::date from pg_catalog.generate_series(
    (now() at time zone 'utc')::date - 1, (now() at time zone 'utc')::date + 3, interval '1 day') as d
  loop
    if pg_catalog.to_regclass(pg_catalog.format('realtime.messages_%s', pg_catalog.to_char(day, 'YYYY_MM_DD'))) is null then
      execute pg_catalog.format('create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        'messages_' || pg_catalog.to_char(day, 'YYYY_MM_DD'), day, day + 1);
      -- A partition reached by its own name does not see the parent's policies.
      execute pg_catalog.format('alter table realtime.%I enable row level security',
        'messages_' || pg_catalog.to_char(day, 'YYYY_MM_DD'));
    end if;
  end loop;
  for partition in
    select child.relname from pg_catalog.pg_inherits
    join pg_catalog.pg_class child on child.oid = inhrelid
    where inhparent = 'realtime.messages'::pg_catalog.regclass and child.relname ~ '^messages_\d{4}_\d\d_\d\d$'
      and pg_catalog.to_date(pg_catalog.right(child.relname, 10), 'YYYY_MM_DD') + 1
        < (now() at time zone 'utc') - interval '72 hours'
  loop
    execute pg_catalog.format('drop table realtime.%I', partition.relname);
  end loop;
end
$$;
alter function realtime.maintain_partitions() owner to supabase_realtime_admin;
revoke all on function realtime.maintain_partitions() from public;
select realtime.maintain_partitions();

-- The sub-topic a policy is being asked about.
create or replace function realtime.topic() returns text
language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;
alter function realtime.topic() owner to supabase_realtime_admin;

-- Sends a JSON message to a topic. Never fails the caller's transaction: an error becomes a warning.
create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
language plpgsql as $$
declare
  message_id uuid := gen_random_uuid();
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    message_id,
    case when payload ? 'id' then payload else jsonb_set(payload, '{id}', to_jsonb(message_id)) end,
    event, topic, private, 'broadcast'
  );
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- As send, for bytes.
create or replace function realtime.send_binary(payload bytea, event text, topic text, private boolean default true)
returns void
language plpgsql as $$
begin
  perform set_config('realtime.topic', topic, true);
  insert into realtime.messages (binary_payload, event, topic, private, extension)
  values (payload, event, topic, private, 'broadcast');
exception when others then
  raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
end
$$;

-- For row triggers: broadcasts what changed, always to a private topic.
create or replace function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql as $$
declare
  row_data jsonb;
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  row_data := jsonb_build_object(
    'old_record', case when operation = 'INSERT' then null else to_jsonb(old) end,
    'record', case when operation = 'DELETE' then null else to_jsonb(new) end,
    'operation', operation, 'table', table_name, 'schema', table_schema
  );
  perform realtime.send(row_data, event_name, topic_name);
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

do $$
begin
  -- Empty at first: `alter publication supabase_realtime add table …` switches postgres_changes on for a table.
  if not exists (select from pg_publication where pubname = 'supabase_realtime') then
    create publication supabase_realtime;
    alter publication supabase_realtime owner to postgres;
  end if;
  if not exists (select from pg_publication where pubname = 'supabase_realtime_messages_publication') then
    create publication supabase_realtime_messages_publication for table realtime.messages with (publish = 'insert');
  end if;
end
$$;
