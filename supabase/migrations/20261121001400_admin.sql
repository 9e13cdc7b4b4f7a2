-- For people who work in SQL: what administers the instance, in a schema of its own that the API does not expose and no API role may
-- use. docs/operations/sql.md has an example for each; a test runs them.

create schema if not exists admin;
revoke all on schema admin from public, anon, authenticated, service_role;
comment on schema admin is 'Administration in SQL. Never exposed through the API.';

create view admin.overview with (security_invoker = true) as
select
  (select i.mode from private.instance i) as mode,
  (select count(*) from auth.users) as accounts,
  (select count(*) from private.instance_admins) as master_administrators,
  (select count(*) from public.organizations o where o.deleted_at is null) as organizations,
  (select count(*) from public.organizations o where o.suspended_at is not null) as suspended,
  (select count(*) from public.monitors m where m.paused_at is null) as monitors,
  (select count(*) from public.probes p where private.is_alive(p.last_seen_at)) as probes_alive,
  (select count(*) from private.schedule s where s.next_run_at < now() - interval '1 minute') as checks_late,
  (select count(*) from public.incidents i where i.resolved_at is null and i.deleted_at is null and i.published_at is not null) as incidents_open,
  (select count(*) from private.deliveries d where d.state = 'queued') as messages_waiting,
  (select count(*) from private.deliveries d where d.state = 'dead') as messages_dead,
  (select l.state from private.license_state() l) as license;
comment on view admin.overview is 'The instance in one row.';

-- The organization of an address; an address nobody has is an error.
create function admin.organization_id(slug text) returns uuid
language plpgsql stable set search_path = '' as $$
declare
  found_id uuid;
begin
  select o.id into found_id from public.organizations o where o.slug = organization_id.slug;
  if found_id is null then
    perform private.refuse('HG404', 'There is no organization with this address.', 'slug');
  end if;
  return found_id;
end
$$;

create function admin.user_id(email text) returns uuid
language plpgsql stable set search_path = '' as $$
declare
  found_id uuid;
begin
  select u.id into found_id from auth.users u where lower(u.email) = lower(btrim(user_id.email));
  if found_id is null then
    perform private.refuse('HG404', 'There is no account with this address.', 'email');
  end if;
  return found_id;
end
$$;

create function admin.find_user(search text)
returns table (id uuid, email text, full_name text, created_at timestamptz, last_sign_in_at timestamptz, banned_until timestamptz, organizations text)
language sql stable set search_path = '' as $$
  select u.id, u.email::text, p.full_name, u.created_at, u.last_sign_in_at, u.banned_until,
    (select string_agg(o.slug || ' (' || m.role || ')', ', ' order by o.slug) from public.members m join public.organizations o on o.id = m.organization_id where m.user_id = u.id)
  from auth.users u left join public.profiles p on p.id = u.id
  where u.email ilike private.like_pattern(search) or p.full_name ilike private.like_pattern(search) or u.id::text = search
  order by u.email limit 100
$$;

-- Chooses how the instance runs as the setup screen does, and unlike that also where it was chosen before.
create function admin.set_mode(mode public.instance_mode) returns public.instance_mode
language sql volatile set search_path = '' as $$
  select private.choose_mode(mode);
  update private.instance i set mode = set_mode.mode, updated_at = now() returning i.mode
$$;

create function admin.grant_master_administrator(email text) returns void
language sql volatile set search_path = '' as $$
  insert into private.instance_admins (user_id) values (admin.user_id(grant_master_administrator.email)) on conflict do nothing
$$;

create function admin.revoke_master_administrator(email text) returns void
language sql volatile set search_path = '' as $$
  select private.withdraw_instance_admin(admin.user_id(email))
$$;

-- Members may read and nothing is checked; public pages stay. Null ends it.
create function admin.suspend(slug text, reason text) returns void
language sql volatile set search_path = '' as $$
  select private.set_organization_suspension(admin.organization_id(suspend.slug), suspend.reason)
$$;

-- Locks an account out and ends its sessions at once, or lets it in again.
create function admin.suspend_user(email text, is_suspended boolean) returns void
language sql volatile set search_path = '' as $$ select private.set_account_suspension(admin.user_id(email), is_suspended, null) $$;

-- Takes a lost second factor away, once somebody has made sure who asks.
create function admin.remove_second_factors(email text) returns integer
language sql volatile set search_path = '' as $$ select private.drop_second_factors(admin.user_id(email), null) $$;

-- Makes everything void that lets somebody in without signing in: API keys, open invitations, push URLs. Returns how many of each.
create function admin.rotate_secrets(slug text) returns table (kind text, count bigint)
language plpgsql volatile set search_path = '' as $$
declare
  organization uuid := admin.organization_id(slug);
