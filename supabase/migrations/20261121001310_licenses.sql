-- The license of an enterprise: a signed text, verified by the function `license` with the vendor's public key, read again here each
-- time it counts. It never concerns a public page: what runs out is room for further accounts and single sign-on domains.

create table private.license (
  is_only boolean not null default true,
  key text not null,
  verified_at timestamptz not null default now(),
  is_genuine boolean not null default true,
  installed_by uuid,
  installed_at timestamptz not null default now(),
  constraint license_pkey primary key (is_only),
  constraint license_is_only check (is_only),
  constraint license_form check (key ~ '^hgl1\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$')
);
alter table private.license enable row level security;
revoke all on private.license from public, anon, authenticated, service_role;
comment on table private.license is 'The installed license key and whether its signature held when it was last verified.';

-- What the key says: hgl1.<payload>.<signature>, both base64url; the payload is JSON. Null when it says nothing that can be read.
create function private.license_payload(key text) returns jsonb
language plpgsql immutable set search_path = '' as $$
declare
  part text := translate(split_part(key, '.', 2), '-_', '+/');
begin
  return convert_from(decode(part || repeat('=', (4 - length(part) % 4) % 4), 'base64'), 'UTF8')::jsonb;
exception
  when others then return null;
end
$$;

-- Accounts an instance has without a license.
create function private.community_seats() returns integer
language sql immutable set search_path = '' as $$ select 25 $$;

-- none, valid, expiring (within 30 days), grace (14 days from the end) or expired; tampered when the signature does not hold.
create function private.license_state()
returns table (state text, subject text, seats integer, used_seats integer, features text[], expires_at timestamptz, grace_until timestamptz)
language plpgsql stable security definer set search_path = '' as $$
declare
  license private.license;
  payload jsonb;
  ends timestamptz;
  found_state text;
  used integer := (select count(*) from auth.users u where u.deleted_at is null);
begin
  select l.* into license from private.license l;
  payload := private.license_payload(license.key);
  begin
    ends := (payload ->> 'expires_at')::timestamptz;
  exception
    when others then ends := null;
  end;
  found_state := case
    when license.key is null then 'none'
    when not license.is_genuine or ends is null then 'tampered'
    when ends > now() + interval '30 days' then 'valid'
    when ends > now() then 'expiring'
    when ends > now() - interval '14 days' then 'grace'
    else 'expired' end;
  return query select found_state, payload ->> 'subject',
    case when found_state in ('valid', 'expiring', 'grace') then greatest((payload ->> 'seats')::integer, private.community_seats()) else private.community_seats() end,
    used,
    case when found_state in ('valid', 'expiring', 'grace') then array(select jsonb_array_elements_text(payload -> 'features')) else '{}' end,
    ends, ends + interval '14 days';
end
$$;

-- Refuses a further account of an enterprise when its seats are used up.
create function private.tg_users__keep_seats() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  license record;
begin
  if private.mode() = 'enterprise' then
    -- One account after the other: the last seat is for one.
    perform 1 from private.instance i for update;
    select l.seats, l.used_seats into license from private.license_state() l;
    if license.used_seats >= license.seats then
      perform private.refuse('HG402', format('All %s seats are in use.', license.seats), 'email', 'Install a license with more seats, or remove accounts.');
    end if;
  end if;
  return new;
end
$$;

create function private.instance_license()
returns table (state text, subject text, seats integer, used_seats integer, features text[], expires_at timestamptz, grace_until timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query select * from private.license_state();
end
$$;

create function public.instance_license()
returns table (state text, subject text, seats integer, used_seats integer, features text[], expires_at timestamptz, grace_until timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.instance_license() $$;

-- Stores a key whose signature the function has verified.
create function private.install_license(license_key text, installed_by uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  payload jsonb := private.license_payload(license_key);
begin
  if payload is null or coalesce(payload ->> 'subject', '') = '' or jsonb_typeof(payload -> 'seats') is distinct from 'number'
    or jsonb_typeof(payload -> 'features') is distinct from 'array' or payload ->> 'expires_at' is null then
    perform private.refuse('HG422', 'This license cannot be read.', 'license_key');
  end if;
  if (payload ->> 'expires_at')::timestamptz < now() then
    perform private.refuse('HG422', 'This license has run out.', 'license_key', 'Ask for a new one.');
  end if;
  insert into private.license (key, installed_by) values (license_key, install_license.installed_by)
  on conflict on constraint license_pkey do update
  set key = excluded.key, verified_at = now(), is_genuine = true, installed_by = excluded.installed_by, installed_at = now();
  perform private.record_event(null, install_license.installed_by, 'authenticated', 'license.install', 'license', coalesce(payload ->> 'id', ''), null, payload);
end
$$;

create function public.install_license(license_key text, installed_by uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.install_license(license_key, installed_by) $$;

-- The installed key, for verifying it again; and what came of that.
create function private.installed_license() returns text
language sql stable security definer set search_path = '' as $$ select l.key from private.license l $$;

create function public.installed_license() returns text
language sql stable security invoker set search_path = '' as $$ select private.installed_license() $$;

create function private.note_license(license_key text, is_genuine boolean) returns void
language sql volatile security definer set search_path = '' as $$
  update private.license l set verified_at = now(), is_genuine = note_license.is_genuine where l.key = license_key
$$;

create function public.note_license(license_key text, is_genuine boolean) returns void
language sql volatile security invoker set search_path = '' as $$ select private.note_license(license_key, is_genuine) $$;

revoke all on function private.license_payload(text), private.community_seats(), private.license_state(), private.tg_users__keep_seats(),
  private.instance_license(), private.install_license(text, uuid), private.installed_license(), private.note_license(text, boolean),
  public.instance_license(), public.install_license(text, uuid), public.installed_license(), public.note_license(text, boolean)
  from public, anon, authenticated, service_role;
grant execute on function private.instance_license(), public.instance_license() to authenticated;
grant execute on function private.install_license(text, uuid), private.installed_license(), private.note_license(text, boolean),
  public.install_license(text, uuid), public.installed_license(), public.note_license(text, boolean)
  to service_role;

comment on function public.instance_license() is 'State of the license: none, valid, expiring, grace, expired or tampered. For master administrators. Error: HG403.';
comment on function public.install_license(text, uuid) is 'Stores a verified license key. For the function license. Error: HG422.';
comment on function public.installed_license() is 'The installed license key. For the function license.';
comment on function public.note_license(text, boolean) is 'Notes whether the installed key is genuine. For the function license.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_keep_seats before insert on auth.users for each row execute function private.tg_users__keep_seats();
