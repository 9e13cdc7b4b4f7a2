-- Which identity provider speaks for which e-mail domain. A domain counts once its owner has proven it by a DNS record; the provider's
-- people then become members by signing in. The providers themselves live in GoTrue (SAML: /admin/sso/providers, OIDC: custom providers).

create table private.sso_domains (
  domain text not null,
  -- 'sso:<uuid>' of a SAML provider or 'custom:<name>' of an OIDC provider: what GoTrue writes into app_metadata.provider.
  provider text not null,
  organization_id uuid,
  default_role public.member_role not null default 'viewer',
  dns_token text not null default 'heliograph-' || encode(extensions.gen_random_bytes(16), 'hex'),
  proven_at timestamptz,
  checked_at timestamptz,
  created_by uuid,
  created_at timestamptz not null default now(),
  constraint sso_domains_pkey primary key (domain),
  constraint sso_domains_domain_form check (domain ~ '^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$'),
  constraint sso_domains_provider_form check (provider ~ '^(sso:[0-9a-f-]{36}|custom:[a-z0-9_-]{1,50})$')
);
alter table private.sso_domains enable row level security;
create index sso_domains_provider_idx on private.sso_domains (provider);
revoke all on private.sso_domains from public, anon, authenticated, service_role;
comment on table private.sso_domains is 'E-mail domains and the identity providers that vouch for them, once proven.';

create function private.domain_of(email text) returns text
language sql immutable set search_path = '' as $$ select lower(split_part(btrim(email), '@', 2)) $$;

-- The proven domain an address of this provider belongs to; null when the provider does not speak for it.
create function private.sso_domain_of(email text, provider text) returns private.sso_domains
language sql stable security definer set search_path = '' as $$
  select d.* from private.sso_domains d
  where d.domain = private.domain_of(email) and d.provider = sso_domain_of.provider and d.proven_at is not null
$$;

-- Whether a way to sign in may be used for an address. Providers of single sign-on speak for their own domains only, in every mode:
-- otherwise one tenant's provider could sign in as anybody.
create function private.speaks_for(email text, provider text) returns boolean
language sql stable security definer set search_path = '' as $$
  select coalesce(provider, '') !~ '^(sso|custom):' or (private.sso_domain_of(email, provider)).domain is not null
$$;

