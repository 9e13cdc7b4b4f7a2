-- What has happened and others must hear of. Written in the transaction that causes it, claimed by lease.

create table private.outbox (
  id bigint not null generated always as identity,
  organization_id uuid not null,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now(),
  processed_at timestamptz,
  constraint outbox_pkey primary key (id),
  constraint outbox_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade
);
alter table private.outbox enable row level security;
create index outbox_organization_id_idx on private.outbox (organization_id);
create index outbox_unprocessed_idx on private.outbox (id) where processed_at is null;
create index outbox_created_at_idx on private.outbox (created_at);
revoke all on private.outbox from public, anon, authenticated, service_role;
comment on table private.outbox is 'Messages to send, one row an event, kept for 7 days.';

-- Calls one of our functions, once the transaction is committed. Address and key come from the vault (set when deploying);
-- without them nothing is called.
create function private.call_function(name text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  url text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'project_url');
  key text := (select s.decrypted_secret from vault.decrypted_secrets s where s.name = 'secret_key');
begin
  if url is not null and key is not null then
    perform net.http_post(
      url => rtrim(url, '/') || '/functions/v1/' || call_function.name, body => '{}'::jsonb,
      headers => jsonb_build_object('content-type', 'application/json', 'apikey', key), timeout_milliseconds => 100000);
  end if;
end
$$;
revoke all on function private.call_function(text) from public, anon, authenticated, service_role;
comment on function private.call_function(text) is 'Posts to /functions/v1/<name> with the secret key, through pg_net. Vault: project_url, secret_key.';
