\echo Use "create extension supabase_vault" to load this file. \quit
-- Supabase Vault in plain SQL. Secrets are encrypted with a key that lies in a file beside the cluster, so neither a
-- dump nor a copy of the database reveals them. pgcrypto is expected in the schema extensions.


create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default extensions.gen_random_bytes(16),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;
comment on table vault.secrets is 'Table with encrypted `secret` column for storing sensitive information on disk.';

-- AES-256-CBC, then HMAC-SHA-256 over id, nonce and ciphertext. Both keys come from the key file.
create function vault._key(purpose text) returns bytea
language sql stable security definer set search_path = ''
as $$
  select extensions.hmac(convert_to(purpose, 'UTF8'), decode(btrim(pg_read_file('../vault.key'), E' \n'), 'hex'), 'sha256');
$$;

create function vault._crypto_aead_det_encrypt(message bytea, additional bytea, nonce bytea) returns bytea
language sql stable set search_path = ''
as $$
  select ciphertext || extensions.hmac(additional || nonce || ciphertext, vault._key('authenticate'), 'sha256')
  from (select extensions.encrypt_iv(message, vault._key('encrypt'), nonce, 'aes-cbc/pad:pkcs') as ciphertext) as c;
$$;

create function vault._crypto_aead_det_decrypt(message bytea, additional bytea, nonce bytea) returns bytea
language plpgsql stable set search_path = ''
as $$
declare
  ciphertext bytea := substring(message from 1 for length(message) - 32);
begin
  if extensions.hmac(additional || nonce || ciphertext, vault._key('authenticate'), 'sha256')
    is distinct from substring(message from length(message) - 31) then
    raise exception 'pgsodium_crypto_aead_det_decrypt_by_id: invalid ciphertext';
  end if;
  return extensions.decrypt_iv(ciphertext, vault._key('encrypt'), nonce, 'aes-cbc/pad:pkcs');
end;
$$;

create function vault._decrypt_secret(id uuid, nonce bytea, secret text) returns text
language sql stable security definer set search_path = ''
as $$
  select convert_from(vault._crypto_aead_det_decrypt(decode(secret, 'base64'), convert_to(id::text, 'UTF8'), nonce), 'UTF8');
$$;

create view vault.decrypted_secrets as
  select id, name, description, secret, vault._decrypt_secret(id, nonce, secret) as decrypted_secret,
    key_id, nonce, created_at, updated_at
  from vault.secrets;

create function vault.create_secret(
  new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null
) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  new_id uuid := gen_random_uuid();
  new_nonce bytea := extensions.gen_random_bytes(16);
begin
  insert into vault.secrets (id, secret, name, description, nonce)
  values (
    new_id,
    encode(vault._crypto_aead_det_encrypt(convert_to(new_secret, 'UTF8'), convert_to(new_id::text, 'UTF8'), new_nonce), 'base64'),
    new_name, new_description, new_nonce
  );
  return new_id;
end;
$$;

create function vault.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  new_nonce bytea := extensions.gen_random_bytes(16);
begin
  update vault.secrets s
  set secret = case when new_secret is null then s.secret else encode(
        vault._crypto_aead_det_encrypt(convert_to(new_secret, 'UTF8'), convert_to(secret_id::text, 'UTF8'), new_nonce), 'base64') end,
    nonce = case when new_secret is null then s.nonce else new_nonce end,
    name = coalesce(new_name, s.name),
    description = coalesce(new_description, s.description),
    updated_at = now()
  where s.id = secret_id;
end;
$$;

revoke all on all functions in schema vault from public;
do $$
declare
  grantee text;
begin
  foreach grantee in array array['postgres', 'service_role'] loop
    continue when not exists (select from pg_catalog.pg_roles where rolname = grantee);
    execute format('grant usage on schema vault to %I', grantee);
    execute format('grant select, delete on vault.secrets, vault.decrypted_secrets to %I', grantee);
    execute format('grant execute on function vault.create_secret, vault.update_secret, vault._decrypt_secret to %I', grantee);
  end loop;
  if exists (select from pg_catalog.pg_roles where rolname = 'postgres') then
    grant usage on schema vault to postgres with grant option;
    grant select, delete on vault.secrets, vault.decrypted_secrets to postgres with grant option;
    grant execute on function vault.create_secret, vault.update_secret to postgres with grant option;
  end if;
end;
$$;
