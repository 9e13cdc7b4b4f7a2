-- Lock-out: after ten wrong passwords within 15 minutes an account takes no password for 15 minutes, and after ten wrong codes no
-- second factor. While it is locked the right password is answered like a wrong one, so that nobody who guesses learns anything; a
-- code is refused with the reason, to somebody who knows the password, and GoTrue ends the sessions. The way back is at once: a reset link or a sign-in link of the mail, both of which prove the address; a recovery code for the second factor.
-- https://supabase.com/docs/guides/auth/auth-hooks/password-verification-hook
-- https://supabase.com/docs/guides/auth/auth-hooks/mfa-verification-hook

create table private.sign_in_failures (
  user_id uuid not null,
  proof text not null,
  failures integer not null default 1,
  first_failed_at timestamptz not null default now(),
  locked_until timestamptz,
  constraint sign_in_failures_pkey primary key (user_id, proof),
  constraint sign_in_failures_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
  constraint sign_in_failures_proof check (proof in ('password', 'second_factor'))
);
alter table private.sign_in_failures enable row level security;

-- Counts an attempt that an auth hook tells of; says whether it may go on. Wrong ones are in the log of each organization of the person.
create function private.count_attempt(event jsonb, proof text, refuse_action text, lock_action text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  most constant integer := 10;
  span constant interval := interval '15 minutes';
  person constant uuid := (event ->> 'user_id')::uuid;
  known private.sign_in_failures;
begin
  select f.* into known from private.sign_in_failures f where f.user_id = person and f.proof = count_attempt.proof for update;
  if known.locked_until > now() then
    return false;
  end if;
  if (event ->> 'valid')::boolean then
    delete from private.sign_in_failures f where f.user_id = person and f.proof = count_attempt.proof;
    return true;
  end if;
  insert into private.sign_in_failures as f (user_id, proof) values (person, count_attempt.proof)
  on conflict on constraint sign_in_failures_pkey do update set
    failures = case when f.first_failed_at < now() - span then 1 else f.failures + 1 end,
    first_failed_at = case when f.first_failed_at < now() - span then now() else f.first_failed_at end,
    locked_until = case when f.first_failed_at >= now() - span and f.failures + 1 >= most then now() + span end
  returning f.* into known;
  perform private.set_request_origin(event -> 'metadata' ->> 'ip_address', null);
  perform private.record_of_person(person, 'anon', case when known.locked_until is null then refuse_action else lock_action end,
    jsonb_build_object('failures', known.failures));
  return true;
end
$$;

-- The auth hook password_verification_attempt.
create function private.password_verification_attempt(event jsonb) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select case when private.count_attempt(event, 'password', 'accounts.refuse', 'accounts.lock') then jsonb_build_object('decision', 'continue')
    else jsonb_build_object('decision', 'reject', 'message', 'Invalid login credentials', 'should_logout_user', false) end
$$;

-- The auth hook mfa_verification_attempt. GoTrue ends the sessions of whoever is rejected.
create function private.mfa_verification_attempt(event jsonb) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select case when private.count_attempt(event, 'second_factor', 'second_factors.refuse_code', 'second_factors.lock_codes')
    then jsonb_build_object('decision', 'continue')
    else jsonb_build_object('decision', 'reject', 'message', 'Too many wrong codes. If they were not yours, somebody knows your password: change it by the mail of a forgotten one.') end
$$;

create function private.tg_users__unlock() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.sign_in_failures f where f.user_id = new.id and f.proof = 'password';
  return null;
end
$$;

revoke all on private.sign_in_failures from public, anon, authenticated, service_role;
revoke all on function private.count_attempt(jsonb, text, text, text), private.password_verification_attempt(jsonb), private.mfa_verification_attempt(jsonb),
  private.tg_users__unlock() from public, anon, authenticated, service_role;
grant execute on function private.password_verification_attempt(jsonb), private.mfa_verification_attempt(jsonb) to supabase_auth_admin;

comment on table private.sign_in_failures is 'Wrong passwords and codes of accounts, until a right one, and until when one takes none.';
comment on function private.password_verification_attempt(jsonb) is 'Auth hook: lock-out of passwords. config.toml and docs/operations/hosted.md set it.';
comment on function private.mfa_verification_attempt(jsonb) is 'Auth hook: lock-out of second factors. config.toml and docs/operations/hosted.md set it.';

-- Last in the file: on hosted Supabase this locks auth.users until commit.
create trigger heliograph_unlock after update of encrypted_password on auth.users
  for each row when (old.encrypted_password is distinct from new.encrypted_password) execute function private.tg_users__unlock();
