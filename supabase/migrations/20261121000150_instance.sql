-- The instance itself: how it runs, who administers it, and which accounts may come to be.

create type public.instance_mode as enum ('saas', 'enterprise');
comment on type public.instance_mode is 'saas: anybody signs up and leaves a card. enterprise: the master administrator creates accounts.';

create table private.instance (
  is_only boolean not null default true,
  mode public.instance_mode,
  set_up_at timestamptz,
  invitations_create_accounts boolean not null default false,
  adopted_organization_id uuid,
  updated_at timestamptz not null default now(),
  constraint instance_pkey primary key (is_only),
  constraint instance_is_only check (is_only)
);
alter table private.instance enable row level security;
insert into private.instance default values;

create table private.instance_admins (
  user_id uuid not null,
  granted_at timestamptz not null default now(),
  granted_by uuid,
  constraint instance_admins_pkey primary key (user_id),
  constraint instance_admins_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade
);
alter table private.instance_admins enable row level security;

-- Addresses that may become an account although sign-up is closed. Written where an account is created, or an identity provider of
-- a proven domain vouches for it; used up by the account. Invitations are permits as long as the instance lets them be.
create table private.account_permits (
  email text not null,
  reason text not null,
  granted_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint account_permits_pkey primary key (email),
  constraint account_permits_email_form check (email = lower(btrim(email)) and email like '%_@_%'),
  constraint account_permits_reason check (reason in ('created', 'sso'))
);
alter table private.account_permits enable row level security;

create function private.mode() returns public.instance_mode
language sql stable security definer set search_path = '' as $$ select i.mode from private.instance i $$;

-- The session the caller's token names, whether it still exists or not.
create function private.session_id() returns uuid
language sql stable set search_path = '' as $$ select (nullif((select auth.jwt()) ->> 'session_id', ''))::uuid $$;

-- The caller, if their session still exists, with a second factor or without: for what leads to giving it.
create function private.session_user_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select s.user_id from auth.sessions s where s.id = private.session_id() and s.user_id = (select auth.uid())
$$;

-- Whether an account has a second factor; one that is only half set up does not count.
create function private.has_second_factor(user_id uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select 1 from auth.mfa_factors f where f.user_id = has_second_factor.user_id and f.status = 'verified');
end
$$;

-- How sure the session is of who they are. The token says it, and the session must still agree: a factor that was removed
-- takes the second level with it, whatever tokens are about.
create function private.is_second_factor_proven() returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce((select auth.jwt()) ->> 'aal', 'aal1') = 'aal2' and exists (
    select 1 from auth.sessions s
    where s.id = private.session_id() and s.user_id = (select auth.uid()) and s.aal::text = 'aal2')
$$;

-- The caller, if their session still exists: for what a person may do without belonging anywhere. Who has a second factor has to
-- have used it; a password alone is nobody then.
create function private.live_user_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select u.id from private.session_user_id() u (id)
  where private.is_second_factor_proven() or not private.has_second_factor(u.id)
$$;

-- The caller; raises what is in the way: no session, or a second factor that was not given yet.
create function private.require_session() returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  caller uuid := private.live_user_id();
begin
  if caller is null and private.session_user_id() is not null then
    perform private.refuse('HG403', 'Enter the code of your authenticator app first.');
  elsif caller is null then
    perform private.refuse('HG401', 'Sign in first.');
  end if;
  return caller;
end
$$;

-- Whether the caller administers the instance now.
create function private.is_instance_admin() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from private.instance_admins a where a.user_id = private.live_user_id())
$$;

create function private.require_instance_admin() returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not private.is_instance_admin() then
    perform private.refuse('HG403', 'Only the master administrator can do this.');
  end if;
end
$$;

