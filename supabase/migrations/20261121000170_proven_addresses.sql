-- Whoever signs up first with an address of others must not be in the account once its owner follows the mail's link: what an
-- account had before its address was proven does not outlive the proof (decision 011).

-- The auth server inserts every account unconfirmed. One that needs no mail (made by an administrator, vouched for by a
-- provider, or with confirmations switched off) it confirms in the same transaction.
create function private.tg_users__note_new() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform set_config('heliograph.new_account', new.id::text, true);
  return null;
end
$$;

-- Voids a password as the auth server itself does where a provider proves an address. One that is set in the same update was chosen
-- by whoever proves the address.
create function private.tg_users__drop_unproven() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if current_setting('heliograph.new_account', true) = new.id::text then
    return new;
  end if;
  if new.encrypted_password is not distinct from old.encrypted_password then
    new.encrypted_password := null;
  end if;
  delete from auth.sessions s where s.user_id = new.id;
  -- A provider that did not vouch for the address: whoever came by it has not proven it either.
  delete from auth.identities i
  where i.user_id = new.id and i.provider not in ('email', 'phone')
    and (coalesce(i.identity_data ->> 'email_verified', '') <> 'true' or lower(i.identity_data ->> 'email') is distinct from lower(new.email));
  return new;
end
$$;

-- By the clock: sign-ups whose address nobody has proven within two days are forgotten, which gives the address back to whoever it
-- belongs to. Who was invited, is a member, administers the instance, or has left a card is waited for.
create function private.forget_sign_ups() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  forgotten integer;
begin
  delete from auth.users u
  where u.email_confirmed_at is null and u.phone_confirmed_at is null and u.last_sign_in_at is null and u.invited_at is null
    and not u.is_sso_user and u.deleted_at is null and u.created_at < now() - interval '2 days'
    and not exists (
      select 1 from private.billing_customers c
      where c.user_id = u.id and (c.card_confirmed_at is not null or c.updated_at > now() - interval '1 hour'))
    and not exists (select 1 from private.instance_admins a where a.user_id = u.id)
    and not exists (select 1 from public.members m where m.user_id = u.id);
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;

-- Whether the caller has yet to choose a password. People of a provider have no use for one.
create function private.lacks_password() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from auth.users u
    where u.id = private.session_user_id() and coalesce(u.encrypted_password, '') = '' and not u.is_sso_user
      and not exists (select 1 from auth.identities i where i.user_id = u.id and i.provider not in ('email', 'phone')))
$$;

create function public.lacks_password() returns boolean
language sql stable security invoker set search_path = '' as $$ select private.lacks_password() $$;

revoke all on function private.tg_users__note_new(), private.tg_users__drop_unproven(), private.forget_sign_ups(), private.lacks_password(), public.lacks_password()
  from public, anon, authenticated, service_role;
grant execute on function private.lacks_password(), public.lacks_password() to authenticated;

comment on function public.lacks_password() is 'Whether the caller has yet to choose a password; false for people of identity providers.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_note_new after insert on auth.users
  for each row execute function private.tg_users__note_new();
create trigger heliograph_drop_unproven before update of email_confirmed_at on auth.users
  for each row when (old.email_confirmed_at is null and new.email_confirmed_at is not null) execute function private.tg_users__drop_unproven();
