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

create table public.organizations (
  id uuid not null default gen_random_uuid(),
  slug text not null,
  name text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint organizations_pkey primary key (id),
  constraint organizations_slug_key unique (slug),
  constraint organizations_slug_form check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,46}[a-z0-9])$'),
  constraint organizations_name_length check (char_length(btrim(name)) between 1 and 80)
);
alter table public.organizations enable row level security;

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

-- The permission helper of every policy: organizations in which the caller holds a permission. Set-returning, so that
-- `= any (array(select …))` becomes one InitPlan and an index condition. The session must still exist, so that
-- revoking it holds at once although the access token lives on.
create function private.my_org_ids(permission text) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.organization_id
  from public.members m
  join private.role_permissions p on p.role = m.role
  where m.user_id = (select auth.uid())
    and p.permission = my_org_ids.permission
    and exists (
      select 1 from auth.sessions s
      where s.id = (nullif((select auth.jwt()) ->> 'session_id', ''))::uuid and s.user_id = m.user_id
    )
$$;

-- The caller, if their session still exists: for what a person may do without belonging anywhere.
create function private.live_user_id() returns uuid
language sql stable security definer set search_path = '' as $$
  select s.user_id from auth.sessions s
  where s.id = (nullif((select auth.jwt()) ->> 'session_id', ''))::uuid and s.user_id = (select auth.uid())
$$;

-- Profiles a member may see: the people of the organizations they belong to, and themselves.
create function private.my_team_ids() returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id from public.members m where m.organization_id in (select private.my_org_ids('organization.read'))
  union
  select private.live_user_id()
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
  insert into public.profiles (id, email, full_name)
  values (new.id, coalesce(new.email, ''), left(coalesce(new.raw_user_meta_data ->> 'full_name', ''), 100))
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

create trigger _100_touch before update on public.profiles for each row execute function private.tg_touch_updated_at();
create trigger _100_touch before update on public.organizations for each row execute function private.tg_touch_updated_at();
create trigger _200_prepare_topic after insert on public.organizations for each row execute function private.tg_organizations__prepare_topic();
create trigger _300_announce after update of name, slug on public.organizations for each row execute function private.tg_announce_change();
create trigger _100_keep_an_admin before update of role or delete on public.members for each row execute function private.tg_members__keep_an_admin();
create trigger _200_raise_epoch after update of role or delete on public.members for each row execute function private.tg_members__raise_epoch();
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
revoke all on private.organization_topics, private.network_allowances from public, anon, authenticated, service_role;
grant select, update (full_name) on public.profiles to authenticated;
grant select, update (name, slug) on public.organizations to authenticated;
grant select, update (role), delete on public.members to authenticated;

revoke all on function private.my_org_ids(text), private.live_user_id(), private.my_team_ids(), private.require_permission(uuid, text),
  private.send_to_organization(uuid, text, jsonb), private.raise_topic_epoch(uuid), private.tg_announce_change(),
  private.tg_users__mirror_profile(), private.tg_organizations__prepare_topic(), private.tg_members__keep_an_admin(),
  private.tg_members__raise_epoch() from public, anon, authenticated, service_role;
grant execute on function private.my_org_ids(text), private.live_user_id(), private.my_team_ids() to authenticated;

comment on table public.profiles is 'Name and e-mail address of an account, as team mates see them.';
comment on table public.organizations is 'A tenant. Its slug is also the slug of its default status page.';
comment on table public.members is 'Who belongs to an organization, and in which role.';
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
  if private.live_user_id() is null then
    perform private.refuse('HG401', 'Sign in first.');
  end if;
  begin
    insert into public.organizations (name, slug) values (btrim(create_organization.name), create_organization.slug) returning * into created;
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

-- Adds an existing account to an organization.
create function private.add_member(organization_id uuid, email text, role public.member_role) returns public.members
language plpgsql volatile security definer set search_path = '' as $$
declare
  person uuid;
  created public.members;
begin
  perform private.require_permission(organization_id, 'members.write');
  select p.id into person from public.profiles p where lower(p.email) = lower(btrim(add_member.email));
  if person is null then
    perform private.refuse('HG404', 'Nobody has an account with this address.', 'email', 'Ask them to sign up first.');
  end if;
  begin
    insert into public.members (organization_id, user_id, role) values (add_member.organization_id, person, add_member.role)
    returning * into created;
  exception
    when unique_violation then perform private.refuse('HG411', 'This person is a member already.', 'email');
  end;
  return created;
end
$$;

create function public.add_member(organization_id uuid, email text, role public.member_role) returns public.members
language sql volatile security invoker set search_path = '' as $$ select private.add_member(organization_id, email, role) $$;

-- The caller's permissions in an organization, for showing and hiding controls. It decides nothing.
create function private.my_permissions(organization_id uuid) returns setof text
language sql stable security definer set search_path = '' as $$
  select distinct p.permission
  from private.role_permissions p
  join public.members m on m.role = p.role and m.user_id = (select auth.uid())
  where m.organization_id = my_permissions.organization_id
    and m.organization_id in (select private.my_org_ids(p.permission))
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

revoke all on function private.create_organization(text, text), private.add_member(uuid, text, public.member_role),
  private.my_permissions(uuid), private.role_matrix(), private.organization_topic(uuid), private.watch_results(uuid),
  public.create_organization(text, text), public.add_member(uuid, text, public.member_role), public.my_permissions(uuid),
  public.role_matrix(), public.organization_topic(uuid), public.watch_results(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.create_organization(text, text), private.add_member(uuid, text, public.member_role),
  private.my_permissions(uuid), private.role_matrix(), private.organization_topic(uuid), private.watch_results(uuid),
  public.create_organization(text, text), public.add_member(uuid, text, public.member_role), public.my_permissions(uuid),
  public.role_matrix(), public.organization_topic(uuid), public.watch_results(uuid)
  to authenticated;

comment on function public.create_organization(text, text) is 'Creates an organization; the caller becomes its admin. Errors: HG401, HG410, HG422.';
comment on function public.add_member(uuid, text, public.member_role) is 'Adds an existing account by e-mail address. Errors: HG403, HG404, HG411.';
comment on function public.my_permissions(uuid) is 'The caller''s permissions in an organization; empty for outsiders.';
comment on function public.role_matrix() is 'Which role holds which permission.';
comment on function public.organization_topic(uuid) is 'The private Realtime topic of an organization. Error: HG403.';
comment on function public.watch_results(uuid) is 'Asks for messages about new check results for 60 seconds; returns until when. Error: HG403.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_mirror_profile after insert or update of email on auth.users
  for each row execute function private.tg_users__mirror_profile();
