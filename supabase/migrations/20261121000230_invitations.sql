-- Invitations by e-mail. The link holds a secret of which only the hash is stored; who accepts has to own the invited address.

create table public.invitations (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  email text not null,
  role public.member_role not null,
  invited_by uuid,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  expires_at timestamptz not null default now() + interval '7 days',
  accepted_at timestamptz,
  revoked_at timestamptz,
  constraint invitations_pkey primary key (id),
  constraint invitations_id_organization_key unique (id, organization_id),
  constraint invitations_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint invitations_invited_by_fkey foreign key (invited_by) references public.profiles (id) on delete set null,
  constraint invitations_email_form check (email = private.normal_email(email))
);
alter table public.invitations enable row level security;
create unique index invitations_open_key on public.invitations (organization_id, email) where accepted_at is null and revoked_at is null;
create index invitations_organization_id_idx on public.invitations (organization_id);
create index invitations_email_idx on public.invitations (email);
create index invitations_invited_by_idx on public.invitations (invited_by);

-- Apart from the row that members may read: whoever reads it could accept in another's name.
create table private.invitation_tokens (
  invitation_id uuid not null,
  token_hash bytea not null,
  -- As it stands in the mail, until that has left.
  token text,
  created_at timestamptz not null default now(),
  constraint invitation_tokens_pkey primary key (invitation_id),
  constraint invitation_tokens_invitation_id_fkey foreign key (invitation_id) references public.invitations (id) on delete cascade,
  constraint invitation_tokens_hash_key unique (token_hash)
);
alter table private.invitation_tokens enable row level security;

create function private.tg_invitations__audit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- The first mail is part of the invitation.
  if tg_op = 'UPDATE' and old.sent_at is null and new.sent_at is not null then
    return null;
  end if;
  -- The address is a person's, who may never have heard of this organization: the log names the invitation and the role.
  perform private.record_act(new.organization_id,
    case
      when tg_op = 'INSERT' then 'invitations.create'
      when new.accepted_at is not null and old.accepted_at is null then 'invitations.accept'
      when new.revoked_at is not null and old.revoked_at is null then 'invitations.revoke'
      else 'invitations.resend'
    end, new.id::text, jsonb_build_object('role', new.role));
  return null;
end
$$;

create trigger _300_announce after insert or update or delete on public.invitations for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update on public.invitations for each row execute function private.tg_invitations__audit();

create policy select_admin on public.invitations for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('members.write'))));

revoke all on public.invitations from public, anon, authenticated, service_role;
revoke all on private.invitation_tokens from public, anon, authenticated, service_role;
grant select on public.invitations to authenticated;

comment on table public.invitations is 'Who was asked to join an organization, in which role, and what became of it.';
comment on table private.invitation_tokens is 'Hash of each invitation''s secret; the secret itself only until the mail has left.';

