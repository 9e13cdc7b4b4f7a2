-- Mails of invitations: the third kind of recipient of a delivery, beside subscribers and the team's contacts.

alter table private.deliveries
  add column invitation_id uuid,
  drop constraint deliveries_one_recipient,
  add constraint deliveries_one_recipient check (num_nonnulls(subscriber_id, contact_id, invitation_id) = 1),
  add constraint deliveries_invitation_key unique (notification_id, invitation_id),
  add constraint deliveries_invitation_fkey foreign key (invitation_id, organization_id)
    references public.invitations (id, organization_id) on delete cascade;
create index deliveries_invitation_idx on private.deliveries (invitation_id, organization_id);

-- One mail to the address an invitation is for.
create function private.fan_out_invitation(event private.outbox) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  told bigint;
  queued integer;
begin
  insert into private.notifications (outbox_id, organization_id, topic, details)
  values (event.id, event.organization_id, event.topic, event.payload) returning id into told;
  insert into private.deliveries (notification_id, organization_id, invitation_id, channel)
  select told, i.organization_id, i.id, 'email' from public.invitations i
  where i.id = (event.payload ->> 'invitation_id')::uuid and i.accepted_at is null and i.revoked_at is null;
  get diagnostics queued = row_count;
  return queued;
end
$$;

-- What the mail of an invitation says, in the shape of private.notification_contents. What was accepted or revoked meanwhile says nothing.
create function private.invitation_contents(notification_ids bigint[])
returns table (
  notification_id bigint, status_page_id uuid, topic text, page_slug text, page_title text, organization_name text, time_zone text, accent text,
  thread_id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz, next_update_at timestamptz,
  body text, said_at timestamptz, components jsonb, update_id uuid, page_status text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select n.id, null::uuid, n.topic, '', i.organization_name, i.organization_name,
      coalesce((select p.time_zone from public.status_pages p where p.organization_id = i.organization_id order by p.created_at limit 1), 'UTC'), '#005461',
      null::uuid, i.organization_name, i.role::text, null::public.incident_impact, i.created_at, i.expires_at, null::timestamptz,
      format('%s invites %s to **%s** as %s.', private.markdown_text(coalesce(i.inviter, i.inviter_email, 'A member')),
        private.markdown_text(i.email), private.markdown_text(i.organization_name), i.role)
        || case when private.needs_card(null) then E'\n\nAn account needs a card before it can join an organization. Joining costs nothing.' else '' end,
      n.created_at, '[]'::jsonb, null::uuid, null::text
    from private.notifications n
    join private.pending_invitations i on i.id = (n.details ->> 'invitation_id')::uuid
    where n.id = any (notification_ids) and n.topic = 'invitation.created';
end
$$;

-- Once the mail has left (or never will), the link stands nowhere but in it.
create function private.tg_deliveries__forget_invitation_token() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- That of a newer mail is still to be sent.
  update private.invitation_tokens t set token = null where t.invitation_id = new.invitation_id and t.created_at <= new.created_at;
  return null;
end
$$;

create trigger _200_forget_invitation_token after update of state on private.deliveries for each row
  when (new.invitation_id is not null and new.state <> 'queued') execute function private.tg_deliveries__forget_invitation_token();

revoke all on function private.fan_out_invitation(private.outbox), private.invitation_contents(bigint[]), private.tg_deliveries__forget_invitation_token()
  from public, anon, authenticated, service_role;
