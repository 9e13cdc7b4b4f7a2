-- What people do with their own account: sessions, recovery codes, taking their data with them, leaving for good.

-- Ten single-use codes for when the second factor is lost. Stored hashed; using one removes the factor, so that a new one has to
-- be set up. A code never makes a session more than it is.
create table private.recovery_codes (
  user_id uuid not null,
  code_hash bytea not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  constraint recovery_codes_pkey primary key (user_id, code_hash),
  constraint recovery_codes_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade
);
alter table private.recovery_codes enable row level security;

create table private.recovery_attempts (
  user_id uuid not null,
  failures smallint not null default 0,
  first_failed_at timestamptz not null default now(),
  constraint recovery_attempts_pkey primary key (user_id),
  constraint recovery_attempts_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade
);
alter table private.recovery_attempts enable row level security;

revoke all on private.recovery_codes, private.recovery_attempts from public, anon, authenticated, service_role;
comment on table private.recovery_codes is 'Hashes of the codes that stand in for a lost second factor; each works once.';
comment on table private.recovery_attempts is 'Wrong recovery codes of an account in the last hour.';

-- Sessions -------------------------------------------------------------------------------------------------------

create function private.my_sessions() returns table (
  id uuid, created_at timestamptz, last_seen_at timestamptz, user_agent text, ip text, has_second_factor boolean, is_current boolean
)
language sql stable security definer set search_path = '' as $$
  select s.id, s.created_at, greatest(s.updated_at, s.refreshed_at at time zone 'UTC'), s.user_agent, host(s.ip), coalesce(s.aal::text = 'aal2', false),
    s.id = private.session_id()
  from auth.sessions s
  where s.user_id = private.live_user_id() and (s.not_after is null or s.not_after > now())
  order by 7 desc, 3 desc nulls last
$$;

create function public.my_sessions() returns table (
  id uuid, created_at timestamptz, last_seen_at timestamptz, user_agent text, ip text, has_second_factor boolean, is_current boolean
)
language sql stable security invoker set search_path = '' as $$ select * from private.my_sessions() $$;