-- Puts a new secret into an invitation and its mail into the outbox. Every mail comes from here, so here it is bounded how many there are:
-- fifty an hour and organization, one a minute and invitation, ten a day and address, whoever invites it.
create function private.send_invitation(invitation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  invitation public.invitations;
  token text := 'inv_' || encode(extensions.gen_random_bytes(24), 'hex');
begin
  select i.* into invitation from public.invitations i where i.id = send_invitation.invitation_id;
  perform 1 from public.organizations o where o.id = invitation.organization_id for no key update;
  if invitation.sent_at > now() - interval '1 minute' then
    perform private.refuse('HG429', 'It was sent a moment ago.', 'email', 'Try again in a minute.');
  end if;
  if (select count(*) from private.outbox o where o.organization_id = invitation.organization_id and o.topic = 'invitation.created'
    and o.created_at > now() - interval '1 hour') >= 50
  then
    perform private.refuse('HG429', 'At most 50 invitations an hour.', 'email', 'Try again later.');
  end if;
  if (select count(*) from public.invitations i join private.outbox o on o.organization_id = i.organization_id and o.topic = 'invitation.created'
    and o.payload ->> 'invitation_id' = i.id::text and o.created_at > now() - interval '1 day' where i.email = invitation.email) >= 10
  then
    perform private.refuse('HG429', 'This address has got many invitations today.', 'email', 'Try again tomorrow.');
  end if;
  update public.invitations i set sent_at = now(), expires_at = now() + interval '7 days' where i.id = invitation.id;
  insert into private.invitation_tokens (invitation_id, token_hash, token) values (invitation.id, extensions.digest(token, 'sha256'), token)
  on conflict on constraint invitation_tokens_pkey do update set token_hash = excluded.token_hash, token = excluded.token, created_at = now();
  insert into private.outbox (organization_id, topic, payload)
  values (invitation.organization_id, 'invitation.created', jsonb_build_object('invitation_id', invitation.id));
end
$$;

-- Invites an address. Asking again while an invitation is open sends that one anew, in the role given now.
create function private.invite_member(organization_id uuid, email text, role public.member_role) returns public.invitations
language plpgsql volatile security definer set search_path = '' as $$
declare
  address text := private.normal_email(email);
  invitation public.invitations;
begin
  perform private.require_permission(organization_id, 'members.write');
  perform 1 from public.organizations o where o.id = invite_member.organization_id for no key update;
  if address is null then
    perform private.refuse('HG422', 'This is no e-mail address.', 'email');
  end if;
  if invite_member.role is null then
    perform private.refuse('HG422', 'Choose a role.', 'role');
  end if;
  if exists (select 1 from public.members m join public.profiles p on p.id = m.user_id
    where m.organization_id = invite_member.organization_id and lower(p.email) = address) then
    perform private.refuse('HG411', 'This person is a member already.', 'email');
  end if;
  perform private.require_room(invite_member.organization_id, 'members');
  update public.invitations i set role = invite_member.role, invited_by = (select auth.uid())
  where i.organization_id = invite_member.organization_id and i.email = address and i.accepted_at is null and i.revoked_at is null
  returning * into invitation;
  if invitation.id is null then
    insert into public.invitations (organization_id, email, role, invited_by)
    values (invite_member.organization_id, address, invite_member.role, (select auth.uid())) returning * into invitation;
  end if;
  perform private.send_invitation(invitation.id);
  select i.* into invitation from public.invitations i where i.id = invitation.id;
  return invitation;
end
$$;

create function public.invite_member(organization_id uuid, email text, role public.member_role) returns public.invitations
language sql volatile security invoker set search_path = '' as $$ select private.invite_member(organization_id, email, role) $$;

-- The invitation, if the caller may change it and it is open.
create function private.open_invitation(invitation_id uuid) returns public.invitations
language plpgsql volatile security definer set search_path = '' as $$
declare
  invitation public.invitations;
begin
  -- The organization first, as everybody does who changes its members.
  perform 1 from public.organizations o
  where o.id = (select i.organization_id from public.invitations i where i.id = open_invitation.invitation_id) for no key update;
  select i.* into invitation from public.invitations i where i.id = open_invitation.invitation_id for update;
  perform private.require_permission(invitation.organization_id, 'members.write');
  if invitation.accepted_at is not null or invitation.revoked_at is not null then
    perform private.refuse('HG409', 'This invitation was accepted or revoked meanwhile.');
  end if;
  return invitation;
end
$$;

create function private.resend_invitation(invitation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  invitation public.invitations := private.open_invitation(invitation_id);
begin
  perform private.send_invitation(invitation.id);
end
$$;

create function public.resend_invitation(invitation_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.resend_invitation(invitation_id) $$;

create function private.revoke_invitation(invitation_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  invitation public.invitations := private.open_invitation(invitation_id);
begin
  update public.invitations i set revoked_at = now() where i.id = invitation.id;
  delete from private.invitation_tokens t where t.invitation_id = invitation.id;
end
$$;

create function public.revoke_invitation(invitation_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.revoke_invitation(invitation_id) $$;

-- Those that can be accepted now.
create view private.pending_invitations with (security_invoker = true) as
  select i.id, i.organization_id, i.email, i.role, i.invited_by, i.created_at, i.expires_at, o.name as organization_name, nullif(p.full_name, '') as inviter, p.email as inviter_email
  from public.invitations i
  join public.organizations o on o.id = i.organization_id and o.deleted_at is null and o.suspended_at is null
  left join public.profiles p on p.id = i.invited_by
  where i.accepted_at is null and i.revoked_at is null and i.expires_at > now();

create function private.invitation_of(token text) returns setof private.pending_invitations
language sql stable security definer set search_path = '' as $$
  select i.* from private.invitation_tokens t join private.pending_invitations i on i.id = t.invitation_id
  where t.token_hash = extensions.digest(invitation_of.token, 'sha256')
$$;

-- Those to addresses without an account, without a permit to make one (that of an account which is being created does not count), and
-- without a provider that vouches for them.
create view private.unpermitted_invitations with (security_invoker = true) as
  select i.* from private.pending_invitations i
  where not exists (select 1 from auth.users u where u.email = i.email)
    and not exists (select 1 from private.account_permits p where p.email = i.email and p.reason <> 'created' and p.expires_at > now())
    and not exists (select 1 from private.sso_of(i.email));

-- What somebody with the link in hand reads before they sign up or in: who invites, into what, as whom, and how they get in. Where sign-up is
-- open, nothing tells whether the address has an account; where it is closed, only the link does, which its owner alone has.
create function private.invitation(token text) returns table (
  organization_name text, role public.member_role, email text, invited_by text, expires_at timestamptz, may_sign_up boolean, awaits_account boolean, needs_card boolean
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select i.organization_name, i.role, i.email, i.inviter, i.expires_at, private.sign_up_state() <> 'closed' or private.has_permit(i.email),
      private.sign_up_state() = 'closed' and not (select s.invitations_create_accounts from private.instance s)
        and exists (select 1 from private.unpermitted_invitations w where w.id = i.id),
      private.needs_card(private.session_user_id())
    from private.invitation_of(invitation.token) i;
end
$$;

create function public.invitation(token text) returns table (
  organization_name text, role public.member_role, email text, invited_by text, expires_at timestamptz, may_sign_up boolean, awaits_account boolean, needs_card boolean
)
language sql stable security invoker set search_path = '' as $$ select * from private.invitation(token) $$;

-- The address of an account, once it is proven; null before.
create function private.proven_email(user_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select lower(u.email) from auth.users u where u.id = proven_email.user_id and u.email_confirmed_at is not null
$$;

-- Joins the organization and returns its address. Only the invited address can: the account's must be the same and confirmed.
create function private.accept_by_id(invitation_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller uuid := private.require_session();
  invitation private.pending_invitations;
begin
  -- The organization first, as everybody does who changes its members.
  perform 1 from public.organizations o
  where o.id = (select i.organization_id from public.invitations i where i.id = accept_by_id.invitation_id) for no key update;
  perform 1 from public.invitations i where i.id = accept_by_id.invitation_id for update;
  select i.* into invitation from private.pending_invitations i where i.id = accept_by_id.invitation_id;
  if invitation.id is null then
    perform private.refuse('HG404', 'This invitation is not valid any more.', null, 'Ask for a new one.');
  end if;
  if private.proven_email(caller) is distinct from invitation.email then
    perform private.refuse('HG403', 'This invitation is for another address.', 'email', 'Sign in with the address it was sent to.');
  end if;
  perform private.require_card(caller);
  perform private.require_room(invitation.organization_id, 'members');
  update public.invitations i set accepted_at = now() where i.id = invitation.id;
  delete from private.invitation_tokens t where t.invitation_id = invitation.id;
  insert into public.members (organization_id, user_id, role) values (invitation.organization_id, caller, invitation.role) on conflict do nothing;
  return (select o.slug from public.organizations o where o.id = invitation.organization_id);
end
$$;

create function private.accept_invitation(token text) returns text
language sql volatile security definer set search_path = '' as $$
  select private.accept_by_id((select i.id from private.invitation_of(token) i))
$$;

create function public.accept_invitation(token text) returns text
language sql volatile security invoker set search_path = '' as $$ select private.accept_invitation(token) $$;

-- Pending invitations to the caller, who need not have the link: the address is the proof in both cases.
create function private.my_invitations() returns table (id uuid, organization_name text, role public.member_role, invited_by text, expires_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select i.id, i.organization_name, i.role, i.inviter, i.expires_at from private.pending_invitations i
  where i.email = private.proven_email(private.live_user_id()) order by i.created_at desc, i.id limit 100
$$;

create function public.my_invitations() returns table (id uuid, organization_name text, role public.member_role, invited_by text, expires_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.my_invitations() $$;

-- Accepts one of those. Another's is refused as one that does not exist.
create function private.accept_my_invitation(invitation_id uuid) returns text
language sql volatile security definer set search_path = '' as $$
  select private.accept_by_id((
    select i.id from private.pending_invitations i
    where i.id = accept_my_invitation.invitation_id and i.email = private.proven_email(private.live_user_id())))
$$;

create function public.accept_my_invitation(invitation_id uuid) returns text
language sql volatile security invoker set search_path = '' as $$ select private.accept_my_invitation(invitation_id) $$;

revoke all on private.pending_invitations, private.unpermitted_invitations from public, anon, authenticated, service_role;
revoke all on function private.tg_invitations__audit(), private.send_invitation(uuid), private.invite_member(uuid, text, public.member_role),
  private.open_invitation(uuid), private.resend_invitation(uuid), private.revoke_invitation(uuid), private.invitation_of(text), private.invitation(text),
  private.proven_email(uuid), private.accept_by_id(uuid), private.accept_invitation(text), private.my_invitations(), private.accept_my_invitation(uuid),
  public.invite_member(uuid, text, public.member_role), public.resend_invitation(uuid), public.revoke_invitation(uuid), public.invitation(text),
  public.accept_invitation(text), public.my_invitations(), public.accept_my_invitation(uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.invite_member(uuid, text, public.member_role), private.resend_invitation(uuid), private.revoke_invitation(uuid),
  private.accept_invitation(text), private.my_invitations(), private.accept_my_invitation(uuid),
  public.invite_member(uuid, text, public.member_role), public.resend_invitation(uuid), public.revoke_invitation(uuid), public.accept_invitation(text),
  public.my_invitations(), public.accept_my_invitation(uuid)
  to authenticated;
grant execute on function private.invitation(text), public.invitation(text) to anon, authenticated;

comment on function public.invite_member(uuid, text, public.member_role) is 'Invites an address by e-mail; an open invitation is sent anew. Errors: HG402, HG403, HG411, HG422, HG429.';
comment on function public.resend_invitation(uuid) is 'Sends an open invitation again, with a new link and seven more days. Errors: HG403, HG409, HG429.';
comment on function public.revoke_invitation(uuid) is 'Makes an open invitation''s link void. Errors: HG403, HG409.';
comment on function public.invitation(text) is 'What an invitation''s link is about, whether its address can make an account or waits for one, and whether the caller has to leave a card first; no row when it is void.';
comment on function public.accept_invitation(text) is 'Joins the organization and returns its address. Errors: HG401, HG402, HG403, HG404.';
comment on view private.pending_invitations is 'Invitations that can be accepted: open, not expired, of an organization that is neither suspended nor deleted.';
comment on view private.unpermitted_invitations is 'Pending invitations whose addresses have no way to an account of their own.';
comment on function public.my_invitations() is 'Pending invitations to the caller''s own proven address, at most 100. Without a session: none.';
comment on function public.accept_my_invitation(uuid) is 'Joins the organization of one of my_invitations and returns its address. Errors: HG401, HG402, HG403, HG404.';
