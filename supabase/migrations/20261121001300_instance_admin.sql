-- What a master administrator does in the dashboard: accounts, organizations, impersonation, probes, providers, settings, announcements.
-- Every RPC asks private.require_instance_admin; those without an organization are logged in the chain of the instance.

create table private.announcements (
  id uuid not null default gen_random_uuid(),
  body text not null,
  is_warning boolean not null default false,
  starts_at timestamptz not null default now(),
  ends_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint announcements_pkey primary key (id),
  constraint announcements_body_length check (char_length(btrim(body)) between 1 and 1000),
  constraint announcements_period check (ends_at is null or ends_at > starts_at)
);
alter table private.announcements enable row level security;

-- A probe with a key registers only with it: nobody else who holds the project's secret key can take its name.
create table private.probe_keys (
  probe_id uuid not null,
  hash bytea not null,
  rotated_at timestamptz not null default now(),
  constraint probe_keys_pkey primary key (probe_id),
  constraint probe_keys_probe_id_fkey foreign key (probe_id) references public.probes (id) on delete cascade
);
alter table private.probe_keys enable row level security;

revoke all on private.announcements, private.probe_keys from public, anon, authenticated, service_role;
comment on table private.announcements is 'What everybody with an account reads at the top of the dashboard.';
comment on table private.probe_keys is 'SHA-256 of the keys of registered probes.';

-- Settings -------------------------------------------------------------------------------------------------------

create function private.instance_settings() returns table (mode public.instance_mode, set_up_at timestamptz, invitations_create_accounts boolean)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query select i.mode, i.set_up_at, i.invitations_create_accounts from private.instance i;
end
$$;

create function public.instance_settings() returns table (mode public.instance_mode, set_up_at timestamptz, invitations_create_accounts boolean)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_settings() $$;

