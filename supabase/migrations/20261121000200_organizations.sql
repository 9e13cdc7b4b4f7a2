-- Tenants, the people in them, what they may do, and the Realtime topic of each tenant.

-- A person as other members see them. auth.users is not readable, so the name and address are mirrored here.
create table public.profiles (
  id uuid not null,
  email text not null,
  full_name text not null default '',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint profiles_pkey primary key (id),
  constraint profiles_id_fkey foreign key (id) references auth.users (id) on delete cascade,
  constraint profiles_full_name_length check (char_length(full_name) <= 100)
);
alter table public.profiles enable row level security;

create type public.suspension_cause as enum ('administrator', 'billing');
comment on type public.suspension_cause is 'Why an organization is suspended. billing: a payment ends it; a master administrator can end both.';

create table public.organizations (
  id uuid not null default gen_random_uuid(),
  slug text not null,
  name text not null,
  requires_mfa boolean not null default false,
  billing_contact_id uuid,
  suspended_at timestamptz,
  suspension_cause public.suspension_cause,
  suspension_reason text,
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint organizations_pkey primary key (id),
  constraint organizations_slug_key unique (slug),
  constraint organizations_billing_contact_id_fkey foreign key (billing_contact_id) references public.profiles (id) on delete set null,
  constraint organizations_suspension check (num_nulls(suspended_at, suspension_cause, suspension_reason) in (0, 3)),
  constraint organizations_slug_form check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$'),
  constraint organizations_name_length check (char_length(btrim(name)) between 1 and 80)
);
alter table public.organizations enable row level security;
create index organizations_billing_contact_id_idx on public.organizations (billing_contact_id);
create index organizations_deleted_at_idx on public.organizations (deleted_at) where deleted_at is not null;
-- Of every permission check: organizations that are closed to some or to all.
create index organizations_closed_idx on public.organizations (id) where deleted_at is not null or suspended_at is not null or requires_mfa;

-- Addresses an organization had before: they lead to it still, and nobody else gets them.
create table private.former_slugs (
  slug text not null,
  organization_id uuid not null,
  created_at timestamptz not null default now(),
  constraint former_slugs_pkey primary key (slug),
  constraint former_slugs_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade
);
alter table private.former_slugs enable row level security;
create index former_slugs_organization_id_idx on private.former_slugs (organization_id);

create table public.members (
  organization_id uuid not null,
  user_id uuid not null,
  role public.member_role not null,
  created_at timestamptz not null default now(),
  constraint members_pkey primary key (organization_id, user_id),
  constraint members_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint members_user_id_fkey foreign key (user_id) references public.profiles (id) on delete cascade
);
alter table public.members enable row level security;
create index members_user_id_idx on public.members (user_id);

-- A master administrator who looks at an organization from the inside: bound to one of their sessions, for a while, for a
-- reason, read-only unless stated. private.my_org_ids honours it.
create table private.impersonations (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  admin_id uuid not null,
  session_id uuid not null,
  reason text not null,
  may_write boolean not null default false,
  started_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  constraint impersonations_pkey primary key (id),
  constraint impersonations_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint impersonations_admin_id_fkey foreign key (admin_id) references private.instance_admins (user_id) on delete cascade,
  constraint impersonations_reason_length check (char_length(btrim(reason)) between 3 and 500),
  constraint impersonations_duration check (expires_at <= started_at + interval '8 hours')
);
alter table private.impersonations enable row level security;
create index impersonations_organization_id_idx on private.impersonations (organization_id);
create index impersonations_admin_id_idx on private.impersonations (admin_id);
create index impersonations_session_id_idx on private.impersonations (session_id) where ended_at is null;

-- What Realtime needs to know of an organization, apart from the row that members may read and change.
-- The epoch rises whenever somebody loses rights: Realtime caches a channel's rights for the channel's life, so
-- the only way to make them end at once is to move everybody else to a new topic.
create table private.organization_topics (
  organization_id uuid not null,
  epoch bigint not null default 1,
  watched_until timestamptz not null default '-infinity',
  results_sent_at timestamptz not null default '-infinity',
  constraint organization_topics_pkey primary key (organization_id),
  constraint organization_topics_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade
);
alter table private.organization_topics enable row level security;

