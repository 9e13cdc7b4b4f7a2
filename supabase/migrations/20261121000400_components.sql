-- What visitors see, and the ledger of its status.

create table public.component_groups (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  position integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint component_groups_pkey primary key (id),
  constraint component_groups_organization_key unique (id, organization_id),
  constraint component_groups_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint component_groups_name_length check (char_length(btrim(name)) between 1 and 80)
);
alter table public.component_groups enable row level security;
create index component_groups_organization_id_idx on public.component_groups (organization_id, position);

create table public.components (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  group_id uuid,
  name text not null,
  description text not null default '',
  kind public.component_kind not null default 'website',
  position integer not null default 0,
  archived_at timestamptz,
  manual_status public.component_status,
  manual_status_expires_at timestamptz,
  status public.component_status not null default 'operational',
  status_since timestamptz not null default now(),
  status_cause public.status_cause not null default 'none',
  status_cause_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint components_pkey primary key (id),
  constraint components_organization_key unique (id, organization_id),
  constraint components_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  -- With both columns, so that a component can never sit in another tenant's group.
  constraint components_group_id_fkey foreign key (group_id, organization_id)
    references public.component_groups (id, organization_id) on delete set null (group_id),
  constraint components_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint components_description_length check (char_length(description) <= 500),
  constraint components_manual_status_known check (manual_status <> 'unknown'),
  constraint components_manual_expiry check (manual_status is not null or manual_status_expires_at is null)
);
alter table public.components enable row level security;
create index components_organization_id_idx on public.components (organization_id, position);
create index components_group_id_idx on public.components (group_id, organization_id);
create index components_manual_expiry_idx on public.components (manual_status_expires_at) where manual_status_expires_at is not null;

-- The ledger: from when to when a component had a status, and what decided it. Uptime is computed from nothing else.
create table public.status_events (
  id bigint generated always as identity,
  organization_id uuid not null,
  component_id uuid not null,
  status public.component_status not null,
  cause public.status_cause not null,
  cause_id uuid,
  started_at timestamptz not null,
  ended_at timestamptz,
  constraint status_events_pkey primary key (id),
  constraint status_events_component_id_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint status_events_interval check (ended_at >= started_at)
);
alter table public.status_events enable row level security;
create index status_events_component_id_idx on public.status_events (component_id, organization_id, started_at desc);
create unique index status_events_open_key on public.status_events (component_id) where ended_at is null;
-- Whatever asks for a range of time reaches its intervals by this, however long the ledger is.
create index status_events_until_idx on public.status_events (component_id, (coalesce(ended_at, 'infinity'::timestamptz)));
create index status_events_organization_id_idx on public.status_events (organization_id, started_at desc);

create function private.tg_components__open_ledger() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.status_events (organization_id, component_id, status, cause, started_at)
  values (new.organization_id, new.id, new.status, new.status_cause, new.status_since);
  return null;
end
$$;

-- Archived components keep their history but are shown nowhere.
create function private.tg_components__refresh() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.manual_status is distinct from old.manual_status or new.manual_status_expires_at is distinct from old.manual_status_expires_at then
    perform private.apply_component_statuses(array[new.id], now());
  end if;
  if (new.name, new.description, new.group_id, new.position, new.archived_at, new.kind)
      is distinct from (old.name, old.description, old.group_id, old.position, old.archived_at, old.kind) then
    perform private.rebuild_pages_of_components(array[new.id]);
  end if;
  return null;
end
$$;

create function private.tg_component_groups__refresh() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.rebuild_pages_of_components(array(
    select c.id from public.components c where c.group_id = coalesce(new.id, old.id)
  ));
  return null;
end
$$;

create trigger _100_touch before update on public.component_groups for each row execute function private.tg_touch_updated_at();
create trigger _200_refresh after update of name, position on public.component_groups for each row execute function private.tg_component_groups__refresh();
create trigger _300_announce after insert or update or delete on public.component_groups for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.component_groups for each row execute function private.tg_audit();
create trigger _100_touch before update of name, description, kind, group_id, position, archived_at, manual_status, manual_status_expires_at
  on public.components for each row execute function private.tg_touch_updated_at();
