-- Who did what, from where. One trigger function for every table, append-only for every role, rows outlive what they describe.
-- docs/decisions/009: rows are written without any lock and chained seconds later; personal fields stand under a key of their own.

create table public.audit_events (
  id bigint generated always as identity,
  occurred_at timestamptz not null default clock_timestamp(),
  organization_id uuid,
  actor_id uuid,
  actor_role text not null,
  -- The master administrator's impersonation through which it was done.
  impersonation_id uuid,
  api_key_id uuid,
  -- Written into an organization's log of what a person did with their account; the instance's log has it too.
  is_copy boolean not null default false,
  action text not null,
  object_type text not null,
  object_id text not null,
  before jsonb,
  after jsonb,
  -- Address of the actor, where from and with what: AES under the person's key, 16 bytes of initialization first.
  person_id uuid,
  personal bytea,
  constraint audit_events_pkey primary key (id)
);
alter table public.audit_events enable row level security;
create index audit_events_organization_id_idx on public.audit_events (organization_id, id desc);
create index audit_events_actor_id_idx on public.audit_events (actor_id, id desc);

-- One key a person. Deleting it makes their personal fields unreadable for good, while the rows and their hashes stay as they are.
create table private.audit_people (
  id uuid not null default gen_random_uuid(),
  user_id uuid not null,
  key bytea not null default extensions.gen_random_bytes(32),
  constraint audit_people_pkey primary key (id),
  constraint audit_people_user_id_key unique (user_id)
);
alter table private.audit_people enable row level security;

-- What is not chained yet. The transaction's id tells when nobody can commit an earlier row any more.
create table private.audit_unsealed (
  event_id bigint not null,
  transaction_id xid8 not null default pg_current_xact_id(),
  constraint audit_unsealed_pkey primary key (event_id)
);
alter table private.audit_unsealed enable row level security;

-- The chain of each organization; what belongs to none is chained under the id of zeros.
create table private.audit_seals (
  organization_id uuid not null,
  position bigint not null,
  event_id bigint not null,
  hash bytea not null,
  constraint audit_seals_pkey primary key (organization_id, position),
  constraint audit_seals_event_id_key unique (event_id)
);
alter table private.audit_seals enable row level security;

-- Whether a function asks in the caller's name, which it proves with the secret key: https://www.rfc-editor.org/rfc/rfc2104 over the
-- session. One proof for each of the project's keys, of which the vault has one.
create function private.is_function(headers jsonb) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(encode(extensions.hmac(private.session_id()::text,
    (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'secret_key'), 'sha256'), 'hex')
    = any (string_to_array(headers ->> 'x-heliograph-function', ',')), false)
$$;

-- The caller's address, as the outermost proxy that can be trusted saw it, and their program. Where a function asks in their name, its own
-- are nobody's: the caller's are those of the session.
create function private.request_origin() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
  shown jsonb := jsonb_strip_nulls(jsonb_build_object(
    'ip', left(coalesce(headers ->> 'cf-connecting-ip', headers ->> 'x-real-ip', btrim(regexp_replace(headers ->> 'x-forwarded-for', '^.*,', ''))), 64),
    'user_agent', left(headers ->> 'user-agent', 300)));
begin
  if not coalesce(headers ? 'x-heliograph-function', false) or not private.is_function(headers) then
    return shown;
  end if;
  return coalesce((
    select jsonb_strip_nulls(jsonb_build_object('ip', host(s.ip), 'user_agent', left(s.user_agent, 300)))
    from auth.sessions s where s.id = private.session_id() and s.user_id = (select auth.uid())), shown);
end
$$;