-- Networks outside the public internet that an organization's checks may reach. Written by the instance admin in SQL.
create table private.network_allowances (
  organization_id uuid not null,
  network cidr not null,
  reason text not null,
  created_at timestamptz not null default now(),
  constraint network_allowances_pkey primary key (organization_id, network),
  constraint network_allowances_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade
);
alter table private.network_allowances enable row level security;

-- The API key a request of the function `api` acts with: it says so in a header, and only whoever holds the secret key is believed.
create function private.key_of_request() returns table (id uuid, organization_id uuid, scopes text[])
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if (select auth.jwt()) ->> 'role' = 'service_role' then
    return query
      select k.id, k.organization_id, k.scopes
      from private.api_key_hashes h join public.api_keys k on k.id = h.api_key_id
      where h.hash = extensions.digest(nullif(current_setting('request.headers', true), '')::jsonb ->> 'x-heliograph-key', 'sha256')
        and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  end if;
end
$$;

-- The permission helper of every policy: organizations in which the caller holds a permission. Set-returning, so that
-- `= any (array(select …))` becomes one InitPlan and an index condition; in plpgsql, whose plans live as long as the connection,
-- where those of an SQL function are made anew by every statement. The session must still exist, so that
-- revoking it holds at once although the access token lives on. Deleted organizations are nobody's, suspended ones are only read,
-- and one that requires a second factor is not there for sessions without.
create function private.my_org_ids(permission text) returns setof uuid
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  claims jsonb := auth.jwt();
  is_reading boolean := my_org_ids.permission like '%.read';
  session record;
begin
  if claims ->> 'role' = 'service_role' then
    return query
      select k.organization_id
      from private.key_of_request() k
      join public.organizations o on o.id = k.organization_id
      where my_org_ids.permission = any (k.scopes) and o.deleted_at is null and (o.suspended_at is null or is_reading);
    return;
  end if;
  select s.id, s.user_id, coalesce(s.aal::text = 'aal2' and claims ->> 'aal' = 'aal2', false) as is_second_factor_proven into session
  from auth.sessions s
  where s.id = nullif(claims ->> 'session_id', '')::uuid and s.user_id = auth.uid();
  if not found then
    return;
  end if;
  -- Who has a second factor has to have used it. private.has_second_factor, written out: every policy passes here, and a call costs.
  if not session.is_second_factor_proven and exists (select 1 from auth.mfa_factors f where f.user_id = session.user_id and f.status = 'verified') then
    return;
  end if;
  -- Organizations that are closed to the caller are few: setting them aside costs less than looking up each that is open.
  return query
    select m.organization_id
    from public.members m
    where m.user_id = session.user_id
      and m.role = any (array(select p.role from private.role_permissions p where p.permission = my_org_ids.permission))
      and not exists (
        select from public.organizations o
        where o.id = m.organization_id and (
          o.deleted_at is not null or (o.suspended_at is not null and not is_reading) or (o.requires_mfa and not session.is_second_factor_proven)))
    union all
    select i.organization_id
    from private.impersonations i
    where i.session_id = session.id and i.admin_id = session.user_id
      and i.ended_at is null and i.expires_at > now() and (i.may_write or is_reading);
end
$$;

-- Profiles a member may see: the people of the organizations they belong to, and themselves.
create function private.my_team_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id from public.members m where m.organization_id in (select private.my_org_ids('organization.read'))
  union
  select private.session_user_id()
$$;