-- Ends sessions at once: the permission helper no longer finds them, and open Realtime channels lose their topic.
create function private.end_sessions(user_id uuid, session_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  ended integer;
begin
  delete from auth.sessions s where s.user_id = end_sessions.user_id and s.id = any (session_ids);
  get diagnostics ended = row_count;
  if ended > 0 then
    perform private.raise_topic_epoch(m.organization_id) from public.members m where m.user_id = end_sessions.user_id;
  end if;
  return ended;
end
$$;

create function private.revoke_session(session_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.end_sessions(private.require_session(), array[session_id]) = 0 then
    perform private.refuse('HG404', 'This session has ended already.');
  end if;
  perform private.record_act(null, 'sessions.revoke', session_id::text, null);
end
$$;

create function public.revoke_session(session_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.revoke_session(session_id) $$;

create function private.revoke_other_sessions() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := private.require_session();
  ended integer;
begin
  ended := private.end_sessions(caller, array(
    select s.id from auth.sessions s where s.user_id = caller and s.id <> private.session_id()));
  perform private.record_act(null, 'sessions.revoke', caller::text, jsonb_build_object('count', ended));
  return ended;
end
$$;

create function public.revoke_other_sessions() returns integer
language sql volatile security invoker set search_path = '' as $$ select private.revoke_other_sessions() $$;

-- Recovery codes -------------------------------------------------------------------------------------------------

-- A code as people may type it: small or large letters, with or without hyphens and spaces.
create function private.recovery_hash(user_id uuid, code text) returns bytea
language sql immutable strict set search_path = '' as $$
  select extensions.digest(user_id::text || regexp_replace(upper(code), '[^A-Z0-9]', '', 'g'), 'sha256')
$$;

-- Ten new codes; the old ones are void. They are shown here and never again.
create function private.create_recovery_codes() returns setof text
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := private.require_session();
  alphabet constant text := '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
  codes text[];
begin
  if not private.is_second_factor_proven() then
    perform private.refuse('HG403', 'Enter the code of your authenticator app first.');
  end if;
  -- 12 letters of 32: 60 bits each. A byte modulo 32 favours none.
  select array_agg(code) into codes from (
    select (
      select string_agg(substr(alphabet, get_byte(r.bytes, i) % 32 + 1, 1) || case when i in (3, 7) then '-' else '' end, '' order by i)
      from generate_series(0, 11) i) as code
    from (select extensions.gen_random_bytes(12) as bytes from generate_series(1, 10)) r) c;
  delete from private.recovery_codes c where c.user_id = caller;
  insert into private.recovery_codes (user_id, code_hash) select caller, private.recovery_hash(caller, code) from unnest(codes) code;
  perform private.record_of_person(caller, 'authenticated', 'recovery_codes.create', null);
  return query select unnest(codes);
end
$$;

create function public.create_recovery_codes() returns setof text
language sql volatile security invoker set search_path = '' as $$ select private.create_recovery_codes() $$;

create function private.recovery_codes_left() returns integer
language sql stable security definer set search_path = '' as $$
  select count(*)::integer from private.recovery_codes c where c.user_id = private.session_user_id() and c.used_at is null
$$;

create function public.recovery_codes_left() returns integer
language sql stable security invoker set search_path = '' as $$ select private.recovery_codes_left() $$;

-- Takes the second factors of an account away, as the auth server does it: what a session has proven with one, it has proven no more.
-- Returns how many there were (decision 012).
create function private.take_second_factors(user_id uuid) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  taken integer;
begin
  delete from auth.mfa_factors f where f.user_id = take_second_factors.user_id;
  get diagnostics taken = row_count;
  delete from auth.mfa_amr_claims m using auth.sessions s
  where s.id = m.session_id and s.user_id = take_second_factors.user_id and m.authentication_method = 'totp';
  update auth.sessions s set aal = 'aal1', factor_id = null where s.user_id = take_second_factors.user_id and s.aal::text <> 'aal1';
  delete from private.sign_in_failures f where f.user_id = take_second_factors.user_id and f.proof = 'second_factor';
  return taken;
end
$$;

-- Uses up a code of the caller and takes the second factor away with it, both or neither. Whoever took it may have known the password:
-- that is void as well, and every other session ends. The answer says what became of the code; a wrong one counts, so that nobody tries
-- them all. It does not raise on a wrong code: that would take the count back.
create function private.use_recovery_code(code text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller constant uuid := private.session_user_id();
  attempts private.recovery_attempts;
begin
  if caller is null then
    perform private.refuse('HG401', 'Sign in first.');
  end if;
  insert into private.recovery_attempts (user_id) values (caller) on conflict do nothing;
  select a.* into attempts from private.recovery_attempts a where a.user_id = caller for update;
  if attempts.first_failed_at < now() - interval '1 hour' then
    update private.recovery_attempts a set failures = 0, first_failed_at = now() where a.user_id = caller returning * into attempts;
  end if;
  if attempts.failures >= 10 then
    return 'too_many';
  end if;
  update private.recovery_codes c set used_at = now()
  where c.user_id = caller and c.code_hash = private.recovery_hash(caller, use_recovery_code.code) and c.used_at is null;
  if not found then
    -- Asked again because the answer was lost: there is nothing left to take away.
    if exists (select 1 from private.recovery_codes c where c.user_id = caller and c.code_hash = private.recovery_hash(caller, use_recovery_code.code))
      and not exists (select 1 from auth.mfa_factors f where f.user_id = caller)
    then
      return 'used';
    end if;
    update private.recovery_attempts a set failures = a.failures + 1 where a.user_id = caller;
    perform private.record_of_person(caller, 'authenticated', 'recovery_codes.refuse_code', jsonb_build_object('failures', attempts.failures + 1));
    return 'wrong';
  end if;
  delete from private.recovery_attempts a where a.user_id = caller;
  perform private.take_second_factors(caller);
  update auth.users u set encrypted_password = null where u.id = caller and u.encrypted_password is not null;
  perform private.end_sessions(caller, array(select s.id from auth.sessions s where s.user_id = caller and s.id <> private.session_id()));
  perform private.record_of_person(caller, 'authenticated', 'recovery_codes.use', null);
  perform private.tell_account(caller, 'account.recovery_code_used');
  return 'used';
end
$$;

create function public.use_recovery_code(code text) returns text
language sql volatile security invoker set search_path = '' as $$ select private.use_recovery_code(code) $$;

-- See public.my_user_id.
create function private.my_user_id() returns uuid
language sql stable security definer set search_path = '' as $$ select private.require_session() $$;

create function public.my_user_id() returns uuid
language sql stable security invoker set search_path = '' as $$ select private.my_user_id() $$;

-- Who asks this session for a second factor it has not proven: organizations that require one, which do not exist for it
-- otherwise, and the account itself once a recovery code took its factor away.
create function private.second_factor_demands() returns table (reason text, organization_name text, organization_slug text)
language sql stable security definer set search_path = '' as $$
  select 'organization', o.name, o.slug
  from public.members m
  join public.organizations o on o.id = m.organization_id
  where m.user_id = private.session_user_id() and o.requires_mfa and o.deleted_at is null and not private.is_second_factor_proven()
  union all
  select 'recovered', null, null
  where exists (select 1 from private.recovery_codes c where c.user_id = private.session_user_id() and c.used_at is not null)
    and not private.has_second_factor((select auth.uid()))
  order by 1 desc, 2
$$;

create function public.second_factor_demands() returns table (reason text, organization_name text, organization_slug text)
language sql stable security invoker set search_path = '' as $$ select * from private.second_factor_demands() $$;

-- Data and departure ---------------------------------------------------------------------------------------------

-- Everything stored about the caller's account, without secrets.
create function private.export_account() returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  caller uuid := private.require_session();
begin
  return jsonb_build_object(
    'exported_at', now(),
    'account', (
      select jsonb_build_object('id', u.id, 'email', u.email, 'full_name', p.full_name, 'created_at', u.created_at,
        'email_confirmed_at', u.email_confirmed_at, 'last_sign_in_at', u.last_sign_in_at, 'metadata', u.raw_user_meta_data)
      from auth.users u left join public.profiles p on p.id = u.id where u.id = caller),
    'sign_in_methods', coalesce((
      select jsonb_agg(jsonb_build_object('provider', i.provider, 'email', i.email, 'created_at', i.created_at, 'last_sign_in_at', i.last_sign_in_at)
        order by i.created_at) from auth.identities i where i.user_id = caller), '[]'),
    'second_factors', coalesce((
      select jsonb_agg(jsonb_build_object('name', f.friendly_name, 'type', f.factor_type, 'status', f.status, 'created_at', f.created_at)
        order by f.created_at) from auth.mfa_factors f where f.user_id = caller), '[]'),
    'sessions', coalesce((
      select jsonb_agg(jsonb_build_object('created_at', s.created_at, 'user_agent', s.user_agent, 'ip', host(s.ip)) order by s.created_at)
      from auth.sessions s where s.user_id = caller), '[]'),
    'memberships', coalesce((
      select jsonb_agg(jsonb_build_object('organization', o.name, 'slug', o.slug, 'role', m.role, 'since', m.created_at) order by m.created_at)
      from public.members m join public.organizations o on o.id = m.organization_id where m.user_id = caller), '[]'),
    'actions', coalesce((
      select jsonb_agg(jsonb_build_object('occurred_at', a.occurred_at, 'action', a.action, 'object_type', a.object_type, 'object_id', a.object_id) order by a.id)
      from public.audit_events a where a.actor_id = caller and not a.is_copy), '[]')
  );
end
$$;

create function public.export_account() returns jsonb
language sql stable security invoker set search_path = '' as $$ select private.export_account() $$;

-- Deletes the caller's account for whoever types its address. Organizations that would be left without an admin stand in the way,
-- those in which nobody else is a member are deleted with it. The key to the account's personal fields in the audit log goes too.
create function private.delete_account(confirmation text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := private.require_session();
  orphaned text;
begin
  if lower(btrim(confirmation)) is distinct from (select lower(u.email) from auth.users u where u.id = caller) then
    perform private.refuse('HG422', 'Type the address of your account to delete it.', 'confirmation');
  end if;
  -- The same lock as the one that keeps an admin: two admins who leave at once meet here.
  perform 1 from public.organizations o join public.members m on m.organization_id = o.id where m.user_id = caller order by o.id for update of o;
  select string_agg(o.name, ', ' order by o.name) into orphaned
  from public.organizations o
  where exists (select 1 from public.members m where m.organization_id = o.id and m.user_id = caller and m.role = 'admin')
    and exists (select 1 from public.members m where m.organization_id = o.id and m.user_id <> caller)
    and not exists (select 1 from public.members m where m.organization_id = o.id and m.user_id <> caller and m.role = 'admin');
  if orphaned is not null then
    perform private.refuse('HG409', 'You are the only admin of: ' || orphaned || '.', 'confirmation', 'Make somebody else admin, or delete it first.');
  end if;
  perform private.require_another_master(caller);
  perform private.record_act(null, 'accounts.delete', caller::text, null);
  delete from public.organizations o
  where exists (select 1 from public.members m where m.organization_id = o.id and m.user_id = caller)
    and not exists (select 1 from public.members m where m.organization_id = o.id and m.user_id <> caller);
  delete from auth.users u where u.id = caller;
end
$$;

create function public.delete_account(confirmation text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.delete_account(confirmation) $$;

revoke all on function private.my_sessions(), private.end_sessions(uuid, uuid[]), private.revoke_session(uuid),
  private.revoke_other_sessions(), private.recovery_hash(uuid, text), private.create_recovery_codes(), private.recovery_codes_left(),
  private.take_second_factors(uuid), private.use_recovery_code(text), private.second_factor_demands(), private.export_account(), private.delete_account(text),
  public.second_factor_demands(), public.my_sessions(), public.revoke_session(uuid), public.revoke_other_sessions(), public.create_recovery_codes(), public.recovery_codes_left(),
  public.use_recovery_code(text), private.my_user_id(), public.my_user_id(), public.export_account(), public.delete_account(text)
  from public, anon, authenticated, service_role;
grant execute on function private.my_sessions(), private.revoke_session(uuid), private.revoke_other_sessions(), private.create_recovery_codes(),
  private.recovery_codes_left(), private.second_factor_demands(), private.export_account(), private.delete_account(text),
  public.second_factor_demands(), public.my_sessions(), public.revoke_session(uuid), public.revoke_other_sessions(), public.create_recovery_codes(), public.recovery_codes_left(),
  public.export_account(), public.delete_account(text),
  private.use_recovery_code(text), public.use_recovery_code(text), private.my_user_id(), public.my_user_id()
  to authenticated;

comment on function public.my_sessions() is 'The caller''s open sessions, this one first.';
comment on function public.revoke_session(uuid) is 'Ends a session of the caller at once. Errors: HG401, HG403, HG404.';
comment on function public.revoke_other_sessions() is 'Ends every other session of the caller; returns how many. Errors: HG401, HG403.';
comment on function public.create_recovery_codes() is 'Ten new recovery codes, shown once; the old ones are void. Needs a proven second factor. Errors: HG401, HG403.';
comment on function public.recovery_codes_left() is 'How many recovery codes of the caller are unused.';
comment on function public.use_recovery_code(text) is 'Uses up a recovery code of the caller, with it their second factor and password: used, wrong or too_many. For the function accounts. Error: HG401.';
comment on function public.my_user_id() is 'The caller, who has given their second factor if there is one. For Edge Functions that act for them. Errors: HG401, HG403.';
comment on function public.second_factor_demands() is 'Who asks the caller for a second factor they have not proven: organization (which requires one), recovered (a recovery code took theirs away).';
comment on function public.export_account() is 'Everything stored about the caller''s account, without secrets. Errors: HG401, HG403.';
comment on function public.delete_account(text) is 'Deletes the caller''s account whose address was typed. Errors: HG401, HG403, HG409, HG422.';