-- Requests of the auth server carry no headers into the database: what it knows of the caller stands in for them.
create function private.set_request_origin(ip text, user_agent text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform set_config('request.headers',
    jsonb_build_object('x-forwarded-for', set_request_origin.ip, 'user-agent', set_request_origin.user_agent)::text, true);
end
$$;

-- With whose rights it is done: the role of the token. Without one it is SQL, which pg_cron may have begun: its jobs are known by their command.
create function private.actor_role() returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  return coalesce((select auth.jwt()) ->> 'role', (select 'pg_cron' from cron.job j where j.command = current_query() limit 1), session_user);
end
$$;

-- Writes an event. The one way into the log.
create function private.record_event(
  organization_id uuid, actor_id uuid, actor_role text, action text, object_type text, object_id text, before jsonb, after jsonb,
  is_copy boolean default false, api_key_id uuid default null
) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  person private.audit_people;
  vector bytea;
  claims jsonb := (select auth.jwt());
  key uuid := coalesce(record_event.api_key_id, (select k.id from private.key_of_request() k));
  recorded bigint;
begin
  if actor_id is not null then
    select p.* into person from private.audit_people p where p.user_id = record_event.actor_id;
    if person.id is null and exists (select 1 from auth.users u where u.id = record_event.actor_id) then
      insert into private.audit_people (user_id) values (record_event.actor_id)
      on conflict on constraint audit_people_user_id_key do update set user_id = excluded.user_id returning * into person;
    end if;
    vector := extensions.gen_random_bytes(16);
  end if;
  insert into public.audit_events (organization_id, actor_id, actor_role, api_key_id, is_copy, impersonation_id, action, object_type, object_id, before, after, person_id, personal)
  values (record_event.organization_id, record_event.actor_id, case when key is null then record_event.actor_role else 'api_key' end, key, record_event.is_copy,
    (select i.id from private.impersonations i
      where i.organization_id = record_event.organization_id and i.session_id = private.session_id() and i.ended_at is null and i.expires_at > now()),
    record_event.action, record_event.object_type, record_event.object_id, record_event.before, record_event.after, person.id,
    case when person.id is not null then vector || extensions.encrypt_iv(
      convert_to((jsonb_strip_nulls(jsonb_build_object('email',
        coalesce(claims ->> 'email', (select u.email from auth.users u where u.id = record_event.actor_id)))) || private.request_origin())::text, 'UTF8'), person.key, vector, 'aes') end)
  returning id into recorded;
  insert into private.audit_unsealed (event_id) values (recorded);
  return recorded;
end
$$;

-- The personal fields of an event; empty once the person's key is destroyed.
create function private.personal_of(event public.audit_events) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
begin
  return (
    select convert_from(extensions.decrypt_iv(substr(event.personal, 17), p.key, substr(event.personal, 1, 16), 'aes'), 'UTF8')::jsonb
    from private.audit_people p where p.id = event.person_id and event.personal is not null);
end
$$;

-- Trigger arguments: columns to leave out, because they are secrets or because the machine writes them.
-- Writes the whole row on insert and delete, only the changed columns on update, nothing if none changed.
create function private.tg_audit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  hidden text[] := tg_argv || array['created_at', 'updated_at'];
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
  subject jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  kept_before jsonb;
  kept_after jsonb;
begin
  if tg_op = 'UPDATE' then
    if old_row = new_row then
      return null;
    end if;
    select jsonb_object_agg(n.key, old_row -> n.key), jsonb_object_agg(n.key, n.value)
      into kept_before, kept_after
      from jsonb_each(new_row) n where n.value is distinct from old_row -> n.key;
  else
    kept_before := old_row;
    kept_after := new_row;
  end if;
  perform private.record_event(
    case when tg_table_name = 'organizations' then subject ->> 'id' else subject ->> 'organization_id' end::uuid,
    (select auth.uid()),
    private.actor_role(),
    tg_table_name || '.' || lower(tg_op),
    tg_table_name,
    coalesce(subject ->> 'id', subject ->> 'rule_id', subject ->> 'user_id', subject ->> 'status_page_id', subject ->> 'component_id'),
    kept_before,
    kept_after
  );
  return null;
end
$$;

-- For acts that are no row: an export, an import, a secret that was set. `after` holds no secrets and no addresses.
create function private.record_act(organization_id uuid, action text, object_id text, after jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.record_event(organization_id, (select auth.uid()), private.actor_role(),
    action, split_part(action, '.', 1), object_id, null, after);
end
$$;

create function private.tg_audit_events__append_only() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  perform private.refuse('HG405', 'Audit events are append-only.');
  return null;
end
$$;

-- The chain ------------------------------------------------------------------------------------------------------

-- What is hashed of an event: all of it, in one spelling whatever the session's settings are.
create function private.audit_text(event public.audit_events) returns text
language plpgsql stable set search_path = '' set timezone = 'UTC' set bytea_output = 'hex' as $$
begin
  return to_jsonb(event)::text;
end
$$;

-- Chains the events that nobody can get in before any more: their transactions are older than every open one. One sealer at a time,
-- and nobody who writes ever waits for it.
create function private.seal_audit(max_events integer default 5000) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  event public.audit_events;
  chain uuid;
  last private.audit_seals;
  sealed integer := 0;
begin
  if not pg_try_advisory_xact_lock(hashtext('heliograph.seal_audit')) then
    return 0;
  end if;
  for event in
    select e.* from private.audit_unsealed u join public.audit_events e on e.id = u.event_id
    where u.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
    order by u.event_id limit max_events
  loop
    chain := coalesce(event.organization_id, '00000000-0000-0000-0000-000000000000');
    select s.* into last from private.audit_seals s where s.organization_id = chain order by s.position desc limit 1;
    insert into private.audit_seals (organization_id, position, event_id, hash)
    values (chain, coalesce(last.position, 0) + 1, event.id,
      extensions.digest(coalesce(last.hash, '') || convert_to(private.audit_text(event), 'UTF8'), 'sha256'));
    delete from private.audit_unsealed u where u.event_id = event.id;
    sealed := sealed + 1;
  end loop;
  return sealed;
end
$$;

-- Checks a chain from its beginning: null and zero rows broken, or the first event that was changed, removed or slipped in.
create function private.verify_audit(organization_id uuid)
returns table (is_intact boolean, checked bigint, broken_event_id bigint, problem text, last_hash text)
language plpgsql stable security definer set search_path = '' as $$
declare
  chain uuid := coalesce(verify_audit.organization_id, '00000000-0000-0000-0000-000000000000');
  seal private.audit_seals;
  event public.audit_events;
  previous bytea := '';
  expected bigint := 0;
begin
  for seal in select s.* from private.audit_seals s where s.organization_id = chain order by s.position loop
    expected := expected + 1;
    select e.* into event from public.audit_events e where e.id = seal.event_id;
    if seal.position <> expected then
      return query select false, expected - 1, seal.event_id, 'a seal before it is missing', encode(previous, 'hex');
      return;
    elsif event.id is null then
      return query select false, expected - 1, seal.event_id, 'it was removed', encode(previous, 'hex');
      return;
    elsif seal.hash is distinct from extensions.digest(previous || convert_to(private.audit_text(event), 'UTF8'), 'sha256') then
      return query select false, expected - 1, seal.event_id, 'it was changed', encode(previous, 'hex');
      return;
    end if;
    previous := seal.hash;
  end loop;
  select e.* into event from public.audit_events e
  where e.organization_id is not distinct from verify_audit.organization_id
    and not exists (select 1 from private.audit_seals s where s.event_id = e.id)
    and not exists (select 1 from private.audit_unsealed u where u.event_id = e.id)
  order by e.id limit 1;
  if event.id is not null then
    return query select false, expected, event.id, 'it was slipped in', encode(previous, 'hex');
    return;
  end if;
  return query select true, expected, null::bigint, null::text, encode(previous, 'hex');
end
$$;

-- An organization's chain, or without one every chain there is: the first that is broken, or how much was checked in all.
create function private.verify_audit_log(organization_id uuid)
returns table (is_intact boolean, checked bigint, broken_event_id bigint, problem text, last_hash text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  chain record;
  found record;
  total bigint := 0;
begin
  if verify_audit_log.organization_id is not null then
    perform private.require_permission(verify_audit_log.organization_id, 'audit.read');
    perform private.seal_audit();
    return query select * from private.verify_audit(verify_audit_log.organization_id);
    return;
  end if;
  perform private.require_instance_admin();
  perform private.seal_audit();
  for chain in select distinct nullif(s.organization_id, '00000000-0000-0000-0000-000000000000') as owner from private.audit_seals s loop
    select v.* into found from private.verify_audit(chain.owner) v;
    if not found.is_intact then
      return query select false, found.checked, found.broken_event_id, found.problem, found.last_hash;
      return;
    end if;
    total := total + found.checked;
  end loop;
  return query select true, total, null::bigint, null::text, null::text;
end
$$;

create function public.verify_audit_log(organization_id uuid default null)
returns table (is_intact boolean, checked bigint, broken_event_id bigint, problem text, last_hash text)
language sql volatile security invoker set search_path = '' as $$ select * from private.verify_audit_log(organization_id) $$;

-- Reading --------------------------------------------------------------------------------------------------------

-- A page of the log, newest first, with names and origins as far as they are known still. `search` looks into action, object and
-- what changed.
create function private.audit_log(
  organization_id uuid, search text, object_types text[], actor uuid, since timestamptz, until timestamptz, before_id bigint, max_rows integer
) returns table (
  id bigint, occurred_at timestamptz, actor_id uuid, actor_name text, actor_email text, actor_role text, ip text, user_agent text,
  is_impersonated boolean, action text, object_type text, object_id text, before jsonb, after jsonb, organization_name text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  pattern text := private.like_pattern(audit_log.search);
begin
  if audit_log.organization_id is null then
    perform private.require_instance_admin();
  else
    perform private.require_permission(audit_log.organization_id, 'audit.read');
  end if;
  return query
    select e.id, e.occurred_at, e.actor_id, coalesce(nullif(p.full_name, ''), p.email, k.name), o.personal ->> 'email', e.actor_role, o.personal ->> 'ip', o.personal ->> 'user_agent',
      e.impersonation_id is not null, e.action, e.object_type, e.object_id, e.before, e.after, g.name
    from (
      select a.id as found_id from public.audit_events a
      where (a.organization_id = audit_log.organization_id or (audit_log.organization_id is null and not a.is_copy))
        and (audit_log.before_id is null or a.id < audit_log.before_id)
        and (audit_log.object_types is null or a.object_type = any (audit_log.object_types))
        and (audit_log.actor is null or a.actor_id = audit_log.actor)
        and (audit_log.since is null or a.occurred_at >= audit_log.since)
        and (audit_log.until is null or a.occurred_at < audit_log.until)
        and (coalesce(btrim(audit_log.search), '') = '' or a.action ilike pattern or a.object_id ilike pattern
          or a.before::text ilike pattern or a.after::text ilike pattern)
      order by a.id desc limit least(greatest(coalesce(audit_log.max_rows, 50), 1), 1000)
    ) f
    join public.audit_events e on e.id = f.found_id
    left join public.profiles p on p.id = e.actor_id
    left join public.api_keys k on k.id = e.api_key_id
    left join public.organizations g on g.id = e.organization_id
    left join lateral (select private.personal_of(e) as personal) o on true
    order by e.id desc;
end
$$;

create function public.audit_log(
  organization_id uuid default null, search text default null, object_types text[] default null, actor uuid default null, since timestamptz default null,
  until timestamptz default null, before_id bigint default null, max_rows integer default 50
) returns table (
  id bigint, occurred_at timestamptz, actor_id uuid, actor_name text, actor_email text, actor_role text, ip text, user_agent text,
  is_impersonated boolean, action text, object_type text, object_id text, before jsonb, after jsonb, organization_name text
)
language sql stable security invoker set search_path = '' as $$
  select * from private.audit_log(organization_id, search, object_types, actor, since, until, before_id, max_rows)
$$;

-- What a person did with their account: in the log of each organization they belong to, and in the instance's. Whoever reads all of them
-- finds it once.
create function private.record_of_person(person uuid, actor_role text, action text, after jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.record_event(o.organization_id, person, actor_role, action, split_part(action, '.', 1), person::text, null, after, o.organization_id is not null)
  from (select m.organization_id from public.members m where m.user_id = person union all select null) o;
end
$$;

-- Signing in: GoTrue notes the time in its own row, once it has opened the session, which knows where from and with what.
create function private.tg_users__audit_sign_in() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  opened auth.sessions;
begin
  -- Both times are of GoTrue's clock; whatever else sets this one has opened no session.
  select s.* into opened from auth.sessions s
  where s.user_id = new.id and s.created_at between new.last_sign_in_at - interval '1 minute' and new.last_sign_in_at + interval '1 minute'
  order by s.created_at desc limit 1;
  perform private.set_request_origin(host(opened.ip), opened.user_agent);
  perform private.record_of_person(new.id, 'authenticated', 'accounts.sign_in', null);
  return null;
end
$$;

-- Another password or address of an account, whichever way it came. What is voided is no new password.
create function private.tg_users__audit_change() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.record_of_person(new.id, 'authenticated', tg_argv[0], null);
  return null;
end
$$;

-- Who administers the instance, whichever way they came to it or lost it. An account that makes itself the first one is its own actor.
create function private.tg_instance_admins__audit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.record_event(null, coalesce((select auth.uid()), new.granted_by), private.actor_role(),
      'instance_admins.grant', 'instance_admins', new.user_id::text, null, null);
  else
    perform private.record_act(null, 'instance_admins.revoke', old.user_id::text, null);
  end if;
  return null;
end
$$;

-- How the instance runs, whichever way it was chosen.
create function private.tg_instance__audit_mode() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.record_event(null, (select auth.uid()), private.actor_role(),
    'instance.set_mode', 'instance', 'instance', jsonb_build_object('mode', old.mode), jsonb_build_object('mode', new.mode));
  return null;
end
$$;

-- The account's key goes with it: what the log says of the person is unreadable from here on.
create function private.tg_users__destroy_key() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.audit_people p where p.user_id = old.id;
  return null;
end
$$;

create trigger _100_append_only before update or delete on public.audit_events
  for each row execute function private.tg_audit_events__append_only();
create trigger _200_append_only before truncate on public.audit_events
  for each statement execute function private.tg_audit_events__append_only();
create trigger _100_append_only before update or delete on private.audit_seals
  for each row execute function private.tg_audit_events__append_only();
create trigger _200_append_only before truncate on private.audit_seals
  for each statement execute function private.tg_audit_events__append_only();
create trigger _900_audit after insert or update or delete on public.organizations for each row execute function private.tg_audit();
create trigger _900_audit after insert or update or delete on public.members for each row execute function private.tg_audit();
create trigger _900_audit after insert or update of revoked_at on public.api_keys for each row execute function private.tg_audit('last_used_at');

create trigger _900_audit after insert or delete on private.instance_admins for each row execute function private.tg_instance_admins__audit();
create trigger _900_audit_mode after update of mode on private.instance
  for each row when (new.mode is distinct from old.mode) execute function private.tg_instance__audit_mode();

create policy select_auditor on public.audit_events for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('audit.read'))));

revoke all on public.audit_events, private.audit_people, private.audit_unsealed, private.audit_seals from public, anon, authenticated, service_role;
revoke all on sequence public.audit_events_id_seq from public, anon, authenticated, service_role;
grant select on public.audit_events to authenticated;
revoke all on function private.is_function(jsonb), private.request_origin(), private.set_request_origin(text, text), private.actor_role(),
  private.record_event(uuid, uuid, text, text, text, text, jsonb, jsonb, boolean, uuid),
  private.personal_of(public.audit_events), private.tg_audit(), private.record_act(uuid, text, text, jsonb), private.tg_audit_events__append_only(),
  private.audit_text(public.audit_events), private.seal_audit(integer), private.verify_audit(uuid), private.verify_audit_log(uuid),
  private.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer), private.record_of_person(uuid, text, text, jsonb), private.tg_users__audit_sign_in(), private.tg_users__audit_change(), private.tg_users__destroy_key(),
  private.tg_instance_admins__audit(), private.tg_instance__audit_mode(),
  public.verify_audit_log(uuid), public.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer)
  from public, anon, authenticated, service_role;
