-- Who did what. One trigger function for every table, append-only for every role, rows outlive what they describe.

create table public.audit_events (
  id bigint generated always as identity,
  occurred_at timestamptz not null default clock_timestamp(),
  organization_id uuid,
  actor_id uuid,
  actor_email text,
  actor_role text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  before jsonb,
  after jsonb,
  constraint audit_events_pkey primary key (id)
);
alter table public.audit_events enable row level security;
create index audit_events_organization_id_idx on public.audit_events (organization_id, id desc);

-- Trigger arguments: columns to leave out, because they are secrets or because the machine writes them.
-- Writes the whole row on insert and delete, only the changed columns on update, nothing if none changed.
create function private.tg_audit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  hidden text[] := tg_argv || array['created_at', 'updated_at'];
  old_row jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - hidden end;
  new_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - hidden end;
  subject jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  claims jsonb := (select auth.jwt());
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
  insert into public.audit_events (organization_id, actor_id, actor_email, actor_role, action, object_type, object_id, before, after)
  values (
    case when tg_table_name = 'organizations' then subject ->> 'id' else subject ->> 'organization_id' end::uuid,
    (select auth.uid()),
    claims ->> 'email',
    coalesce(claims ->> 'role', session_user),
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
language sql volatile security definer set search_path = '' as $$
  insert into public.audit_events (organization_id, actor_id, actor_email, actor_role, action, object_type, object_id, after)
  values (organization_id, (select auth.uid()), (select auth.jwt()) ->> 'email', coalesce((select auth.jwt()) ->> 'role', session_user),
    action, split_part(action, '.', 1), object_id, after)
$$;

create function private.tg_audit_events__append_only() returns trigger
language plpgsql volatile set search_path = '' as $$
begin
  perform private.refuse('HG405', 'Audit events are append-only.');
  return null;
end
$$;

create trigger _100_append_only before update or delete on public.audit_events
  for each row execute function private.tg_audit_events__append_only();
create trigger _200_append_only before truncate on public.audit_events
  for each statement execute function private.tg_audit_events__append_only();
create trigger _900_audit after insert or update or delete on public.organizations for each row execute function private.tg_audit();
create trigger _900_audit after insert or update or delete on public.members for each row execute function private.tg_audit();

create policy select_auditor on public.audit_events for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('audit.read'))));

revoke all on public.audit_events from public, anon, authenticated, service_role;
revoke all on sequence public.audit_events_id_seq from public, anon, authenticated, service_role;
grant select on public.audit_events to authenticated;
revoke all on function private.tg_audit(), private.record_act(uuid, text, text, jsonb), private.tg_audit_events__append_only() from public, anon, authenticated, service_role;

comment on table public.audit_events is 'Append-only record of who did what, with the changed columns before and after, without secrets.';
comment on column public.audit_events.actor_role is 'Role claim of the caller''s token, or the database role of a direct connection.';