-- Raises unless the caller holds a permission in an organization. Another tenant's id and a missing one read alike.
create function private.require_permission(organization_id uuid, permission text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if organization_id is null or not organization_id = any (array(select private.my_org_ids(permission))) then
    perform private.refuse('HG403', 'You do not have permission to do this.', null, 'Ask an admin of the organization for the role that may.');
  end if;
end
$$;

create function private.send_to_organization(organization_id uuid, event text, payload jsonb) returns void
language sql volatile security definer set search_path = '' as $$
  select realtime.send(payload, event, 'org:' || t.organization_id || ':' || t.epoch, true)
  from private.organization_topics t
  where t.organization_id = send_to_organization.organization_id
$$;

-- Ends the current topic: its last message tells those who are still members to ask for the next one.
create function private.raise_topic_epoch(organization_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.send_to_organization(organization_id, 'rejoin', '{}');
  update private.organization_topics t set epoch = t.epoch + 1 where t.organization_id = raise_topic_epoch.organization_id;
end
$$;

-- Who asks for a second factor has one: otherwise they would be the first who is locked out.
create function private.tg_organizations__guard_mfa() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if (select auth.uid()) is not null and not private.is_second_factor_proven() then
    perform private.refuse('HG403', 'Set up a second factor for your own account first.', 'requires_mfa');
  end if;
  return new;
end
$$;

create function private.tg_organizations__raise_epoch() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.raise_topic_epoch(new.id);
  return null;
end
$$;

-- Tells open dashboards that a row changed, so that they fetch it under their own rights.
create function private.tg_announce_change() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  changed jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
begin
  perform private.send_to_organization(
    coalesce(changed ->> 'organization_id', changed ->> 'id')::uuid,
    'changed',
    jsonb_build_object('table', tg_table_name, 'id', coalesce(changed ->> 'id', changed ->> 'user_id'), 'operation', lower(tg_op))
  );
  return null;
end
$$;

create function private.tg_users__mirror_profile() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- `name` is the claim of OpenID providers.
  insert into public.profiles (id, email, full_name)
  values (new.id, coalesce(new.email, ''), left(coalesce(new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'name', ''), 100))
  on conflict (id) do update set email = excluded.email, updated_at = now()
  where profiles.email is distinct from excluded.email;
  return null;
end
$$;

create function private.tg_organizations__prepare_topic() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.organization_topics (organization_id) values (new.id);
  return null;
end
$$;

-- An address is given up only to its own organization: old links lead on. What was somebody's address once is not given to another.
create function private.tg_organizations__keep_slugs() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select 1 from private.former_slugs f where f.slug = new.slug and f.organization_id <> new.id) then
    perform private.refuse('HG410', 'This address is taken.', 'slug', 'Choose another one.');
  end if;
  delete from private.former_slugs f where f.slug = new.slug;
  if tg_op = 'UPDATE' then
    insert into private.former_slugs (slug, organization_id) values (old.slug, new.id);
  end if;
  return null;
end
$$;

-- Nothing runs for an organization that is suspended or deleted: its monitors rest, its open dashboards lose their topic.
create function private.tg_organizations__rest() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.raise_topic_epoch(new.id);
  update private.schedule s set due_at = now(), leased_by = null,
    next_run_at = case when new.deleted_at is null and new.suspended_at is null and m.paused_at is null then now() else 'infinity' end
  from public.monitors m where m.organization_id = new.id and s.monitor_id = m.id;
  if (old.deleted_at is null) <> (new.deleted_at is null) then
    perform private.rebuild_pages(array(select p.id from public.status_pages p where p.organization_id = new.id));
  end if;
  return null;
end
$$;

-- An organization always keeps an admin. The lock makes two admins who demote each other at once meet here.
create function private.tg_members__keep_an_admin() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if old.role = 'admin' and (tg_op = 'DELETE' or new.role <> 'admin') then
    perform 1 from public.organizations o where o.id = old.organization_id for update;
    -- A missing organization means this is its own deletion cascading.
    if found and not exists (
      select 1 from public.members m
      where m.organization_id = old.organization_id and m.role = 'admin' and m.user_id <> old.user_id
    ) and exists (select 1 from auth.users u where u.id = old.user_id) then
      perform private.refuse('HG409', 'An organization needs at least one admin.', 'role', 'Make somebody else admin first.');
    end if;
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;

create function private.tg_members__raise_epoch() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.raise_topic_epoch(old.organization_id);
  return null;
end
$$;

-- Who is no longer a member is not the one to write to about bills.
create function private.tg_members__end_billing_contact() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.organizations o set billing_contact_id = null where o.id = old.organization_id and o.billing_contact_id = old.user_id;
  return null;
end
$$;

create trigger _100_touch before update on public.profiles for each row execute function private.tg_touch_updated_at();
create trigger _100_touch before update on public.organizations for each row execute function private.tg_touch_updated_at();
create trigger _110_guard_mfa before update of requires_mfa on public.organizations for each row
  when (new.requires_mfa and not old.requires_mfa) execute function private.tg_organizations__guard_mfa();
create trigger _200_prepare_topic after insert on public.organizations for each row execute function private.tg_organizations__prepare_topic();
create trigger _210_keep_slugs after insert or update of slug on public.organizations for each row execute function private.tg_organizations__keep_slugs();
create trigger _220_rest after update of deleted_at, suspended_at on public.organizations for each row
  when ((old.deleted_at is null, old.suspended_at is null) is distinct from (new.deleted_at is null, new.suspended_at is null))
  execute function private.tg_organizations__rest();
create trigger _230_raise_epoch after update of requires_mfa on public.organizations for each row
  when (new.requires_mfa and not old.requires_mfa) execute function private.tg_organizations__raise_epoch();
create trigger _300_announce after update of name, slug, requires_mfa, billing_contact_id on public.organizations for each row execute function private.tg_announce_change();
create trigger _100_keep_an_admin before update of role or delete on public.members for each row execute function private.tg_members__keep_an_admin();
create trigger _200_raise_epoch after update of role or delete on public.members for each row execute function private.tg_members__raise_epoch();
create trigger _210_end_billing_contact after delete on public.members for each row execute function private.tg_members__end_billing_contact();
create trigger _300_announce after insert or update or delete on public.members for each row execute function private.tg_announce_change();

create policy select_team on public.profiles for select to authenticated
  using (id = any (array(select private.my_team_ids())));
create policy update_self on public.profiles for update to authenticated
  using (id = (select private.live_user_id())) with check (id = (select private.live_user_id()));
create policy select_member on public.organizations for select to authenticated
  using (id = any (array(select private.my_org_ids('organization.read'))));
create policy update_admin on public.organizations for update to authenticated
  using (id = any (array(select private.my_org_ids('organization.write'))))
  with check (id = any (array(select private.my_org_ids('organization.write'))));
create policy select_member on public.members for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy update_admin on public.members for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('members.write'))))
  with check (organization_id = any (array(select private.my_org_ids('members.write'))));
