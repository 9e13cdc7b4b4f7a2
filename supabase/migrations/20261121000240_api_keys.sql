-- Keys with which an organization's own programs call the API (function `api`). Shown once, stored hashed.

create table public.api_keys (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  scopes text[] not null,
  -- The first letters, so that people recognize it.
  prefix text not null,
  created_by uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint api_keys_created_by_fkey foreign key (created_by) references public.profiles (id) on delete set null,
  constraint api_keys_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint api_keys_scopes check (cardinality(scopes) > 0
    and scopes <@ array['organization.read', 'components.write', 'incidents.write', 'audit.read'])
);
alter table public.api_keys enable row level security;
create index api_keys_organization_id_idx on public.api_keys (organization_id);
create index api_keys_created_by_idx on public.api_keys (created_by);

create table private.api_key_hashes (
  api_key_id uuid not null,
  hash bytea not null,
  refused_at timestamptz,
  constraint api_key_hashes_pkey primary key (api_key_id),
  constraint api_key_hashes_api_key_id_fkey foreign key (api_key_id) references public.api_keys (id) on delete cascade,
  constraint api_key_hashes_hash_key unique (hash)
);
alter table private.api_key_hashes enable row level security;

create trigger _300_announce after insert or update of revoked_at on public.api_keys for each row execute function private.tg_announce_change();

create policy select_admin on public.api_keys for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('organization.write'))));

revoke all on public.api_keys from public, anon, authenticated, service_role;
revoke all on private.api_key_hashes from public, anon, authenticated, service_role;
grant select on public.api_keys to authenticated;

comment on table public.api_keys is 'Keys of an organization''s own programs, without the keys.';
comment on table private.api_key_hashes is 'SHA-256 of each key: 32 random bytes need no slower hash. Kept of void ones, so that who still uses one is noticed.';
comment on column private.api_key_hashes.refused_at is 'When the log last got an entry of something the key was refused.';

