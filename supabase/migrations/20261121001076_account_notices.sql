-- Mails to the owner of an account of what happened to it in SQL, where the auth server tells nobody: the fourth kind of recipient of a
-- delivery. They belong to no organization, leave through the instance's provider, and no setting keeps them back.

alter table private.outbox alter column organization_id drop not null;
alter table private.notifications alter column organization_id drop not null;
alter table private.deliveries
  alter column organization_id drop not null,
  add column user_id uuid,
  drop constraint deliveries_one_recipient,
  add constraint deliveries_one_recipient check (num_nonnulls(subscriber_id, contact_id, invitation_id, user_id) = 1),
  add constraint deliveries_organization check ((organization_id is null) = (user_id is not null)),
  add constraint deliveries_user_fkey foreign key (user_id) references auth.users (id) on delete cascade;
create index deliveries_user_idx on private.deliveries (user_id);

-- Tells the owner of an account what became of it, at the address it has when the mail leaves.
create function private.tell_account(user_id uuid, topic text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.outbox (topic, payload)
  values (tell_account.topic, jsonb_build_object('user_id', tell_account.user_id));
end
$$;

-- One mail to the account's address.
create function private.fan_out_account_notice(event private.outbox) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  told bigint;
  queued integer;
begin
  insert into private.notifications (outbox_id, topic, details) values (event.id, event.topic, event.payload) returning id into told;
  insert into private.deliveries (notification_id, user_id, channel)
  select told, u.id, 'email' from auth.users u where u.id = (event.payload ->> 'user_id')::uuid and u.email is not null;
  get diagnostics queued = row_count;
  return queued;
end
$$;

-- What the mail says, in the shape of private.notification_contents; `title` is the account's address. It carries nothing that lets anybody in.
create function private.account_notice_contents(notification_ids bigint[])
returns table (
  notification_id bigint, status_page_id uuid, topic text, page_slug text, page_title text, organization_name text, time_zone text, accent text,
  thread_id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz, next_update_at timestamptz,
  body text, said_at timestamptz, components jsonb, update_id uuid, page_status text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select n.id, null::uuid, n.topic, '', 'Heliograph', 'Heliograph', 'UTC', '#005461', null::uuid, u.email::text, '',
      null::public.incident_impact, n.created_at, null::timestamptz, null::timestamptz, '', n.created_at, '[]'::jsonb, null::uuid, null::text
    from private.notifications n join auth.users u on u.id = (n.details ->> 'user_id')::uuid
    where n.id = any (notification_ids) and n.topic like 'account.%';
end
$$;

revoke all on function private.tell_account(uuid, text), private.fan_out_account_notice(private.outbox), private.account_notice_contents(bigint[])
  from public, anon, authenticated, service_role;

comment on column private.deliveries.user_id is 'The account a notice is for; it belongs to no organization.';