create trigger _050_keep_plan before insert on public.components for each row execute function private.tg_components__keep_plan();
create trigger _060_keep_plan before update of archived_at on public.components for each row
  when (old.archived_at is not null and new.archived_at is null) execute function private.tg_components__keep_plan();
create trigger _150_open_ledger after insert on public.components for each row execute function private.tg_components__open_ledger();
create trigger _200_refresh after update of name, description, kind, group_id, position, archived_at, manual_status, manual_status_expires_at
  on public.components for each row execute function private.tg_components__refresh();
-- Not on status columns: report_results announces those itself, once per batch.
create trigger _300_announce after insert or delete or update of name, description, kind, group_id, position, archived_at, manual_status, manual_status_expires_at
  on public.components for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or delete or update of name, description, kind, group_id, position, archived_at, manual_status, manual_status_expires_at
  on public.components for each row execute function private.tg_audit('status', 'status_since', 'status_cause', 'status_cause_id');

create policy select_member on public.component_groups for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.component_groups for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy update_editor on public.component_groups for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('components.write'))))
  with check (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy delete_editor on public.component_groups for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy select_member on public.components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));
create policy insert_editor on public.components for insert to authenticated
  with check (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy update_editor on public.components for update to authenticated
  using (organization_id = any (array(select private.my_org_ids('components.write'))))
  with check (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy delete_editor on public.components for delete to authenticated
  using (organization_id = any (array(select private.my_org_ids('components.write'))));
create policy select_member on public.status_events for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.read'))));

revoke all on public.component_groups, public.components, public.status_events from public, anon, authenticated, service_role;
revoke all on sequence public.status_events_id_seq from public, anon, authenticated, service_role;
grant select, insert (id, organization_id, name, position), update (name, position), delete on public.component_groups to authenticated;
grant select, delete,
  insert (id, organization_id, group_id, name, description, kind, position, manual_status, manual_status_expires_at),
  update (group_id, name, description, kind, position, archived_at, manual_status, manual_status_expires_at)
  on public.components to authenticated;
grant select on public.status_events to authenticated;

comment on table public.component_groups is 'A named section of components.';
comment on table public.components is 'What visitors see. status, status_since and status_cause are written by the database only.';
comment on column public.components.manual_status is 'A status pinned by hand; holds until cleared or until manual_status_expires_at.';
comment on column public.components.status_cause_id is 'The monitor that decided, when status_cause is monitor.';
comment on table public.status_events is 'Status intervals of a component, without gaps; the open one has no end. The only source of uptime.';

-- Puts components into a group in the given order, all at once; `group_id` null is the ungrouped section.
create function public.reorder_components(organization_id uuid, group_id uuid, component_ids uuid[]) returns integer
language plpgsql volatile security invoker set search_path = '' as $$
declare
  moved integer;
begin
  update public.components c
  set position = o.position, group_id = reorder_components.group_id
  from unnest(component_ids) with ordinality as o (id, position)
  where c.id = o.id and c.organization_id = reorder_components.organization_id
    and (c.position, c.group_id) is distinct from (o.position::integer, reorder_components.group_id);
  get diagnostics moved = row_count;
  return moved;
end
$$;

create function public.reorder_component_groups(organization_id uuid, group_ids uuid[]) returns integer
language plpgsql volatile security invoker set search_path = '' as $$
declare
  moved integer;
begin
  update public.component_groups g
  set position = o.position
  from unnest(group_ids) with ordinality as o (id, position)
  where g.id = o.id and g.organization_id = reorder_component_groups.organization_id and g.position is distinct from o.position::integer;
  get diagnostics moved = row_count;
  return moved;
end
$$;

revoke all on function private.tg_components__open_ledger(), private.tg_components__refresh(), private.tg_component_groups__refresh(),
  public.reorder_components(uuid, uuid, uuid[]), public.reorder_component_groups(uuid, uuid[])
  from public, anon, authenticated, service_role;
grant execute on function public.reorder_components(uuid, uuid, uuid[]), public.reorder_component_groups(uuid, uuid[]) to authenticated;
comment on function public.reorder_components(uuid, uuid, uuid[]) is 'Moves components into a group, in the given order; rows the caller may not change are left. Returns how many moved.';
comment on function public.reorder_component_groups(uuid, uuid[]) is 'Puts groups into the given order. Returns how many moved.';
