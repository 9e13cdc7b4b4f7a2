-- The ground the other domains stand on: extensions, the private schema, the words (enums), the role matrix.

create extension if not exists pg_cron;
create extension if not exists pg_net with schema extensions;
create extension if not exists supabase_vault;

-- Internals live in `private`, which PostgREST does not expose. Roles get usage because policies call its helpers;
-- what they may touch inside is granted object by object.
create schema if not exists private;
revoke all on schema private from public, anon, authenticated, service_role;
grant usage on schema private to anon, authenticated, service_role;
comment on schema private is 'Helpers, queues, hot tables and secrets. Never exposed through the API.';

-- Without this, every new function would be executable by everyone until its own revoke. The form with
-- "in schema" does nothing for the built-in grant to PUBLIC, so it is given without.
alter default privileges revoke execute on functions from public;

create type public.component_status as enum (
  'operational', 'unknown', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'
);
comment on type public.component_status is 'Statuses of the Statuspage API plus unknown. Severity is private.status_rank, not the order here.';

create type public.component_kind as enum ('website', 'server', 'iot_device', 'script', 'manual');
create type public.check_kind as enum ('http', 'tcp', 'ping', 'dns', 'tls', 'heartbeat');
create type public.member_role as enum ('admin', 'editor', 'operator', 'auditor', 'viewer');
create type public.incident_status as enum ('investigating', 'identified', 'monitoring', 'resolved', 'postmortem');
create type public.incident_impact as enum ('none', 'minor', 'major', 'critical');
create type public.incident_automation as enum ('off', 'draft', 'publish');
create type public.maintenance_status as enum ('scheduled', 'in_progress', 'verifying', 'completed', 'cancelled');
create type public.notification_channel as enum ('email', 'sms', 'call', 'webhook', 'slack', 'teams', 'discord', 'push');
create type public.subscriber_state as enum ('pending', 'confirmed', 'unsubscribed', 'bounced', 'complained');
create type public.delivery_state as enum ('queued', 'sent', 'dead');
create type public.status_cause as enum ('none', 'manual', 'monitor', 'incident', 'maintenance');

-- How bad a status is when several meet. In groups and banners maintenance ranks with unknown.
create function private.status_rank(status public.component_status) returns smallint
language sql immutable parallel safe set search_path = '' as $$
  select case status
    when 'operational' then 0
    when 'unknown' then 1
    when 'under_maintenance' then 1
    when 'degraded_performance' then 2
    when 'partial_outage' then 3
    when 'major_outage' then 4
  end::smallint
$$;
revoke all on function private.status_rank(public.component_status) from public, anon, authenticated, service_role;
comment on function private.status_rank(public.component_status) is 'Severity 0..4 by which the worst of several statuses is chosen.';

create function private.status_of_rank(rank integer) returns public.component_status
language sql immutable parallel safe set search_path = '' as $$
  select (array['operational', 'unknown', 'degraded_performance', 'partial_outage', 'major_outage']::public.component_status[])[rank + 1]
$$;
revoke all on function private.status_of_rank(integer) from public, anon, authenticated, service_role;
comment on function private.status_of_rank(integer) is 'The status of a severity; 1 is unknown.';

-- The letter of a status in a snapshot's row of days.
create function private.status_letter(status public.component_status) returns text
language plpgsql immutable parallel safe set search_path = '' as $$
begin
  return case status
    when 'operational' then 'o'
    when 'degraded_performance' then 'd'
    when 'partial_outage' then 'p'
    when 'major_outage' then 'm'
    when 'under_maintenance' then 'w'
    else 'u'
  end;
end
$$;
revoke all on function private.status_letter(public.component_status) from public, anon, authenticated, service_role;

-- The one place that says what a role may do. Policies and RPCs ask through private.my_org_ids.
create table private.role_permissions (
  role public.member_role not null,
  permission text not null,
  constraint role_permissions_pkey primary key (role, permission),
  constraint role_permissions_permission_form check (permission ~ '^[a-z_]+\.[a-z_]+$')
);
alter table private.role_permissions enable row level security;
revoke all on private.role_permissions from public, anon, authenticated, service_role;
comment on table private.role_permissions is 'The permission matrix: which role holds which permission.';

insert into private.role_permissions (role, permission) values
  ('admin', 'organization.read'), ('admin', 'organization.write'), ('admin', 'members.write'), ('admin', 'components.write'),
  ('admin', 'monitors.write'), ('admin', 'incidents.write'), ('admin', 'pages.write'), ('admin', 'audit.read'),
  ('admin', 'subscribers.read'), ('admin', 'subscribers.write'), ('admin', 'alerts.read'), ('admin', 'alerts.write'),
  ('editor', 'organization.read'), ('editor', 'components.write'), ('editor', 'monitors.write'), ('editor', 'incidents.write'),
  ('editor', 'pages.write'), ('editor', 'subscribers.read'), ('editor', 'subscribers.write'), ('editor', 'alerts.read'), ('editor', 'alerts.write'),
  ('operator', 'organization.read'), ('operator', 'monitors.write'), ('operator', 'subscribers.read'),
  ('operator', 'alerts.read'), ('operator', 'alerts.write'),
  ('auditor', 'organization.read'), ('auditor', 'audit.read'), ('auditor', 'subscribers.read'), ('auditor', 'alerts.read'),
  ('viewer', 'organization.read'), ('viewer', 'subscribers.read'), ('viewer', 'alerts.read');

-- Raises a documented error (docs/error-codes.md): SQLSTATE, a sentence for people, the field it belongs to, what to do.
create function private.refuse(code text, message text, field text default null, hint text default null) returns void
language plpgsql volatile set search_path = '' as $$
begin
  raise exception using errcode = code, message = message, detail = coalesce(field, ''), hint = coalesce(hint, '');
end
$$;
revoke all on function private.refuse(text, text, text, text) from public, anon, authenticated, service_role;
comment on function private.refuse(text, text, text, text) is 'Raises an error of docs/error-codes.md; detail names the field.';

-- What a link carries: 64 hexadecimal digits that nobody guesses. plpgsql, because a list of addresses takes thousands at once.
create function private.new_token() returns text
language plpgsql volatile set search_path = '' as $$
begin
  return replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
end
$$;
revoke all on function private.new_token() from public, anon, authenticated, service_role;
comment on function private.new_token() is 'The secret of a link or of a push URL: 64 hexadecimal digits.';

-- An e-mail address in the one form in which it is stored and compared, or null if it is none. No spaces, quotes, brackets or control
-- characters anywhere: an address is also a header.
create function private.normal_email(address text) returns text
language plpgsql immutable parallel safe set search_path = '' as $$
declare
  normal text := lower(btrim(address));
begin
  return case when char_length(normal) <= 254
    and normal ~ '^[a-z0-9.!#$%&''*+/=?^_`{|}~-]{1,64}@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$' then normal end;
end
$$;
revoke all on function private.normal_email(text) from public, anon, authenticated, service_role;
comment on function private.normal_email(text) is 'An e-mail address as it is stored and compared; null for what is none.';

-- A pattern for `like` that finds a piece of text anywhere, whatever signs it has.
create function private.like_pattern(piece text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select '%' || regexp_replace(btrim(coalesce(piece, '')), '([\\%_])', '\\\1', 'g') || '%'
$$;
revoke all on function private.like_pattern(text) from public, anon, authenticated, service_role;
comment on function private.like_pattern(text) is 'Pattern of like for text that contains a piece; everything for null.';

create function private.tg_touch_updated_at() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end
$$;
revoke all on function private.tg_touch_updated_at() from public, anon, authenticated, service_role;