create policy delete_admin_or_self on public.members for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('members.write'))) or user_id = (select private.live_user_id()));

revoke all on public.profiles, public.organizations, public.members from public, anon, authenticated, service_role;
revoke all on private.organization_topics, private.network_allowances, private.former_slugs, private.impersonations from public, anon, authenticated, service_role;
grant select, update (full_name) on public.profiles to authenticated;
grant select, update (name, slug, requires_mfa) on public.organizations to authenticated;
grant select, update (role), delete on public.members to authenticated;

revoke all on function private.my_org_ids(text), private.key_of_request(), private.my_team_ids(), private.require_permission(uuid, text),
  private.send_to_organization(uuid, text, jsonb), private.raise_topic_epoch(uuid), private.tg_announce_change(),
  private.tg_users__mirror_profile(), private.tg_organizations__prepare_topic(), private.tg_members__keep_an_admin(),
  private.tg_members__raise_epoch(), private.tg_members__end_billing_contact(), private.tg_organizations__keep_slugs(), private.tg_organizations__rest(),
  private.tg_organizations__raise_epoch(), private.tg_organizations__guard_mfa() from public, anon, authenticated, service_role;
grant execute on function private.my_org_ids(text), private.my_team_ids() to authenticated;

comment on table public.profiles is 'Name and e-mail address of an account, as team mates see them.';
comment on table public.organizations is 'A tenant. Its slug is also the slug of its default status page.';
comment on table public.members is 'Who belongs to an organization, and in which role.';
comment on column public.organizations.requires_mfa is 'Members without a proven second factor see nothing of the organization.';
comment on column public.organizations.billing_contact_id is 'Who pays for the organization and hears of its bills.';
comment on column public.organizations.suspended_at is 'Since when it may only be read and its monitors rest; its public pages stay.';
comment on column public.organizations.deleted_at is 'Since when it is deleted: nobody sees it, its pages are offline. Undone within 30 days, erased after.';
comment on table private.former_slugs is 'Addresses that organizations had before; they lead to the present one.';
comment on table private.impersonations is 'Sessions of master administrators inside an organization, with reason and end.';
comment on table private.organization_topics is 'Realtime topic state of an organization: epoch, and until when a dashboard watches results.';
comment on column private.organization_topics.watched_until is 'While in the future, report_results announces new results (at most one message a second).';
comment on table private.network_allowances is 'Private networks that the checks of one organization may reach.';

-- RPCs -----------------------------------------------------------------------------------------------------------

-- Creates an organization with the caller as its admin and a default status page of the same slug.
create function private.create_organization(name text, slug text) returns public.organizations
language plpgsql volatile security definer set search_path = '' as $$
declare
  created public.organizations;
