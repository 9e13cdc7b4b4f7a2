-- Who may hear what. Nobody but the database may send: there is no insert policy for broadcast.

create function private.is_organization_topic() returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from private.organization_topics t
    where (select realtime.topic()) = 'org:' || t.organization_id || ':' || t.epoch
      and t.organization_id::text = split_part((select realtime.topic()), ':', 2)
      and t.organization_id in (select private.my_org_ids('organization.read'))
  )
$$;

-- Whether the caller may read the topic that is being joined. Pages: anybody if public, members otherwise.
-- Organizations: members, and only the current epoch.
create function private.can_read_topic() returns boolean
language sql stable security definer set search_path = '' as $$
  select case
    when (select realtime.topic()) ~ '^page:[0-9a-f-]{36}$' then exists (
      select 1 from public.page_snapshots p
      where p.status_page_id = substr((select realtime.topic()), 6)::uuid
        and (p.is_public or p.organization_id in (select private.my_org_ids('organization.read')))
    )
    when (select realtime.topic()) ~ '^org:[0-9a-f-]{36}:[0-9]+$' then private.is_organization_topic()
    else false
  end
$$;

revoke all on function private.can_read_topic(), private.is_organization_topic() from public, anon, authenticated, service_role;
grant execute on function private.can_read_topic() to anon, authenticated;
grant execute on function private.is_organization_topic() to authenticated;

-- Last in the file: policies on realtime.messages.
create policy heliograph_read_broadcast_anon on realtime.messages for select to anon
  using (extension = 'broadcast' and (select private.can_read_topic()));
create policy heliograph_read_topic on realtime.messages for select to authenticated
  using (extension in ('broadcast', 'presence') and (select private.can_read_topic()));
create policy heliograph_track_presence on realtime.messages for insert to authenticated
  with check (extension = 'presence' and (select private.is_organization_topic()));