-- The function `api` reads the log with a key's rights.
grant execute on function private.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer),
  public.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer) to service_role;
grant execute on function private.verify_audit_log(uuid), private.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer),
  public.verify_audit_log(uuid), public.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer)
  to authenticated;

comment on table public.audit_events is 'Append-only record of who did what, with the changed columns before and after, without secrets.';
comment on column public.audit_events.actor_role is 'Role claim of the caller''s token, api_key, pg_cron for a job, or the database role of a direct connection.';
comment on table private.audit_people is 'The key of each person''s personal fields in the log; deleted with the account.';
comment on table private.audit_unsealed is 'Events that are not chained yet; a job chains them every 10 seconds.';
comment on table private.audit_seals is 'The hash chain of each organization''s audit log.';
comment on function public.verify_audit_log(uuid) is 'Checks an organization''s audit log, or without one all of them (master administrators); names the first event that was changed, removed or slipped in. Error: HG403.';
comment on function public.audit_log(uuid, text, text[], uuid, timestamptz, timestamptz, bigint, integer) is 'A page of the audit log, newest first; without an organization that of all, for master administrators. Error: HG403.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_audit_sign_in after update of last_sign_in_at on auth.users
  for each row when (new.last_sign_in_at is distinct from old.last_sign_in_at) execute function private.tg_users__audit_sign_in();
create trigger heliograph_audit_password after update of encrypted_password on auth.users
  for each row when (new.encrypted_password is distinct from old.encrypted_password and new.encrypted_password <> '')
  execute function private.tg_users__audit_change('accounts.set_password');
create trigger heliograph_audit_address after update of email on auth.users
  for each row when (new.email is distinct from old.email) execute function private.tg_users__audit_change('accounts.change_address');
create trigger heliograph_destroy_key after delete on auth.users
  for each row execute function private.tg_users__destroy_key();