begin
  perform private.require_card(private.require_session());
  begin
    insert into public.organizations (name, slug, billing_contact_id)
    values (btrim(create_organization.name), create_organization.slug, (select auth.uid())) returning * into created;
  exception
    when unique_violation then perform private.refuse('HG410', 'This address is taken.', 'slug', 'Choose another one.');
    when check_violation then
      if create_organization.slug ~ '^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$' then
        perform private.refuse('HG422', 'A name has 1 to 80 characters.', 'name');
      else
        perform private.refuse('HG422', 'An address has 3 to 48 small letters, digits and hyphens.', 'slug');
      end if;
  end;
  insert into public.members (organization_id, user_id, role) values (created.id, (select auth.uid()), 'admin');
  begin
    insert into public.status_pages (organization_id, slug, title) values (created.id, created.slug, created.name);
  exception
    when unique_violation then perform private.refuse('HG410', 'This address is taken.', 'slug', 'Choose another one.');
  end;
  return created;
end
$$;

create function public.create_organization(name text, slug text) returns public.organizations
language sql volatile security invoker set search_path = '' as $$ select private.create_organization(name, slug) $$;

-- Deletes an organization with everything in it, for whoever types its address. It can be undone for 30 days.
create function private.delete_organization(organization_id uuid, confirmation text) returns timestamptz
language plpgsql volatile security definer set search_path = '' as $$
declare
  deleted timestamptz;
begin
  perform private.require_permission(organization_id, 'organization.write');
  update public.organizations o set deleted_at = now()
  where o.id = delete_organization.organization_id and o.slug = confirmation returning o.deleted_at into deleted;
  if deleted is null then
    perform private.refuse('HG422', 'Type the address of the organization to delete it.', 'confirmation');
  end if;
  return deleted + interval '30 days';
end
$$;

create function public.delete_organization(organization_id uuid, confirmation text) returns timestamptz
language sql volatile security invoker set search_path = '' as $$ select private.delete_organization(organization_id, confirmation) $$;