-- Makes a key that may do what its scopes say. It is shown here and never again. Nobody hands out what they may not do themselves.
create function private.create_api_key(organization_id uuid, name text, scopes text[], expires_at timestamptz) returns table (id uuid, key text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  created public.api_keys;
  secret text := 'hgk_' || encode(extensions.gen_random_bytes(32), 'hex');
  wanted text;
begin
  perform private.require_permission(create_api_key.organization_id, 'organization.write');
  if coalesce(cardinality(create_api_key.scopes), 0) = 0 then
    perform private.refuse('HG422', 'Choose what the key may do.', 'scopes');
  end if;
  foreach wanted in array create_api_key.scopes loop
    perform private.require_permission(create_api_key.organization_id, wanted);
  end loop;
  if create_api_key.expires_at <= now() then
    perform private.refuse('HG422', 'It expires in the future.', 'expires_at');
  end if;
  perform 1 from public.organizations o where o.id = create_api_key.organization_id for no key update;
  if (select count(*) from public.api_keys k where k.organization_id = create_api_key.organization_id and k.revoked_at is null) >= 100 then
    perform private.refuse('HG422', 'An organization has at most 100 keys.', 'name', 'Revoke one that is not used.');
  end if;
  begin
    insert into public.api_keys (organization_id, name, scopes, prefix, created_by, expires_at)
    values (create_api_key.organization_id, btrim(create_api_key.name), (select array_agg(distinct s order by s) from unnest(create_api_key.scopes) s),
      left(secret, 12), (select auth.uid()), create_api_key.expires_at) returning * into created;
  exception
    when check_violation or not_null_violation then
      perform private.refuse('HG422', 'A name has 1 to 80 characters, and scopes are those of the list.', 'name');
  end;
  insert into private.api_key_hashes (api_key_id, hash) values (created.id, extensions.digest(secret, 'sha256'));
  return query select created.id, secret;
end
$$;

create function public.create_api_key(organization_id uuid, name text, scopes text[], expires_at timestamptz default null) returns table (id uuid, key text)
language sql volatile security invoker set search_path = '' as $$ select * from private.create_api_key(organization_id, name, scopes, expires_at) $$;

create function private.revoke_api_key(api_key_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  api_key public.api_keys;
begin
  select k.* into api_key from public.api_keys k where k.id = revoke_api_key.api_key_id for update;
  perform private.require_permission(api_key.organization_id, 'organization.write');
  update public.api_keys k set revoked_at = coalesce(k.revoked_at, now()) where k.id = api_key.id;
end
$$;

create function public.revoke_api_key(api_key_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.revoke_api_key(api_key_id) $$;

-- An entry for what a key was refused, at most one a minute: whoever tries all day fills nobody's log.
create function private.note_refused_key(api_key_id uuid, details jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  organization_id uuid;
begin
  update private.api_key_hashes h set refused_at = now()
  from public.api_keys k
  where h.api_key_id = note_refused_key.api_key_id and k.id = h.api_key_id and (h.refused_at is null or h.refused_at < now() - interval '1 minute')
  returning k.organization_id into organization_id;
  if organization_id is not null then
    perform private.record_event(organization_id, null, 'api_key', 'api_keys.refuse_request', 'api_keys', note_refused_key.api_key_id::text, null, details,
      api_key_id => note_refused_key.api_key_id);
  end if;
end
$$;

-- What SQL refuses takes its own entry back; the function that was told of the refusal has it written down.
create function private.note_refused_request(asked text) returns void
language sql volatile security definer set search_path = '' as $$
  select private.note_refused_key(k.id, jsonb_build_object('asked', left(asked, 100))) from private.key_of_request() k
$$;

create function public.note_refused_request(asked text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.note_refused_request(asked) $$;

-- Whose key this is and what it may do; no row for an unknown, revoked or expired one. Notes the use, at most once a minute.
create function private.use_api_key(key text) returns table (id uuid, organization_id uuid, scopes text[])
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  found_key public.api_keys;
begin
  select k.* into found_key
  from private.api_key_hashes h
  join public.api_keys k on k.id = h.api_key_id
  join public.organizations o on o.id = k.organization_id
  where h.hash = extensions.digest(use_api_key.key, 'sha256') and o.deleted_at is null;
  if found_key.id is null then
    return;
  end if;
  if found_key.revoked_at is not null or found_key.expires_at <= now() then
    perform private.note_refused_key(found_key.id,
      jsonb_build_object('reason', case when found_key.revoked_at is not null then 'revoked' else 'expired' end));
    return;
  end if;
  update public.api_keys k set last_used_at = now()
  where k.id = found_key.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute');
  return query
    select found_key.id, found_key.organization_id, array(
      select s from unnest(found_key.scopes) s
      where s like '%.read' or not exists (select 1 from public.organizations o where o.id = found_key.organization_id and o.suspended_at is not null));
end
$$;

create function public.use_api_key(key text) returns table (id uuid, organization_id uuid, scopes text[])
language sql volatile security invoker set search_path = '' as $$ select * from private.use_api_key(key) $$;

revoke all on function private.create_api_key(uuid, text, text[], timestamptz), private.revoke_api_key(uuid), private.use_api_key(text), private.note_refused_key(uuid, jsonb),
  private.note_refused_request(text), public.note_refused_request(text),
  public.create_api_key(uuid, text, text[], timestamptz), public.revoke_api_key(uuid), public.use_api_key(text)
  from public, anon, authenticated, service_role;
grant execute on function private.create_api_key(uuid, text, text[], timestamptz), private.revoke_api_key(uuid),
  public.create_api_key(uuid, text, text[], timestamptz), public.revoke_api_key(uuid)
  to authenticated;
grant execute on function private.use_api_key(text), public.use_api_key(text), private.note_refused_request(text), public.note_refused_request(text) to service_role;

comment on function public.create_api_key(uuid, text, text[], timestamptz) is 'Makes a key and returns it, once. Errors: HG403, HG422.';
comment on function public.revoke_api_key(uuid) is 'Makes a key void at once. Error: HG403.';
comment on function public.use_api_key(text) is 'Organization and scopes of a valid key, no row otherwise; of a void one the log tells. For the function api.';
comment on function public.note_refused_request(text) is 'Writes down that the key of the request was refused what it asked for, at most once a minute. For the function api.';
