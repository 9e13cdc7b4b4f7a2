-- What the team sees of subscribers, deliveries and providers, and what it does about them. No function here gives away
-- an address but the export, which only those may have who may change subscribers.

-- Until when the budget of an organization for test messages is used up. What a crash forgets is a limit.
create unlogged table private.test_messages (
  organization_id uuid not null,
  busy_until timestamptz not null,
  constraint test_messages_pkey primary key (organization_id)
);
alter table private.test_messages enable row level security;
revoke all on private.test_messages from public, anon, authenticated, service_role;

-- See public.subscriber_counts.
create function private.subscriber_counts(organization_id uuid)
returns table (channel public.notification_channel, state public.subscriber_state, subscribers bigint, failing bigint)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(organization_id, 'subscribers.read');
  return query
    select s.channel, s.state, count(*), count(f.subscriber_id)
    from private.subscribers s
    left join (
      select distinct d.subscriber_id from private.deliveries d where d.organization_id = subscriber_counts.organization_id and d.state = 'dead'
    ) f on f.subscriber_id = s.id
    where s.organization_id = subscriber_counts.organization_id
    group by s.channel, s.state;
end
$$;

create function public.subscriber_counts(organization_id uuid)
returns table (channel public.notification_channel, state public.subscriber_state, subscribers bigint, failing bigint)
language sql stable security invoker set search_path = '' as $$ select * from private.subscriber_counts(organization_id) $$;

-- See public.export_subscribers.
create function private.export_subscribers(organization_id uuid, after_created_at timestamptz, after_id uuid)
returns table (
  id uuid, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_names text[], group_names text[], created_at timestamptz, confirmed_at timestamptz, ended_at timestamptz, end_reason text
)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(organization_id, 'subscribers.write');
  -- Every part of it: from a made-up row on it would be a whole export too.
  perform private.record_act(organization_id, 'subscribers.export', organization_id::text, '{}');
  return query
    select s.id, p.title, s.channel, s.address, s.state, s.events,
      array(select c.name from private.subscription_components sc join public.components c on c.id = sc.component_id where sc.subscriber_id = s.id order by c.name),
      array(select g.name from private.subscription_groups sg join public.component_groups g on g.id = sg.group_id where sg.subscriber_id = s.id order by g.name),
      s.created_at, s.confirmed_at, s.ended_at, s.end_reason
    from private.subscribers s join public.status_pages p on p.id = s.status_page_id
    where s.organization_id = export_subscribers.organization_id and (after_id is null or (s.created_at, s.id) < (after_created_at, after_id))
    order by s.created_at desc, s.id desc
    limit 1000;
end
$$;

create function public.export_subscribers(organization_id uuid, after_created_at timestamptz default null, after_id uuid default null)
returns table (
  id uuid, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_names text[], group_names text[], created_at timestamptz, confirmed_at timestamptz, ended_at timestamptz, end_reason text
)
language sql volatile security invoker set search_path = '' as $$ select * from private.export_subscribers(organization_id, after_created_at, after_id) $$;

-- See public.count_recipients. The same choice as in private.fan_out, of components that are not stored yet.
create function private.count_recipients(organization_id uuid, component_ids uuid[], removed_ids uuid[], event text)
returns table (channel public.notification_channel, recipients bigint)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  pages uuid[] := array(
    select p.id from public.status_pages p
    where p.organization_id = count_recipients.organization_id and (cardinality(count_recipients.component_ids) = 0 or exists (
      select 1 from public.status_page_components pc where pc.status_page_id = p.id and pc.component_id = any (count_recipients.component_ids))));
  touched uuid[] := count_recipients.component_ids || removed_ids;
begin
  perform private.require_permission(organization_id, 'subscribers.read');
  return query
    select s.channel, count(*)
    from private.subscribers s
    where s.state = 'confirmed' and s.status_page_id = any (pages) and event = any (s.events)
      and (s.follows_page or s.id in (
        select f.subscriber_id from private.subscription_components f where f.component_id = any (touched)
        union all
        select g.subscriber_id from private.subscription_groups g join public.components c on c.group_id = g.group_id where c.id = any (touched)))
    group by s.channel
    order by count(*) desc, s.channel;
end
$$;

create function public.count_recipients(organization_id uuid, component_ids uuid[] default '{}', removed_ids uuid[] default '{}', event text default 'incidents')
returns table (channel public.notification_channel, recipients bigint)
language sql stable security invoker set search_path = '' as $$ select * from private.count_recipients(organization_id, component_ids, removed_ids, event) $$;

-- See public.update_deliveries.
create function private.update_deliveries(organization_id uuid, of_incident uuid, of_maintenance uuid)
returns table (update_id uuid, queued bigint, sent bigint, dead bigint)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(organization_id, 'subscribers.read');
  return query
    select coalesce(n.incident_update_id, n.maintenance_update_id),
      count(*) filter (where d.state = 'queued'), count(*) filter (where d.state = 'sent'), count(*) filter (where d.state = 'dead')
    from private.notifications n
    join private.deliveries d on d.notification_id = n.id and d.organization_id = n.organization_id
    where n.organization_id = update_deliveries.organization_id and (n.incident_id = of_incident or n.maintenance_id = of_maintenance)
      and d.subscriber_id is not null
    group by 1;
end
$$;