-- What the caller deleted, or another admin of it, and until when it can be had back.
create function private.deleted_organizations() returns table (id uuid, name text, slug text, deleted_at timestamptz, erased_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select o.id, o.name, o.slug, o.deleted_at, o.deleted_at + interval '30 days'
  from public.organizations o
  join public.members m on m.organization_id = o.id and m.role = 'admin' and m.user_id = private.live_user_id()
  where o.deleted_at is not null and (not o.requires_mfa or private.is_second_factor_proven())
  order by o.deleted_at desc
$$;

create function public.deleted_organizations() returns table (id uuid, name text, slug text, deleted_at timestamptz, erased_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.deleted_organizations() $$;

create function private.restore_organization(organization_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  restored text;
begin
  if not exists (select 1 from private.deleted_organizations() d where d.id = restore_organization.organization_id) then
    perform private.refuse('HG404', 'There is no deleted organization of yours with this id.');
  end if;
  update public.organizations o set deleted_at = null where o.id = restore_organization.organization_id returning o.slug into restored;
  return restored;
end
$$;

create function public.restore_organization(organization_id uuid) returns text
language sql volatile security invoker set search_path = '' as $$ select private.restore_organization(organization_id) $$;

-- Erases what was deleted 30 days ago.
create function private.erase_deleted_organizations() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  erased integer;
begin
  delete from public.organizations o where o.deleted_at < now() - interval '30 days';
  get diagnostics erased = row_count;
  return erased;
end
$$;

-- Where an old address of one of the caller's organizations leads now; null when it leads nowhere.
create function private.current_slug(former_slug text) returns text
language sql stable security definer set search_path = '' as $$
  select o.slug from private.former_slugs f join public.organizations o on o.id = f.organization_id
  where f.slug = current_slug.former_slug and o.id in (select private.my_org_ids('organization.read'))
$$;

create function public.current_slug(former_slug text) returns text
language sql stable security invoker set search_path = '' as $$ select private.current_slug(former_slug) $$;

-- Makes another member the one who pays.
create function private.hand_over_billing(organization_id uuid, user_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.write');
  if not exists (select 1 from public.members m where m.organization_id = hand_over_billing.organization_id and m.user_id = hand_over_billing.user_id) then
    perform private.refuse('HG404', 'There is no such member.', 'user_id');
  end if;
  perform private.require_card(hand_over_billing.user_id);
  update public.organizations o set billing_contact_id = hand_over_billing.user_id where o.id = hand_over_billing.organization_id;
end
$$;

create function public.hand_over_billing(organization_id uuid, user_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.hand_over_billing(organization_id, user_id) $$;

-- The caller's permissions in an organization, for showing and hiding controls. It decides nothing.
create function private.my_permissions(organization_id uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select p.permission
  from (select distinct r.permission from private.role_permissions r) p
  where my_permissions.organization_id in (select private.my_org_ids(p.permission))
$$;

create function public.my_permissions(organization_id uuid) returns setof text
language sql stable security invoker set search_path = '' as $$ select private.my_permissions(organization_id) $$;

create function private.role_matrix() returns table (role public.member_role, permission text)
language sql stable security definer set search_path = '' as $$
  select p.role, p.permission from private.role_permissions p order by p.role, p.permission
$$;

create function public.role_matrix() returns table (role public.member_role, permission text)
language sql stable security invoker set search_path = '' as $$ select * from private.role_matrix() $$;

-- The topic an open dashboard joins now.
create function private.organization_topic(organization_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return (
    select 'org:' || t.organization_id || ':' || t.epoch from private.organization_topics t
    where t.organization_id = organization_topic.organization_id
  );
end
$$;

create function public.organization_topic(organization_id uuid) returns text
language sql stable security invoker set search_path = '' as $$ select private.organization_topic(organization_id) $$;

-- Says that a dashboard is looking at results: for the next minute new ones are announced on the organization's topic.
create function private.watch_results(organization_id uuid) returns timestamptz
language plpgsql volatile security definer set search_path = '' as $$
declare
  until_at timestamptz;
begin
  perform private.require_permission(organization_id, 'organization.read');
  update private.organization_topics t set watched_until = now() + interval '60 seconds'
  where t.organization_id = watch_results.organization_id returning t.watched_until into until_at;
  return until_at;
end
$$;

create function public.watch_results(organization_id uuid) returns timestamptz
language sql volatile security invoker set search_path = '' as $$ select private.watch_results(organization_id) $$;

revoke all on function private.erase_deleted_organizations(), private.delete_organization(uuid, text), private.deleted_organizations(), private.restore_organization(uuid), private.current_slug(text),
  private.hand_over_billing(uuid, uuid), public.delete_organization(uuid, text), public.deleted_organizations(), public.restore_organization(uuid),
  public.current_slug(text), public.hand_over_billing(uuid, uuid),
  private.create_organization(text, text),
  private.my_permissions(uuid), private.role_matrix(), private.organization_topic(uuid), private.watch_results(uuid),
  public.create_organization(text, text), public.my_permissions(uuid),
  public.role_matrix(), public.organization_topic(uuid), public.watch_results(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.delete_organization(uuid, text), private.deleted_organizations(), private.restore_organization(uuid), private.current_slug(text),
  private.hand_over_billing(uuid, uuid), public.delete_organization(uuid, text), public.deleted_organizations(), public.restore_organization(uuid),
  public.current_slug(text), public.hand_over_billing(uuid, uuid),
  private.create_organization(text, text),
  private.my_permissions(uuid), private.role_matrix(), private.organization_topic(uuid), private.watch_results(uuid),
  public.create_organization(text, text), public.my_permissions(uuid),
  public.role_matrix(), public.organization_topic(uuid), public.watch_results(uuid)
  to authenticated;

comment on function public.create_organization(text, text) is 'Creates an organization; the caller becomes its admin. Errors: HG401, HG402, HG403, HG410, HG422.';
comment on function public.delete_organization(uuid, text) is 'Deletes an organization whose address was typed; returns when it is erased for good. Errors: HG403, HG422.';
comment on function public.deleted_organizations() is 'Deleted organizations the caller is an admin of, and when each is erased.';
comment on function public.restore_organization(uuid) is 'Takes back a deletion; returns the address. Error: HG404.';
comment on function public.current_slug(text) is 'The present address of an organization of the caller that had this one before.';
comment on function public.hand_over_billing(uuid, uuid) is 'Makes another member the billing contact. Errors: HG402, HG403, HG404.';
comment on function public.my_permissions(uuid) is 'The caller''s permissions in an organization; empty for outsiders.';
comment on function public.role_matrix() is 'Which role holds which permission.';
comment on function public.organization_topic(uuid) is 'The private Realtime topic of an organization. Error: HG403.';
comment on function public.watch_results(uuid) is 'Asks for messages about new check results for 60 seconds; returns until when. Error: HG403.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_mirror_profile after insert or update of email on auth.users
  for each row execute function private.tg_users__mirror_profile();