create function private.set_instance_settings(invitations_may_create_accounts boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  if invitations_may_create_accounts is null then
    perform private.refuse('HG422', 'Say yes or no.', 'invitations_may_create_accounts');
  end if;
  update private.instance i set invitations_create_accounts = invitations_may_create_accounts, updated_at = now();
  perform private.record_act(null, 'instance.update', 'instance', jsonb_build_object('invitations_create_accounts', invitations_may_create_accounts));
end
$$;

create function public.set_instance_settings(invitations_may_create_accounts boolean) returns void
language sql volatile security invoker set search_path = '' as $$ select private.set_instance_settings(invitations_may_create_accounts) $$;

-- Accounts -------------------------------------------------------------------------------------------------------

create function private.instance_users(search text, after_email text, max_rows integer)
returns table (
  id uuid, email text, full_name text, created_at timestamptz, confirmed_at timestamptz, last_sign_in_at timestamptz, banned_until timestamptz,
  has_second_factor boolean, is_instance_admin boolean, organizations jsonb
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  pattern text := private.like_pattern(lower(search));
begin
  perform private.require_instance_admin();
  return query
    select u.id, u.email::text, coalesce(p.full_name, ''), u.created_at, u.confirmed_at, u.last_sign_in_at, u.banned_until,
      private.has_second_factor(u.id),
      exists (select 1 from private.instance_admins a where a.user_id = u.id),
      coalesce((
        select jsonb_agg(jsonb_build_object('name', o.name, 'slug', o.slug, 'role', m.role) order by o.name)
        from public.members m join public.organizations o on o.id = m.organization_id where m.user_id = u.id), '[]')
    from auth.users u left join public.profiles p on p.id = u.id
    where (lower(u.email) like pattern or lower(p.full_name) like pattern) and (after_email is null or u.email > after_email)
    order by u.email limit least(greatest(coalesce(max_rows, 50), 1), 200);
end
$$;

create function public.instance_users(search text default null, after_email text default null, max_rows integer default 50)
returns table (
  id uuid, email text, full_name text, created_at timestamptz, confirmed_at timestamptz, last_sign_in_at timestamptz, banned_until timestamptz,
  has_second_factor boolean, is_instance_admin boolean, organizations jsonb
)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_users(search, after_email, max_rows) $$;

-- Lets an address become an account within a day. The function `accounts` makes it and sends the mail that sets the password.
create function private.allow_account(email text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  address text := private.normal_email(email);
begin
  perform private.require_instance_admin();
  if address is null then
    perform private.refuse('HG422', 'This is no e-mail address.', 'email');
  end if;
  if exists (select 1 from auth.users u where lower(u.email) = address) then
    perform private.refuse('HG411', 'There is an account with this address.', 'email');
  end if;
  perform private.permit_account(address, 'created', interval '1 day');
  perform private.record_act(null, 'accounts.create', '', null);
end
$$;

create function public.allow_account(email text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.allow_account(email) $$;

-- Pending invitations to addresses that only an account made here lets in, those first that wait longest. Organizations take turns, so
-- that none fills the list.
create function private.waiting_accounts() returns table (
  id uuid, email text, organization_name text, role public.member_role, invited_by text, invited_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_instance_admin();
  if private.sign_up_state() <> 'closed' or (select s.invitations_create_accounts from private.instance s) then
    return;
  end if;
  return query
    select w.id, w.email, w.organization_name, w.role, coalesce(w.inviter, w.inviter_email), w.created_at
    from (
      select i.*, row_number() over (partition by i.organization_id order by i.created_at, i.id) as turn from private.unpermitted_invitations i
    ) w
    order by w.turn, w.created_at, w.id limit 100;
end
$$;

create function public.waiting_accounts() returns table (
  id uuid, email text, organization_name text, role public.member_role, invited_by text, invited_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.waiting_accounts() $$;

-- Locks an account out, at once, or lets it in again. GoTrue obeys banned_until; the sessions are ended here.
create function private.set_account_suspension(user_id uuid, is_suspended boolean, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if is_suspended then
    perform private.require_another_master(user_id);
  end if;
  update auth.users u set banned_until = case when is_suspended then now() + interval '100 years' end where u.id = set_account_suspension.user_id;
  if not found then
    perform private.refuse('HG404', 'There is no such account.', 'user_id');
  end if;
  if is_suspended then
    perform private.end_sessions(user_id, array(select s.id from auth.sessions s where s.user_id = set_account_suspension.user_id));
  end if;
  perform private.record_act(null, case when is_suspended then 'accounts.suspend' else 'accounts.unsuspend' end, user_id::text, jsonb_build_object('reason', reason));
end
$$;

-- The same, for a master administrator.
create function private.suspend_account(user_id uuid, is_suspended boolean, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  if user_id = (select auth.uid()) then
    perform private.refuse('HG409', 'You cannot lock yourself out.', 'user_id');
  end if;
  perform private.set_account_suspension(user_id, is_suspended, reason);
end
$$;

create function public.suspend_account(user_id uuid, is_suspended boolean, reason text default null) returns void
language sql volatile security invoker set search_path = '' as $$ select private.suspend_account(user_id, is_suspended, reason) $$;

-- Takes a second factor and its recovery codes away and ends the sessions: the account signs in by its password, and sets up another.
create function private.drop_second_factors(user_id uuid, reason text) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  removed integer := private.take_second_factors(user_id);
begin
  delete from private.recovery_codes c where c.user_id = drop_second_factors.user_id;
  perform private.end_sessions(user_id, array(select s.id from auth.sessions s where s.user_id = drop_second_factors.user_id));
  perform private.record_act(null, 'accounts.remove_second_factors', user_id::text, jsonb_build_object('reason', reason));
  if removed > 0 then
    perform private.tell_account(user_id, 'account.second_factors_removed');
  end if;
  return removed;
end
$$;

create function private.remove_second_factors(user_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  if coalesce(char_length(btrim(reason)), 0) not between 3 and 500 then
    perform private.refuse('HG422', 'Say why, in 3 to 500 characters.', 'reason');
  end if;
  if user_id = (select auth.uid()) then
    perform private.refuse('HG409', 'Remove your own second factor in your account.', 'user_id');
  end if;
  if private.drop_second_factors(user_id, btrim(reason)) = 0 then
    perform private.refuse('HG404', 'This account has no second factor.', 'user_id');
  end if;
end
$$;

create function public.remove_second_factors(user_id uuid, reason text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.remove_second_factors(user_id, reason) $$;

create function private.grant_instance_admin(user_id uuid, is_granted boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  if is_granted then
    insert into private.instance_admins (user_id, granted_by)
    select u.id, (select auth.uid()) from auth.users u where u.id = grant_instance_admin.user_id on conflict do nothing;
  else
    perform private.withdraw_instance_admin(user_id);
  end if;
end
$$;

create function public.grant_instance_admin(user_id uuid, is_granted boolean) returns void
language sql volatile security invoker set search_path = '' as $$ select private.grant_instance_admin(user_id, is_granted) $$;

-- Organizations --------------------------------------------------------------------------------------------------

create function private.instance_organizations(search text, state text, after_name text, after_id uuid, max_rows integer)
returns table (
  id uuid, name text, slug text, created_at timestamptz, suspended_at timestamptz, suspension_cause public.suspension_cause, suspension_reason text, deleted_at timestamptz, plan text,
  payment_state text, members integer, components integer, monitors integer, subscribers integer
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  pattern text := private.like_pattern(lower(search));
begin
  perform private.require_instance_admin();
  return query
    select o.id, o.name, o.slug, o.created_at, o.suspended_at, o.suspension_cause, o.suspension_reason, o.deleted_at, b.plan_id, b.state,
      (select count(*)::integer from public.members m where m.organization_id = o.id),
      private.used_of(o.id, 'components'),
      (select count(*)::integer from public.monitors m where m.organization_id = o.id),
      private.used_of(o.id, 'subscribers')
    from public.organizations o left join private.billing_subscriptions b on b.organization_id = o.id
    where (lower(o.name) like pattern or o.slug like pattern)
      and case instance_organizations.state when 'active' then o.suspended_at is null and o.deleted_at is null when 'suspended' then o.suspended_at is not null
        when 'deleted' then o.deleted_at is not null else true end
      and (after_name is null or (o.name, o.id) > (after_name, after_id))
    order by o.name, o.id limit least(greatest(coalesce(max_rows, 50), 1), 200);
end
$$;

create function public.instance_organizations(
  search text default null, state text default null, after_name text default null, after_id uuid default null, max_rows integer default 50
) returns table (
  id uuid, name text, slug text, created_at timestamptz, suspended_at timestamptz, suspension_cause public.suspension_cause, suspension_reason text, deleted_at timestamptz, plan text,
  payment_state text, members integer, components integer, monitors integer, subscribers integer
)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_organizations(search, state, after_name, after_id, max_rows) $$;

-- A suspended organization can be read by its members, and its public pages stay; nothing is checked or changed. Null ends it, whatever
-- the cause; a suspension for unpaid bills becomes the administrator's.
create function private.set_organization_suspension(organization_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if char_length(btrim(reason)) not between 3 and 500 then
    perform private.refuse('HG422', 'Say why, in 3 to 500 characters. Its members read it.', 'reason');
  end if;
  update public.organizations o set
    suspended_at = case when reason is not null then coalesce(o.suspended_at, now()) end,
    suspension_cause = case when reason is not null then 'administrator'::public.suspension_cause end,
    suspension_reason = btrim(reason)
  where o.id = set_organization_suspension.organization_id;
  if not found then
    perform private.refuse('HG404', 'There is no such organization.', 'organization_id');
  end if;
end
$$;

-- The same, for a master administrator.
create function private.suspend_organization(organization_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  perform private.set_organization_suspension(organization_id, reason);
end
$$;

create function public.suspend_organization(organization_id uuid, reason text default null) returns void
language sql volatile security invoker set search_path = '' as $$ select private.suspend_organization(organization_id, reason) $$;

-- Impersonation --------------------------------------------------------------------------------------------------

-- Opens an organization to this session of the master administrator, for a while. Members find reason and acts in their audit log.
create function private.impersonate(organization_id uuid, reason text, minutes integer, may_write boolean) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  started uuid;
begin
  perform private.require_instance_admin();
  if coalesce(char_length(btrim(reason)), 0) not between 3 and 500 then
    perform private.refuse('HG422', 'Say why, in 3 to 500 characters.', 'reason');
  end if;
  if minutes is null or minutes not between 5 and 480 then
    perform private.refuse('HG422', 'From 5 minutes to 8 hours.', 'minutes');
  end if;
  if not exists (select 1 from public.organizations o where o.id = impersonate.organization_id) then
    perform private.refuse('HG404', 'There is no such organization.', 'organization_id');
  end if;
  perform private.end_impersonation();
  insert into private.impersonations (organization_id, admin_id, session_id, reason, may_write, expires_at)
  values (impersonate.organization_id, (select auth.uid()), private.session_id(), btrim(reason), coalesce(impersonate.may_write, false),
    now() + make_interval(mins => minutes)) returning id into started;
  perform private.record_act(organization_id, 'impersonations.start', started::text,
    jsonb_build_object('reason', btrim(reason), 'may_write', coalesce(impersonate.may_write, false), 'minutes', minutes));
  return started;
end
$$;

create function public.impersonate(organization_id uuid, reason text, minutes integer default 60, may_write boolean default false) returns uuid
language sql volatile security invoker set search_path = '' as $$ select private.impersonate(organization_id, reason, minutes, may_write) $$;

-- Ends what this session has open. The organization's topic moves on, so that nothing more is heard either.
create function private.end_impersonation() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  open_one private.impersonations;
begin
  for open_one in
    update private.impersonations i set ended_at = now()
    where i.session_id = private.session_id() and i.admin_id = private.live_user_id() and i.ended_at is null
    returning i.*
  loop
    perform private.record_act(open_one.organization_id, 'impersonations.end', open_one.id::text, null);
    perform private.raise_topic_epoch(open_one.organization_id);
  end loop;
end
$$;

create function public.end_impersonation() returns void
language sql volatile security invoker set search_path = '' as $$ select private.end_impersonation() $$;

-- What this session impersonates, for the banner.
create function private.my_impersonation() returns table (organization_id uuid, organization_name text, slug text, reason text, may_write boolean, expires_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select o.id, o.name, o.slug, i.reason, i.may_write, i.expires_at
  from private.impersonations i join public.organizations o on o.id = i.organization_id
  where i.session_id = private.session_id() and i.admin_id = private.live_user_id() and i.ended_at is null and i.expires_at > now()
$$;

create function public.my_impersonation() returns table (organization_id uuid, organization_name text, slug text, reason text, may_write boolean, expires_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.my_impersonation() $$;

-- Closes what has run out: open Realtime channels would outlast it otherwise.
create function private.expire_impersonations() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  over private.impersonations;
begin
  for over in update private.impersonations i set ended_at = i.expires_at where i.ended_at is null and i.expires_at <= now() returning i.* loop
    perform private.raise_topic_epoch(over.organization_id);
  end loop;
end
$$;

-- Announcements --------------------------------------------------------------------------------------------------

create function private.current_announcements() returns table (id uuid, body text, is_warning boolean)
language sql stable security definer set search_path = '' as $$
  select a.id, a.body, a.is_warning from private.announcements a
  where private.live_user_id() is not null and a.starts_at <= now() and (a.ends_at is null or a.ends_at > now())
  order by a.is_warning desc, a.starts_at desc
$$;

create function public.current_announcements() returns table (id uuid, body text, is_warning boolean)
language sql stable security invoker set search_path = '' as $$ select * from private.current_announcements() $$;

create function private.announcements() returns table (id uuid, body text, is_warning boolean, starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query select a.id, a.body, a.is_warning, a.starts_at, a.ends_at from private.announcements a order by a.starts_at desc limit 100;
end
$$;

create function public.announcements() returns table (id uuid, body text, is_warning boolean, starts_at timestamptz, ends_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.announcements() $$;

create function private.save_announcement(announcement_id uuid, body text, is_warning boolean, starts_at timestamptz, ends_at timestamptz) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  if announcement_id is null then
    perform private.refuse('HG422', 'An announcement needs an id.', 'announcement_id');
  end if;
  insert into private.announcements (id, body, is_warning, starts_at, ends_at, created_by)
  values (save_announcement.announcement_id, btrim(save_announcement.body), coalesce(save_announcement.is_warning, false),
    coalesce(save_announcement.starts_at, now()), save_announcement.ends_at, (select auth.uid()))
  on conflict on constraint announcements_pkey do update
  set body = excluded.body, is_warning = excluded.is_warning, starts_at = excluded.starts_at, ends_at = excluded.ends_at;
  perform private.record_act(null, 'announcements.save', announcement_id::text, jsonb_build_object('body', btrim(body)));
exception
  when check_violation then
    perform private.refuse('HG422', 'A text of up to 1,000 characters, and an end after the beginning.', 'body');
end
$$;

create function public.save_announcement(announcement_id uuid, body text, is_warning boolean, starts_at timestamptz default null, ends_at timestamptz default null) returns void
language sql volatile security invoker set search_path = '' as $$ select private.save_announcement(announcement_id, body, is_warning, starts_at, ends_at) $$;

create function private.delete_announcement(announcement_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  delete from private.announcements a where a.id = announcement_id;
  perform private.record_act(null, 'announcements.delete', announcement_id::text, null);
end
$$;

create function public.delete_announcement(announcement_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.delete_announcement(announcement_id) $$;

-- Probes ---------------------------------------------------------------------------------------------------------

create function private.instance_probes()
returns table (
  id uuid, name text, region_id text, organization_name text, kinds public.check_kind[], version text, started_at timestamptz, last_seen_at timestamptz,
  has_reported boolean, is_alive boolean, in_flight integer, capacity integer, draining_at timestamptz, has_key boolean, key_rotated_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query
    select p.id, p.name, p.region_id, o.name, p.kinds, p.version, p.started_at, p.last_seen_at, private.has_reported(p.last_seen_at), private.is_alive(p.last_seen_at), p.in_flight, p.capacity, p.draining_at,
      k.probe_id is not null, k.rotated_at
    from public.probes p
    left join public.organizations o on o.id = p.organization_id
    left join private.probe_keys k on k.probe_id = p.id
    order by p.region_id, p.name;
end
$$;

create function public.instance_probes()
returns table (
  id uuid, name text, region_id text, organization_name text, kinds public.check_kind[], version text, started_at timestamptz, last_seen_at timestamptz,
  has_reported boolean, is_alive boolean, in_flight integer, capacity integer, draining_at timestamptz, has_key boolean, key_rotated_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_probes() $$;

-- Gives a name to a probe that is to come, and its key. The key is shown here and never again.
create function private.reserve_probe(name text, region_id text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  reserved uuid;
begin
  perform private.require_instance_admin();
  if coalesce(char_length(btrim(name)), 0) not between 1 and 100 then
    perform private.refuse('HG422', 'A name has 1 to 100 characters.', 'name');
  end if;
  if not exists (select 1 from public.regions r where r.id = reserve_probe.region_id and r.id <> 'push' and r.organization_id is null) then
    perform private.refuse('HG404', 'There is no such region.', 'region_id');
  end if;
  insert into public.probes (name, region_id, kinds, version, last_seen_at) values (btrim(reserve_probe.name), reserve_probe.region_id, '{}', '', 'epoch')
  on conflict on constraint probes_name_key do nothing returning probes.id into reserved;
  if reserved is null then
    perform private.refuse('HG409', 'There is a probe of this name.', 'name');
  end if;
  return private.rotate_probe_key(reserved);
end
$$;

create function public.reserve_probe(name text, region_id text) returns text
language sql volatile security invoker set search_path = '' as $$ select private.reserve_probe(name, region_id) $$;

create function private.rotate_probe_key(probe_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  key text := 'hgp_' || encode(extensions.gen_random_bytes(32), 'hex');
begin
  perform private.require_instance_admin();
  if not exists (select 1 from public.probes p where p.id = rotate_probe_key.probe_id) then
    perform private.refuse('HG404', 'There is no such probe.', 'probe_id');
  end if;
  insert into private.probe_keys (probe_id, hash) values (rotate_probe_key.probe_id, extensions.digest(key, 'sha256'))
  on conflict on constraint probe_keys_pkey do update set hash = excluded.hash, rotated_at = now();
  perform private.record_act(null, 'probes.rotate_key', probe_id::text, null);
  return key;
end
$$;

create function public.rotate_probe_key(probe_id uuid) returns text
language sql volatile security invoker set search_path = '' as $$ select private.rotate_probe_key(probe_id) $$;

-- A draining probe finishes what it has and is given nothing more, so that it can be stopped without a gap.
create function private.drain_probe(probe_id uuid, is_draining boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  update public.probes p set draining_at = case when is_draining then coalesce(p.draining_at, now()) end where p.id = drain_probe.probe_id;
  if not found then
    perform private.refuse('HG404', 'There is no such probe.', 'probe_id');
  end if;
  perform private.record_act(null, case when is_draining then 'probes.drain' else 'probes.resume' end, probe_id::text, null);
end
$$;

create function public.drain_probe(probe_id uuid, is_draining boolean) returns void
language sql volatile security invoker set search_path = '' as $$ select private.drain_probe(probe_id, is_draining) $$;

create function private.remove_probe(probe_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  delete from public.probes p where p.id = remove_probe.probe_id and not private.is_alive(p.last_seen_at);
  if not found then
    perform private.refuse('HG409', 'This probe runs. Stop it first.', 'probe_id');
  end if;
  perform private.record_act(null, 'probes.remove', probe_id::text, null);
end
$$;

create function public.remove_probe(probe_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.remove_probe(probe_id) $$;

-- Providers ------------------------------------------------------------------------------------------------------

-- How messages leave for those who have no provider of their own. Never secrets.
create function private.instance_providers() returns table (provider text, settings jsonb, has_secrets boolean, updated_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query
    select p.provider, p.settings, p.secret_id is not null, p.updated_at from private.provider_settings p where p.organization_id is null order by p.provider;
end
$$;

create function public.instance_providers() returns table (provider text, settings jsonb, has_secrets boolean, updated_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_providers() $$;

create function private.remove_instance_provider(provider text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  removed private.provider_settings;
begin
  perform private.require_instance_admin();
  delete from private.provider_settings p
  where p.organization_id is null and p.provider = remove_instance_provider.provider returning * into removed;
  if not found then
    return false;
  end if;
  delete from vault.secrets s where s.id = removed.secret_id;
  perform private.record_act(null, 'providers.delete', removed.provider, null);
  return true;
end
$$;

create function public.remove_instance_provider(provider text) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.remove_instance_provider(provider) $$;

-- As set_provider does it for an organization. Name and reply address alone ('sender') need a provider below them, and here is none.
create function private.set_instance_provider(provider text, settings jsonb, secrets jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept private.provider_settings;
begin
  perform private.require_instance_admin();
  if provider = 'sender' then
    perform private.refuse('HG422', 'There is no such provider.', 'provider');
  end if;
  select p.* into kept from private.provider_settings p where p.organization_id is null and p.provider = set_instance_provider.provider;
  if kept.secret_id is not null and not private.is_same_destination(kept.settings, settings)
    and not coalesce(secrets, '{}') ? (private.secrets_of_provider(provider))[1] then
    perform private.refuse('HG422', 'Enter the secret again: it was given for another server or account.', 'secret');
  end if;
  perform private.store_provider(null, provider, settings, secrets);
  if provider in ('smtp', 'resend') then
    perform private.remove_instance_provider(case provider when 'smtp' then 'resend' else 'smtp' end);
  end if;
  perform private.record_act(null, 'providers.update', provider, jsonb_build_object('settings', settings, 'secrets_changed', coalesce(secrets, '{}') <> '{}'::jsonb));
end
$$;

create function public.set_instance_provider(provider text, settings jsonb, secrets jsonb default null) returns void
language sql volatile security invoker set search_path = '' as $$ select private.set_instance_provider(provider, settings, secrets) $$;

-- See public.begin_instance_test_message.
create function private.begin_instance_test_message() returns text
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  perform private.spend_test_message('00000000-0000-0000-0000-000000000000');
  return (select p.email from public.profiles p where p.id = private.live_user_id());
end
$$;

create function public.begin_instance_test_message() returns text
language sql volatile security invoker set search_path = '' as $$ select private.begin_instance_test_message() $$;

revoke all on function
  private.instance_settings(), private.set_instance_settings(boolean), private.instance_users(text, text, integer), private.allow_account(text), private.waiting_accounts(),
  private.set_account_suspension(uuid, boolean, text), private.suspend_account(uuid, boolean, text), private.drop_second_factors(uuid, text), private.remove_second_factors(uuid, text), private.grant_instance_admin(uuid, boolean), private.instance_organizations(text, text, text, uuid, integer),
  private.set_organization_suspension(uuid, text), private.suspend_organization(uuid, text), private.impersonate(uuid, text, integer, boolean), private.end_impersonation(), private.my_impersonation(),
  private.expire_impersonations(), private.current_announcements(), private.announcements(),
  private.save_announcement(uuid, text, boolean, timestamptz, timestamptz), private.delete_announcement(uuid), private.instance_probes(),
  private.reserve_probe(text, text), private.rotate_probe_key(uuid), private.drain_probe(uuid, boolean), private.remove_probe(uuid),
  public.instance_settings(), public.set_instance_settings(boolean), public.instance_users(text, text, integer), public.allow_account(text), public.waiting_accounts(),
  public.suspend_account(uuid, boolean, text), public.remove_second_factors(uuid, text), public.grant_instance_admin(uuid, boolean), public.instance_organizations(text, text, text, uuid, integer),
  public.suspend_organization(uuid, text), public.impersonate(uuid, text, integer, boolean), public.end_impersonation(), public.my_impersonation(),
  public.current_announcements(), public.announcements(), public.save_announcement(uuid, text, boolean, timestamptz, timestamptz),
  public.delete_announcement(uuid), public.instance_probes(), public.reserve_probe(text, text), public.rotate_probe_key(uuid),
  public.drain_probe(uuid, boolean), public.remove_probe(uuid), private.instance_providers(), private.set_instance_provider(text, jsonb, jsonb),
  private.remove_instance_provider(text), private.begin_instance_test_message(), public.instance_providers(),
  public.set_instance_provider(text, jsonb, jsonb), public.remove_instance_provider(text), public.begin_instance_test_message()
  from public, anon, authenticated, service_role;
grant execute on function
  private.instance_settings(), private.set_instance_settings(boolean), private.instance_users(text, text, integer), private.allow_account(text), private.waiting_accounts(),
  private.suspend_account(uuid, boolean, text), private.remove_second_factors(uuid, text), private.grant_instance_admin(uuid, boolean), private.instance_organizations(text, text, text, uuid, integer),
  private.suspend_organization(uuid, text), private.impersonate(uuid, text, integer, boolean), private.end_impersonation(), private.my_impersonation(),
  private.current_announcements(), private.announcements(), private.save_announcement(uuid, text, boolean, timestamptz, timestamptz),
  private.delete_announcement(uuid), private.instance_probes(), private.reserve_probe(text, text), private.rotate_probe_key(uuid),
  private.drain_probe(uuid, boolean), private.remove_probe(uuid),
  public.instance_settings(), public.set_instance_settings(boolean), public.instance_users(text, text, integer), public.allow_account(text), public.waiting_accounts(),
  public.suspend_account(uuid, boolean, text), public.remove_second_factors(uuid, text), public.grant_instance_admin(uuid, boolean), public.instance_organizations(text, text, text, uuid, integer),
  public.suspend_organization(uuid, text), public.impersonate(uuid, text, integer, boolean), public.end_impersonation(), public.my_impersonation(),
  public.current_announcements(), public.announcements(), public.save_announcement(uuid, text, boolean, timestamptz, timestamptz),
  public.delete_announcement(uuid), public.instance_probes(), public.reserve_probe(text, text), public.rotate_probe_key(uuid),
  public.drain_probe(uuid, boolean), public.remove_probe(uuid), private.instance_providers(), private.set_instance_provider(text, jsonb, jsonb),
  private.remove_instance_provider(text), private.begin_instance_test_message(), public.instance_providers(),
  public.set_instance_provider(text, jsonb, jsonb), public.remove_instance_provider(text), public.begin_instance_test_message()
  to authenticated;

comment on function public.instance_settings() is 'How this Heliograph runs. For master administrators. Error: HG403.';
comment on function public.set_instance_settings(boolean) is 'Whether invitations may create accounts while sign-up is closed. Errors: HG403, HG422.';
comment on function public.instance_users(text, text, integer) is 'Accounts by address, with a search. For master administrators. Error: HG403.';
comment on function public.allow_account(text) is 'Lets an address become an account within a day. Errors: HG403, HG411, HG422.';
comment on function public.waiting_accounts() is 'Invitations to addresses that wait for a master administrator to make their account, at most 100. Error: HG403.';
comment on function public.suspend_account(uuid, boolean, text) is 'Locks an account out at once, or lets it in again. Errors: HG403, HG404, HG409.';
comment on function public.remove_second_factors(uuid, text) is 'Takes a lost second factor away, once somebody has made sure who asks. Errors: HG403, HG404, HG409, HG422.';
comment on function public.grant_instance_admin(uuid, boolean) is 'Makes somebody master administrator, or no longer. Errors: HG403, HG409.';
comment on function public.instance_organizations(text, text, text, uuid, integer) is 'Organizations by name; state: active, suspended or deleted. For master administrators. Error: HG403.';
comment on function public.suspend_organization(uuid, text) is 'Suspends an organization for a reason, or ends that with null. Errors: HG403, HG404, HG422.';
comment on function public.impersonate(uuid, text, integer, boolean) is 'Opens an organization to this session for some minutes, read-only unless stated. Errors: HG403, HG404, HG422.';
comment on function public.end_impersonation() is 'Ends what this session impersonates.';
comment on function public.my_impersonation() is 'What this session impersonates; no row for nothing.';
comment on function public.current_announcements() is 'What is announced to everybody with an account now.';
comment on function public.announcements() is 'All announcements. For master administrators. Error: HG403.';
comment on function public.save_announcement(uuid, text, boolean, timestamptz, timestamptz) is 'Creates or changes an announcement. Errors: HG403, HG422.';
comment on function public.delete_announcement(uuid) is 'Deletes an announcement. Error: HG403.';
comment on function public.instance_probes() is 'All probes with versions and load. For master administrators. Error: HG403.';
comment on function public.reserve_probe(text, text) is 'Reserves a name for a probe and returns its key, once. Errors: HG403, HG404, HG409, HG422.';
comment on function public.rotate_probe_key(uuid) is 'Gives a probe a new key, shown once; the old one is void at its next start. Errors: HG403, HG404.';
comment on function public.drain_probe(uuid, boolean) is 'Whether a probe is given checks. Errors: HG403, HG404.';
comment on function public.remove_probe(uuid) is 'Forgets a probe that has stopped. Errors: HG403, HG409.';
comment on function public.instance_providers() is 'How messages leave for organizations without a provider of their own. Never secrets. Error: HG403.';
comment on function public.set_instance_provider(text, jsonb, jsonb) is 'Sets how messages leave: smtp or resend (one replaces the other), twilio or push. Secrets are write-only; null keeps them. Errors: HG403, HG422.';
comment on function public.remove_instance_provider(text) is 'Forgets a provider of the instance and its secrets. Error: HG403.';
comment on function public.begin_instance_test_message() is 'Allows one test message of the instance, and says the caller''s own address. For the function messages. Errors: HG403, HG429.';