-- An identity provider vouches for addresses of its own domains: they may become accounts while sign-up is closed.
create function private.permit_by_domain(email text, provider text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if (private.sso_domain_of(email, provider)).domain is not null then
    perform private.permit_account(email, 'sso', interval '5 minutes');
  end if;
end
$$;

-- Where an address signs in: its domain's provider. It tells nothing of accounts: every address of a domain reads alike.
create function private.sso_of(email text) returns table (provider text, domain text)
language sql stable security definer set search_path = '' as $$
  select d.provider, d.domain from private.sso_domains d where d.domain = private.domain_of(sso_of.email) and d.proven_at is not null
$$;

create function public.sso_of(email text) returns table (provider text, domain text)
language sql stable security invoker set search_path = '' as $$ select * from private.sso_of(email) $$;

create function private.sso_domains() returns table (
  domain text, provider text, organization_id uuid, default_role public.member_role, dns_token text, proven_at timestamptz, checked_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  return query select d.domain, d.provider, d.organization_id, d.default_role, d.dns_token, d.proven_at, d.checked_at from private.sso_domains d order by d.domain;
end
$$;

create function public.sso_domains() returns table (
  domain text, provider text, organization_id uuid, default_role public.member_role, dns_token text, proven_at timestamptz, checked_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.sso_domains() $$;

-- Adds a domain or changes whom it leads to. Another provider has to be proven anew. Returns what to put into DNS.
create function private.save_sso_domain(domain text, provider text, organization_id uuid, default_role public.member_role) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  token text;
begin
  perform private.require_instance_admin();
  if default_role = 'admin' then
    perform private.refuse('HG422', 'Nobody becomes admin by signing in.', 'default_role', 'Choose another role.');
  end if;
  begin
    insert into private.sso_domains (domain, provider, organization_id, default_role, created_by)
    values (lower(btrim(save_sso_domain.domain)), save_sso_domain.provider, save_sso_domain.organization_id, coalesce(save_sso_domain.default_role, 'viewer'), (select auth.uid()))
    on conflict on constraint sso_domains_pkey do update
    set provider = excluded.provider, organization_id = excluded.organization_id, default_role = excluded.default_role,
      proven_at = case when sso_domains.provider = excluded.provider then sso_domains.proven_at end
    returning dns_token into token;
  exception
    when check_violation or not_null_violation then
      perform private.refuse('HG422', 'Enter a domain like example.com and choose its provider.', 'domain');
  end;
  perform private.record_act(null, 'sso_domains.save', lower(btrim(domain)), jsonb_build_object('provider', provider, 'default_role', default_role));
  return token;
end
$$;

create function public.save_sso_domain(domain text, provider text, organization_id uuid default null, default_role public.member_role default 'viewer') returns text
language sql volatile security invoker set search_path = '' as $$ select private.save_sso_domain(domain, provider, organization_id, default_role) $$;

create function private.remove_sso_domain(domain text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_instance_admin();
  delete from private.sso_domains d where d.domain = lower(btrim(remove_sso_domain.domain));
  perform private.record_act(null, 'sso_domains.remove', lower(btrim(domain)), null);
end
$$;

create function public.remove_sso_domain(domain text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.remove_sso_domain(domain) $$;

-- What the function `accounts` found in DNS at _heliograph-challenge.<domain>.
create function private.prove_sso_domain(domain text, records text[]) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  proven boolean;
begin
  update private.sso_domains d set checked_at = now(), proven_at = case when d.dns_token = any (records) then coalesce(d.proven_at, now()) end
  where d.domain = lower(btrim(prove_sso_domain.domain)) returning d.proven_at is not null into proven;
  return coalesce(proven, false);
end
$$;

create function public.prove_sso_domain(domain text, records text[]) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.prove_sso_domain(domain, records) $$;

create function private.tg_users__guard_sso() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.speaks_for(new.email, new.raw_app_meta_data ->> 'provider') then
    perform private.refuse('HG403', 'This identity provider does not speak for this address.', 'email');
  end if;
  return new;
end
$$;

-- Linking makes no account: GoTrue adds an identity to the one that has its address. So the rule holds for identities as well, each
-- time somebody comes with one; a provider that lost its domain signs nobody in any more.
create function private.tg_identities__guard_sso() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.speaks_for(new.identity_data ->> 'email', new.provider) then
    perform private.refuse('HG403', 'This identity provider does not speak for this address.', 'email');
  end if;
  -- An account that nobody has proven is not kept open by an identity of another address.
  if new.provider not in ('email', 'phone') and exists (
    select 1 from auth.users u
    where u.id = new.user_id and u.email_confirmed_at is null and coalesce(u.email, '') <> ''
      and lower(u.email) is distinct from lower(new.identity_data ->> 'email'))
  then
    perform private.refuse('HG403', 'The address of this account is not proven yet.', 'email');
  end if;
  return new;
end
$$;

-- Who comes through a provider is a member in the domain's role, once the address is confirmed: by the provider itself, at the first
-- sign-in, or by mail.
create function private.tg_users__join_by_sso() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  found_domain private.sso_domains := private.sso_domain_of(new.email, new.raw_app_meta_data ->> 'provider');
begin
  if tg_op = 'UPDATE' and old.email_confirmed_at is not null then
    return null;
  end if;
  if found_domain.organization_id is not null then
    insert into public.members (organization_id, user_id, role)
    select o.id, new.id, found_domain.default_role from public.organizations o
    where o.id = found_domain.organization_id and o.deleted_at is null on conflict do nothing;
  end if;
  return null;
end
$$;

revoke all on function private.domain_of(text), private.sso_domain_of(text, text), private.speaks_for(text, text), private.permit_by_domain(text, text), private.sso_of(text),
  private.sso_domains(), private.save_sso_domain(text, text, uuid, public.member_role), private.remove_sso_domain(text),
  private.prove_sso_domain(text, text[]), private.tg_users__guard_sso(), private.tg_identities__guard_sso(), private.tg_users__join_by_sso(), public.sso_of(text), public.sso_domains(),
  public.save_sso_domain(text, text, uuid, public.member_role), public.remove_sso_domain(text), public.prove_sso_domain(text, text[])
  from public, anon, authenticated, service_role;
grant execute on function private.sso_of(text), public.sso_of(text) to anon, authenticated;
grant execute on function private.sso_domains(), private.save_sso_domain(text, text, uuid, public.member_role), private.remove_sso_domain(text),
  public.sso_domains(), public.save_sso_domain(text, text, uuid, public.member_role), public.remove_sso_domain(text)
  to authenticated;
grant execute on function private.prove_sso_domain(text, text[]), public.prove_sso_domain(text, text[]) to service_role;

comment on function public.sso_of(text) is 'The identity provider of an address''s domain; no row where there is none.';
comment on function public.sso_domains() is 'Domains of single sign-on. For master administrators. Error: HG403.';
comment on function public.save_sso_domain(text, text, uuid, public.member_role) is 'Adds or changes a domain; returns the DNS record that proves it. Errors: HG403, HG422.';
comment on function public.remove_sso_domain(text) is 'Removes a domain: its people sign in by password again. Error: HG403.';
comment on function public.prove_sso_domain(text, text[]) is 'Notes what DNS says of a domain; returns whether that proves it. For the function accounts.';

-- Last in the file: on hosted Supabase this locks these tables until commit.
create trigger heliograph_guard_sso before insert on auth.users for each row execute function private.tg_users__guard_sso();
create trigger heliograph_sso_membership after insert or update of email_confirmed_at on auth.users
for each row when (new.email_confirmed_at is not null) execute function private.tg_users__join_by_sso();
create trigger heliograph_guard_sso before insert or update of identity_data on auth.identities
for each row execute function private.tg_identities__guard_sso();