begin
  return query
    with revoked as (update public.api_keys k set revoked_at = now() where k.organization_id = organization and k.revoked_at is null returning k.id),
      uninvited as (update public.invitations i set revoked_at = now() where i.organization_id = organization and i.accepted_at is null and i.revoked_at is null returning i.id),
      tokens as (delete from private.invitation_tokens t using uninvited u where t.invitation_id = u.id),
      pushed as (update private.heartbeat_tokens t set token = private.new_token() from public.monitors m where m.id = t.monitor_id and m.organization_id = organization returning t.monitor_id)
    select 'API keys revoked', (select pg_catalog.count(*) from revoked)
    union all select 'invitations revoked', (select pg_catalog.count(*) from uninvited)
    union all select 'push URLs replaced', (select pg_catalog.count(*) from pushed);
  perform private.record_act(organization, 'organizations.rotate_secrets', organization::text, null);
end
$$;

-- Every chain of the audit log, or one organization's: whether it is whole, and the first broken row.
create function admin.verify_audit(slug text default null)
returns table (organization_id uuid, organization text, is_intact boolean, checked bigint, broken_event_id bigint, problem text, last_hash text)
language plpgsql volatile set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.seal_audit();
  return query
    select c.id, o.slug, v.is_intact, v.checked, v.broken_event_id, v.problem, v.last_hash
    from (
      select distinct s.organization_id as id from private.audit_seals s
      where verify_audit.slug is null or s.organization_id = admin.organization_id(verify_audit.slug)
    ) c
    left join public.organizations o on o.id = c.id
    cross join lateral private.verify_audit(nullif(c.id, '00000000-0000-0000-0000-000000000000')) v
    order by v.is_intact, o.slug;
end
$$;

-- The intervals behind a component's uptime, and the uptime up to the end of each, with the usual weights; a page may have its own.
create function admin.explain_uptime(component_id uuid, since timestamptz, until timestamptz default now())
returns table (
  started_at timestamptz, ended_at timestamptz, status public.component_status, cause public.status_cause, seconds bigint, uptime_so_far numeric
)
language sql stable set search_path = '' as $$
  with pieces as (
    select greatest(e.started_at, since) as began, least(coalesce(e.ended_at, now()), explain_uptime.until) as ended, e.status, e.cause
    from public.status_events e
    where e.component_id = explain_uptime.component_id and e.started_at < explain_uptime.until and coalesce(e.ended_at, 'infinity') > since
  ), measured as (
    select p.*, extract(epoch from p.ended - p.began)::bigint as seconds from pieces p
  )
  select m.began, m.ended, m.status, m.cause, m.seconds, private.uptime_percent(
    coalesce(sum(m.seconds) filter (where m.status = 'operational') over so_far, 0)::bigint,
    coalesce(sum(m.seconds) filter (where m.status = 'degraded_performance') over so_far, 0)::bigint,
    coalesce(sum(m.seconds) filter (where m.status = 'partial_outage') over so_far, 0)::bigint,
    coalesce(sum(m.seconds) filter (where m.status = 'major_outage') over so_far, 0)::bigint,
    coalesce(sum(m.seconds) filter (where m.status = 'under_maintenance') over so_far, 0)::bigint)
  from measured m window so_far as (order by m.began) order by m.began
$$;

revoke all on all tables in schema admin from public, anon, authenticated, service_role;
revoke all on all functions in schema admin from public, anon, authenticated, service_role;

comment on function admin.organization_id(text) is 'Id of the organization with an address.';
comment on function admin.user_id(text) is 'Id of the account with an e-mail address.';
comment on function admin.find_user(text) is 'Accounts by a part of address or name, or by id, with their organizations.';
comment on function admin.set_mode(public.instance_mode) is 'Chooses how the instance runs, or changes it.';
comment on function admin.grant_master_administrator(text) is 'Makes an account master administrator.';
comment on function admin.revoke_master_administrator(text) is 'Takes that back, unless nobody else is one. Error: HG409.';
comment on function admin.suspend(text, text) is 'Suspends an organization for a reason; null ends it.';
comment on function admin.suspend_user(text, boolean) is 'Locks an account out at once, or lets it in again.';
comment on function admin.remove_second_factors(text) is 'Removes a lost second factor; the person signs in anew.';
comment on function admin.rotate_secrets(text) is 'Voids API keys, invitations and push URLs of an organization.';
comment on function admin.verify_audit(text) is 'Checks the audit chains.';
comment on function admin.explain_uptime(uuid, timestamptz, timestamptz) is 'The intervals behind an uptime figure.';