create function public.update_deliveries(organization_id uuid, of_incident uuid default null, of_maintenance uuid default null)
returns table (update_id uuid, queued bigint, sent bigint, dead bigint)
language sql stable security invoker set search_path = '' as $$ select * from private.update_deliveries(organization_id, of_incident, of_maintenance) $$;

-- See public.provider_overview. Of the instance's providers members learn what every message says anyway.
create function private.provider_overview(organization_id uuid)
returns table (provider text, is_own boolean, settings jsonb, has_secrets boolean, updated_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(organization_id, 'organization.write');
  return query
    select p.provider, p.organization_id is not null,
      case when p.organization_id is not null then p.settings
        else (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(p.settings) e where e.key in ('from_address', 'from_name', 'from', 'call_from')) end,
      p.secret_id is not null, p.updated_at
    from private.provider_settings p
    where p.organization_id = provider_overview.organization_id or p.organization_id is null
    order by p.provider, p.organization_id nulls last;
end
$$;

create function public.provider_overview(organization_id uuid)
returns table (provider text, is_own boolean, settings jsonb, has_secrets boolean, updated_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.provider_overview(organization_id) $$;

-- See public.remove_provider.
create function private.remove_provider(organization_id uuid, provider text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  removed private.provider_settings;
begin
  perform private.require_permission(organization_id, 'organization.write');
  delete from private.provider_settings p
  where p.organization_id = remove_provider.organization_id and p.provider = remove_provider.provider returning * into removed;
  if not found then
    return false;
  end if;
  delete from vault.secrets s where s.id = removed.secret_id;
  perform private.record_act(organization_id, 'providers.delete', removed.provider, null);
  return true;
end
$$;

create function public.remove_provider(organization_id uuid, provider text) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.remove_provider(organization_id, provider) $$;

-- One in ten seconds, six at once.
create function private.spend_test_message(organization_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.test_messages as t (organization_id, busy_until) values (spend_test_message.organization_id, clock_timestamp() + interval '10 seconds')
  on conflict on constraint test_messages_pkey do update set busy_until = greatest(t.busy_until, clock_timestamp()) + interval '10 seconds'
  where t.busy_until < clock_timestamp() + interval '50 seconds';
  if not found then
    perform private.refuse('HG429', 'Too many test messages.', null, 'Try again in a minute.');
  end if;
end
$$;

-- See public.begin_test_message.
create function private.begin_test_message(organization_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.write');
  perform private.spend_test_message(organization_id);
  return (select p.email from public.profiles p where p.id = private.live_user_id());
end
$$;

create function public.begin_test_message(organization_id uuid) returns text
language sql volatile security invoker set search_path = '' as $$ select private.begin_test_message(organization_id) $$;

revoke all on function
  private.subscriber_counts(uuid), public.subscriber_counts(uuid), private.export_subscribers(uuid, timestamptz, uuid), public.export_subscribers(uuid, timestamptz, uuid),
  private.count_recipients(uuid, uuid[], uuid[], text), public.count_recipients(uuid, uuid[], uuid[], text),
  private.update_deliveries(uuid, uuid, uuid), public.update_deliveries(uuid, uuid, uuid), private.provider_overview(uuid), public.provider_overview(uuid),
  private.remove_provider(uuid, text), public.remove_provider(uuid, text), private.spend_test_message(uuid), private.begin_test_message(uuid), public.begin_test_message(uuid)
  from public, anon, authenticated, service_role;
grant execute on function
  private.subscriber_counts(uuid), public.subscriber_counts(uuid), private.export_subscribers(uuid, timestamptz, uuid), public.export_subscribers(uuid, timestamptz, uuid),
  private.count_recipients(uuid, uuid[], uuid[], text), public.count_recipients(uuid, uuid[], uuid[], text),
  private.update_deliveries(uuid, uuid, uuid), public.update_deliveries(uuid, uuid, uuid), private.provider_overview(uuid), public.provider_overview(uuid),
  private.remove_provider(uuid, text), public.remove_provider(uuid, text), private.begin_test_message(uuid), public.begin_test_message(uuid)
  to authenticated;

comment on table private.test_messages is 'Until when the budget of an organization for test messages is used up; the nil id stands for the instance.';
comment on function public.subscriber_counts(uuid) is 'How many subscribers an organization has, by channel and state; failing: how many of them missed a message for good. Error: HG403.';
comment on function public.export_subscribers(uuid, timestamptz, uuid) is 'All subscribers with their addresses, newest first, 1000 at a time from after a row on. For who may change subscribers; audited. Error: HG403.';
comment on function public.count_recipients(uuid, uuid[], uuid[], text) is 'How many subscribers would hear of an act on these components (none: of the whole page), by channel; event is one of those subscribers choose. Error: HG403.';
comment on function public.update_deliveries(uuid, uuid, uuid) is 'What became of the messages about an incident or maintenance, by update; update_id is null for what no update said. Error: HG403.';
comment on function public.provider_overview(uuid) is 'How an organization''s messages leave: its own providers, and what is public of the instance''s. Never secrets. Error: HG403.';
comment on function public.remove_provider(uuid, text) is 'Forgets an organization''s own provider and its secrets: the instance''s counts again. Error: HG403.';
comment on function public.begin_test_message(uuid) is 'Allows one test message of an organization, and says the caller''s own address. For the function messages. Errors: HG403, HG429.';