-- Refuses what would leave nobody who can administer the instance: somebody else must, who is not locked out. Two who act on each other
-- meet at the lock.
create function private.require_another_master(user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform 1 from private.instance i for update;
  if exists (select 1 from private.instance_admins a where a.user_id = require_another_master.user_id) and not exists (
    select 1 from private.instance_admins a join auth.users u on u.id = a.user_id
    where a.user_id <> require_another_master.user_id and u.email_confirmed_at is not null and u.deleted_at is null
      and coalesce(u.banned_until, '-infinity') <= now())
  then
    perform private.refuse('HG409', 'There has to be a master administrator.', 'user_id', 'Make somebody else master administrator first.');
  end if;
end
$$;

-- Takes somebody's rights as master administrator away, unless they are the last one.
create function private.withdraw_instance_admin(user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_another_master(user_id);
  delete from private.instance_admins a where a.user_id = withdraw_instance_admin.user_id;
end
$$;

-- Whether sign-up is open: anybody, only the account that will administer the instance, or nobody.
create function private.sign_up_state() returns text
language sql stable security definer set search_path = '' as $$
  select case
    when i.mode is distinct from 'enterprise' then 'open'
    when exists (select 1 from private.instance_admins) or exists (select 1 from auth.users) then 'closed'
    else 'first'
  end
  from private.instance i
$$;

create function private.permit_account(email text, reason text, valid interval) returns void
language sql volatile security definer set search_path = '' as $$
  insert into private.account_permits (email, reason, granted_by, expires_at)
  values (lower(btrim(permit_account.email)), permit_account.reason, (select auth.uid()), now() + valid)
  on conflict (email) do update set reason = excluded.reason, granted_by = excluded.granted_by, created_at = now(), expires_at = excluded.expires_at
$$;

create function private.has_permit(email text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  address text := lower(btrim(has_permit.email));
begin
  return exists (select 1 from private.account_permits p where p.email = address and p.expires_at > now())
    or (select i.invitations_create_accounts from private.instance i) and exists (select 1 from private.pending_invitations i where i.email = address);
end
$$;

-- The auth hook before_user_created: refuses with a message what the trigger below would refuse with a bare error.
-- https://supabase.com/docs/guides/auth/auth-hooks/before-user-created-hook
create function private.before_user_created(event jsonb) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  email text := event -> 'user' ->> 'email';
  provider text := event -> 'user' -> 'app_metadata' ->> 'provider';
begin
  if not private.speaks_for(email, provider) then
    return jsonb_build_object('error', jsonb_build_object('http_code', 403,
      'message', 'This identity provider does not speak for this address.'));
  end if;
  perform private.permit_by_domain(email, provider);
  if private.sign_up_state() <> 'closed' or private.has_permit(email) then
    return '{}';
  end if;
  return jsonb_build_object('error', jsonb_build_object('http_code', 403,
    'message', 'Accounts are created by the administrator of this Heliograph. Ask for one.'));
end
$$;

-- The backstop of the hook: holds on every path to a new account, and where no hook is set. The lock lets one of two first
-- accounts win; it is taken only while there is none.
create function private.tg_users__guard_account() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.mode() is distinct from 'enterprise' then
    return new;
  end if;
  if private.sign_up_state() = 'first' then
    perform 1 from private.instance i for update;
  end if;
  if private.sign_up_state() = 'closed' and not private.has_permit(new.email) then
    perform private.refuse('HG403', 'Accounts are created by the administrator of this Heliograph.', 'email');
  end if;
  return new;
end
$$;

-- The first account of an enterprise administers the instance, and takes over the organization that waits for an owner.
create function private.tg_users__settle_account() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.account_permits p where p.email = lower(new.email);
  -- Only where nobody was before: an administrator who was lost comes back by SQL, not with the next account.
  if private.mode() = 'enterprise' and not exists (select 1 from private.instance_admins) and not exists (select 1 from auth.users u where u.id <> new.id) then
    insert into private.instance_admins (user_id, granted_by) values (new.id, new.id);
    update private.instance i set set_up_at = now(), updated_at = now();
    perform private.adopt_organization(new.id);
  end if;
  return null;
end
$$;

-- Makes somebody admin of the organization that was set up before there was anybody, once.
create function private.adopt_organization(user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  waiting uuid;
begin
  select i.adopted_organization_id into waiting from private.instance i for update;
  if waiting is not null then
    insert into public.members (organization_id, user_id, role) values (waiting, adopt_organization.user_id, 'admin') on conflict do nothing;
    update private.instance i set adopted_organization_id = null;
  end if;
end
$$;

-- Chooses the mode while there is none, for the environment and admin.set_mode; returns the one that holds. Where accounts are
-- there already, the oldest administers the instance from now on.
create function private.choose_mode(mode public.instance_mode) returns public.instance_mode
language plpgsql volatile security definer set search_path = '' as $$
declare
  chosen public.instance_mode;
begin
  select i.mode into chosen from private.instance i for update;
  if chosen is null then
    update private.instance i set mode = choose_mode.mode, updated_at = now() returning i.mode into chosen;
    insert into private.instance_admins (user_id) select u.id from auth.users u order by u.created_at, u.id limit 1 on conflict do nothing;
  end if;
  return chosen;
end
$$;

create function private.instance_state() returns table (mode public.instance_mode, sign_up text, is_admin boolean, may_set_up boolean)
language sql stable security definer set search_path = '' as $$
  select i.mode, private.sign_up_state(), private.is_instance_admin(),
    i.mode is null and private.live_user_id() = (select u.id from auth.users u order by u.created_at, u.id limit 1)
  from private.instance i
$$;

create function public.instance_state() returns table (mode public.instance_mode, sign_up text, is_admin boolean, may_set_up boolean)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_state() $$;

-- The setup screen's choice. It belongs to the oldest account: whoever started the instance.
create function private.set_up_instance(mode public.instance_mode) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  chosen public.instance_mode;
  oldest uuid;
begin
  select i.mode into chosen from private.instance i for update;
  if chosen is not null then
    perform private.refuse('HG409', 'This Heliograph is set up already.', 'mode');
  end if;
  select u.id into oldest from auth.users u order by u.created_at, u.id limit 1;
  if private.live_user_id() is distinct from oldest then
    perform private.refuse('HG403', 'Only the first account can set up this Heliograph.');
  end if;
  if set_up_instance.mode is null then
    perform private.refuse('HG422', 'Choose how this Heliograph runs.', 'mode');
  end if;
  update private.instance i set mode = set_up_instance.mode, set_up_at = now(), updated_at = now();
  insert into private.instance_admins (user_id, granted_by) values (oldest, oldest) on conflict do nothing;
end
$$;

create function public.set_up_instance(mode public.instance_mode) returns void
language sql volatile security invoker set search_path = '' as $$ select private.set_up_instance(mode) $$;

revoke all on private.instance, private.instance_admins, private.account_permits from public, anon, authenticated, service_role;
revoke all on function private.mode(), private.session_id(), private.session_user_id(), private.has_second_factor(uuid), private.live_user_id(),
  private.is_second_factor_proven(), private.require_session(), private.is_instance_admin(), private.require_instance_admin(), private.require_another_master(uuid), private.withdraw_instance_admin(uuid),
  private.sign_up_state(), private.permit_account(text, text, interval), private.has_permit(text), private.before_user_created(jsonb),
  private.tg_users__guard_account(), private.tg_users__settle_account(), private.adopt_organization(uuid),
  private.choose_mode(public.instance_mode), private.instance_state(), private.set_up_instance(public.instance_mode), public.instance_state(), public.set_up_instance(public.instance_mode)
  from public, anon, authenticated, service_role;
grant execute on function private.live_user_id(), private.is_second_factor_proven() to authenticated;
grant execute on function private.instance_state(), public.instance_state() to anon, authenticated;
grant execute on function private.set_up_instance(public.instance_mode), public.set_up_instance(public.instance_mode) to authenticated;
-- GoTrue calls the hook.
grant usage on schema private to supabase_auth_admin;
grant execute on function private.before_user_created(jsonb) to supabase_auth_admin;

comment on table private.instance is 'One row: how this Heliograph runs. mode is null until it was chosen by the setup screen or the environment.';
comment on column private.instance.invitations_create_accounts is 'Whether an organization''s invitation lets an unknown address make an account while sign-up is closed.';
comment on column private.instance.adopted_organization_id is 'Organization without members that the first account takes over; null otherwise.';
comment on table private.instance_admins is 'Master administrators.';
comment on table private.account_permits is 'Addresses that may become an account while sign-up is closed.';
comment on function private.before_user_created(jsonb) is 'Auth hook: who may get an account. config.toml and docs/operations/hosted.md set it.';
comment on function public.instance_state() is 'How this Heliograph runs, whether sign-up is open, first (only the first account) or closed, and what the caller may do about it.';
comment on function public.set_up_instance(public.instance_mode) is 'Chooses the mode, once; the caller becomes master administrator. Errors: HG403, HG409, HG422.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_guard_account before insert on auth.users
  for each row execute function private.tg_users__guard_account();
create trigger heliograph_settle_account after insert on auth.users
  for each row execute function private.tg_users__settle_account();
