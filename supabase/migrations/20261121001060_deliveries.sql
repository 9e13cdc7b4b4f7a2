-- Telling them: what is in the outbox becomes notifications, one delivery a subscriber, sent by the function `notify`.

-- One thing to tell: an event of the outbox.
create table private.notifications (
  id bigint not null generated always as identity,
  outbox_id bigint not null,
  organization_id uuid not null,
  topic text not null,
  incident_id uuid,
  incident_update_id uuid,
  maintenance_id uuid,
  maintenance_update_id uuid,
  component_id uuid,
  -- Of a component that changed: from, to, at.
  details jsonb not null default '{}',
  -- What must reach a subscriber in the order in which it happened: the incident, maintenance or component.
  thread_id uuid,
  created_at timestamptz not null default now(),
  constraint notifications_pkey primary key (id),
  constraint notifications_outbox_key unique (outbox_id),
  constraint notifications_organization_key unique (id, organization_id),
  constraint notifications_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint notifications_incident_fkey foreign key (incident_id, organization_id)
    references public.incidents (id, organization_id) on delete cascade,
  constraint notifications_incident_update_fkey foreign key (incident_update_id, organization_id)
    references public.incident_updates (id, organization_id) on delete cascade,
  constraint notifications_maintenance_fkey foreign key (maintenance_id, organization_id)
    references public.maintenances (id, organization_id) on delete cascade,
  constraint notifications_maintenance_update_fkey foreign key (maintenance_update_id, organization_id)
    references public.maintenance_updates (id, organization_id) on delete cascade,
  constraint notifications_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table private.notifications enable row level security;
create index notifications_organization_id_idx on private.notifications (organization_id, created_at desc);
create index notifications_incident_idx on private.notifications (incident_id, organization_id);
create index notifications_incident_update_idx on private.notifications (incident_update_id, organization_id);
create index notifications_maintenance_idx on private.notifications (maintenance_id, organization_id);
create index notifications_maintenance_update_idx on private.notifications (maintenance_update_id, organization_id);
create index notifications_component_idx on private.notifications (component_id, organization_id);

-- One notification to one subscriber. due_at is when a worker may take it: the next try, or the end of a running lease, so
-- that a dead worker's deliveries come back by themselves.
create table private.deliveries (
  id bigint not null generated always as identity,
  notification_id bigint not null,
  organization_id uuid not null,
  subscriber_id uuid not null,
  channel public.notification_channel not null,
  thread_id uuid,
  state public.delivery_state not null default 'queued',
  attempts smallint not null default 0,
  due_at timestamptz not null default now(),
  worker uuid,
  error text,
  provider_id text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint deliveries_pkey primary key (id),
  constraint deliveries_subscriber_key unique (notification_id, subscriber_id),
  constraint deliveries_notification_fkey foreign key (notification_id, organization_id)
    references private.notifications (id, organization_id) on delete cascade,
  constraint deliveries_subscriber_fkey foreign key (subscriber_id, organization_id)
    references private.subscribers (id, organization_id) on delete cascade
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
alter table private.deliveries enable row level security;
create index deliveries_dead_idx on private.deliveries (organization_id, id desc) where state = 'dead';
create index deliveries_due_idx on private.deliveries (channel, due_at, id) where state = 'queued';
create index deliveries_order_idx on private.deliveries (subscriber_id, thread_id, id) where state = 'queued';
create index deliveries_notification_idx on private.deliveries (notification_id, organization_id);
create index deliveries_subscriber_idx on private.deliveries (subscriber_id, organization_id, id desc);
create index deliveries_provider_id_idx on private.deliveries (provider_id) where provider_id is not null;

-- How much a channel's provider takes, for all workers together.
create table private.channel_limits (
  channel public.notification_channel not null,
  per_second real not null,
  busy_until timestamptz not null default '-infinity',
  constraint channel_limits_pkey primary key (channel),
  constraint channel_limits_range check (per_second between 0.1 and 10000)
);
alter table private.channel_limits enable row level security;
insert into private.channel_limits (channel, per_second) values
  ('email', 1000), ('sms', 50), ('call', 1), ('webhook', 500), ('slack', 50), ('teams', 50), ('discord', 50), ('push', 500);

-- How messages leave: per instance (organization_id null), and per organization where it has its own. Secrets are in the
-- vault; what is here may be shown to admins.
create table private.provider_settings (
  id uuid not null default gen_random_uuid(),
  organization_id uuid,
  provider text not null,
  settings jsonb not null default '{}',
  secret_id uuid,
  updated_at timestamptz not null default now(),
  constraint provider_settings_pkey primary key (id),
  constraint provider_settings_owner_key unique nulls not distinct (organization_id, provider),
  constraint provider_settings_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint provider_settings_provider_known check (provider in ('smtp', 'resend', 'sender', 'twilio', 'push')),
  constraint provider_settings_size check (jsonb_typeof(settings) = 'object' and pg_column_size(settings) <= 4096)
);
alter table private.provider_settings enable row level security;

revoke all on private.notifications, private.deliveries, private.channel_limits, private.provider_settings
  from public, anon, authenticated, service_role;

-- Deliveries of one event: one statement, however many subscribers. Returns how many.
create function private.fan_out_event(event private.outbox) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  notification private.notifications;
  queued integer;
begin
  if event.topic like 'alert.%' then
    return private.fan_out_alert(event);
  end if;
  if event.topic like 'invitation.%' then
    return private.fan_out_invitation(event);
  end if;
  if event.topic like 'account.%' then
    return private.fan_out_account_notice(event);
  end if;
  if split_part(event.topic, '.', 1) not in ('incident', 'maintenance', 'subscription') and not private.is_told_alone(event) then
    return 0;
  end if;
  insert into private.notifications (
    outbox_id, organization_id, topic, incident_id, incident_update_id, maintenance_id, maintenance_update_id, component_id, details, thread_id)
  values (event.id, event.organization_id, event.topic, (event.payload ->> 'incident_id')::uuid, (event.payload ->> 'incident_update_id')::uuid,
    (event.payload ->> 'maintenance_id')::uuid, (event.payload ->> 'maintenance_update_id')::uuid, (event.payload ->> 'component_id')::uuid,
    case when event.topic like 'component.%' then event.payload else '{}' end,
    coalesce(event.payload ->> 'incident_id', event.payload ->> 'maintenance_id', event.payload ->> 'component_id')::uuid)
  returning * into notification;
  insert into private.deliveries (notification_id, organization_id, subscriber_id, channel, thread_id)
  select notification.id, s.organization_id, s.id, s.channel, notification.thread_id
  from private.subscribers s
  where case
    when notification.topic like 'subscription.%' then s.id = (event.payload ->> 'subscriber_id')::uuid and s.state in ('pending', 'confirmed')
    else s.state = 'confirmed'
      and s.status_page_id = any (case
        when notification.incident_id is not null then private.pages_of_incident(notification.incident_id)
        when notification.maintenance_id is not null then private.pages_of_maintenance(notification.maintenance_id)
        else array(select pc.status_page_id from public.status_page_components pc where pc.component_id = notification.component_id) end)
      and split_part(notification.topic, '.', 1) || 's' = any (s.events)
      and (s.follows_page or s.id in (
        select f.subscriber_id from private.subscription_components f
        where f.component_id in (select t.component_id from private.touched_components(notification) t)
        union all
        select g.subscriber_id from private.subscription_groups g
        join public.components c on c.group_id = g.group_id
        where c.id in (select t.component_id from private.touched_components(notification) t)
      )) end
  on conflict do nothing;
  get diagnostics queued = row_count;
  return queued;
end
$$;

-- Turns what waits in the outbox into deliveries; returns how many there are now. Events nobody follows are done with, and so
-- are those about what no longer exists: one that fails must not hold up everybody else's.
create function private.fan_out(max_events integer) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  event private.outbox;
  total integer := 0;
begin
  for event in
    select o.* from private.outbox o where o.processed_at is null order by o.id limit max_events for update skip locked
  loop
    begin
      total := total + private.fan_out_event(event);
      update private.outbox o set processed_at = now() where o.id = event.id;
    exception
      when integrity_constraint_violation or data_exception then
        raise warning 'event % of the outbox is told to nobody: % (%)', event.id, sqlerrm, sqlstate;
        update private.outbox o set processed_at = now() where o.id = event.id;
      when others then
        raise warning 'event % of the outbox is tried again: % (%)', event.id, sqlerrm, sqlstate;
    end;
    -- What is done stays done: twenty large events in one transaction would outlast the time a request has, again and again.
    exit when total >= 10000;
  end loop;
  return total;
end
$$;

-- Whether a change of status is told by itself: what an incident or a maintenance brought or ended is told with that.
create function private.is_told_alone(event private.outbox) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return event.topic = 'component.status_changed'
    and not array[event.payload ->> 'cause', event.payload ->> 'from_cause'] && '{incident,maintenance}'::text[]
    and exists (select 1 from public.components c where c.id = (event.payload ->> 'component_id')::uuid)
    and exists (select 1 from private.subscribers s where s.organization_id = event.organization_id and s.state = 'confirmed' and 'components' = any (s.events));
end
$$;

-- Components that a notification is about: those of the incident, also the ones its update took out, or of the maintenance.
create function private.touched_components(notification private.notifications) returns table (component_id uuid)
language plpgsql stable security definer rows 20 set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select ic.component_id from public.incident_components ic where ic.incident_id = notification.incident_id
    union
    select uc.component_id from public.incident_update_components uc where uc.incident_update_id = notification.incident_update_id
    union
    select mc.component_id from public.maintenance_components mc where mc.maintenance_id = notification.maintenance_id
    union
    select notification.component_id where notification.component_id is not null;
end
$$;

-- See public.claim_deliveries.
create function private.claim_deliveries(worker uuid, channels public.notification_channel[], max_rows integer, lease_seconds integer)
returns table (
  id bigint, notification_id bigint, organization_id uuid, status_page_id uuid, subscriber_id uuid, channel public.notification_channel,
  address text, details jsonb, token text, confirmation_token text, component_ids uuid[], thread_id uuid, attempt smallint
)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  quota private.channel_limits;
  looked_at timestamptz;
  allowed integer;
  taken integer;
begin
  if max_rows not between 1 and 500 or lease_seconds not between 5 and 900 then
    perform private.refuse('HG422', 'Claim 1 to 500 rows for 5 to 900 seconds.', 'max_rows');
  end if;
  perform private.fan_out(20);
  for quota in select l.* from private.channel_limits l where l.channel = any (channels) order by l.channel for update loop
    -- A bucket of one second's worth.
    looked_at := clock_timestamp();
    allowed := least(max_rows, floor(extract(epoch from looked_at + interval '1 second' - greatest(quota.busy_until, looked_at)) * quota.per_second))::integer;
    continue when allowed < 1;
    return query
      with due as (
        select d.id from private.next_deliveries d
        where d.channel = quota.channel and d.due_at <= now()
        order by d.due_at, d.id limit allowed for update of d skip locked
      ), claimed as (
        update private.deliveries d set worker = claim_deliveries.worker, attempts = d.attempts + 1, due_at = now() + make_interval(secs => lease_seconds)
        from due where d.id = due.id
        returning d.*
      )
      -- What belongs to no organization is sent under the id of zeros: nobody's provider but the instance's.
      select c.id, c.notification_id, coalesce(c.organization_id, '00000000-0000-0000-0000-000000000000'), s.status_page_id,
        coalesce(c.subscriber_id, c.contact_id, c.invitation_id, c.user_id), c.channel,
        coalesce(s.address, k.address, p.email, v.email, u.email::text), coalesce(s.details, k.details, '{}'), coalesce(s.token, r.token, t.token, ''), coalesce(s.confirmation_token, k.confirmation_token),
        case when not s.follows_page then array(
          select sc.component_id from private.subscription_components sc where sc.subscriber_id = s.id
          union select k.id from private.subscription_groups sg join public.components k on k.group_id = sg.group_id where sg.subscriber_id = s.id) end,
        c.thread_id, c.attempts
      from claimed c
      left join private.subscribers s on s.id = c.subscriber_id
      left join private.alert_contacts k on k.id = c.contact_id
      left join public.profiles p on p.id = k.user_id
      left join private.alert_recipients r on r.contact_id = c.contact_id and r.alert_id = c.thread_id
      left join public.invitations v on v.id = c.invitation_id
      left join private.invitation_tokens t on t.invitation_id = c.invitation_id
      left join auth.users u on u.id = c.user_id;
    get diagnostics taken = row_count;
    update private.channel_limits l set busy_until = greatest(l.busy_until, clock_timestamp()) + make_interval(secs => taken / l.per_second)
    where l.channel = quota.channel and taken > 0;
    max_rows := max_rows - taken;
    exit when max_rows < 1;
  end loop;
end
$$;

-- See public.deliveries_due_in.
create function private.deliveries_due_in(channels public.notification_channel[]) returns real
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- least() passes over nulls, and so does greatest(): it stands where there are none.
  return least(
    (
      select extract(epoch from min(greatest(head.due_at, l.busy_until - interval '1 second' + make_interval(secs => 1 / l.per_second), clock_timestamp())) - clock_timestamp())
      from private.channel_limits l
      cross join lateral (
        select d.due_at from private.next_deliveries d where d.channel = l.channel order by d.due_at limit 1
      ) head
      where l.channel = any (channels)
    ),
    -- An event that a claim for other channels is turning into deliveries just now: those are there in a moment, and that claim
    -- takes none of ours. One that is older fails, and waits for the clock.
    (select 0.05 from private.outbox o where o.processed_at is null and o.created_at > now() - interval '30 seconds' limit 1)
  );
end
$$;

-- See public.finish_deliveries.
create function private.finish_deliveries(worker uuid, results jsonb) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  finished integer;
begin
  if jsonb_typeof(results) is distinct from 'array' or jsonb_array_length(results) > 500 then
    perform private.refuse('HG422', 'Results are a list of at most 500.', 'results');
  end if;
  with reported as (
    select r.*, r.outcome = 'dead' or (r.outcome = 'retry' and (
      (k.attempts >= 12 and r.throttled is not true)
      -- Who has left meanwhile is not tried again.
      or exists (select 1 from private.subscribers s where s.id = k.subscriber_id and s.state not in ('pending', 'confirmed')))) as is_over
    from jsonb_to_recordset(results) as r (
      delivery_id bigint, outcome text, error text, provider_id text, retry_after_seconds real, ends_subscription boolean, confirms_subscription boolean, throttled boolean)
    join private.deliveries k on k.id = r.delivery_id
    where r.outcome in ('sent', 'retry', 'dead')
  ), written as (
    update private.deliveries d set
      state = case when r.outcome = 'sent' then 'sent' when r.is_over then 'dead' else 'queued' end::public.delivery_state,
      -- Waiting for its turn is no failure.
      attempts = d.attempts - case when r.outcome = 'retry' and r.throttled then 1 else 0 end,
      error = case when r.outcome = 'sent' then null else left(r.error, 500) end,
      provider_id = coalesce(left(r.provider_id, 200), d.provider_id),
      worker = null,
      finished_at = case when r.outcome = 'sent' or r.is_over then now() end,
      -- Doubling from 5 s to an hour, spread by half; not before the provider wants it.
      due_at = now() + make_interval(secs => greatest(least(5 * power(2, d.attempts - 1), 3600) * (0.75 + random() / 2), least(coalesce(r.retry_after_seconds, 0), 86400)))
    from reported r
    where d.id = r.delivery_id and d.worker = finish_deliveries.worker and d.state = 'queued'
    returning d.subscriber_id, d.contact_id, d.state, r.ends_subscription, r.confirms_subscription, d.error
  ), ended as (
    update private.subscribers s set state = 'bounced', ended_at = now(), end_reason = w.error, updated_at = now()
    from written w where s.id = w.subscriber_id and w.state = 'dead' and w.ends_subscription and s.state in ('pending', 'confirmed')
  ), confirmed as (
    update private.subscribers s set state = 'confirmed', confirmed_at = now(), updated_at = now()
    from written w where s.id = w.subscriber_id and w.state = 'sent' and w.confirms_subscription and s.state = 'pending'
  ), contacts_ended as (
    update private.alert_contacts c set state = 'bounced', end_reason = w.error
    from written w where c.id = w.contact_id and w.state = 'dead' and w.ends_subscription and c.user_id is null
  ), contacts_confirmed as (
    update private.alert_contacts c set state = 'confirmed', confirmed_at = now()
    from written w where c.id = w.contact_id and w.state = 'sent' and w.confirms_subscription and c.state = 'pending'
  )
  select count(*)::integer into finished from written;
  return finished;
end
$$;

-- See public.notification_contents.
create function private.notification_contents(notification_ids bigint[])
returns table (
  notification_id bigint, status_page_id uuid, topic text, page_slug text, page_title text, organization_name text, time_zone text, accent text,
  thread_id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz, next_update_at timestamptz,
  body text, said_at timestamptz, components jsonb, update_id uuid, page_status text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select n.id, p.id, n.topic, p.slug, p.title, o.name, p.time_zone, p.accent, n.thread_id,
      coalesce(i.title, m.title, k.name, p.title),
      coalesce(iu.status::text, mu.status::text, i.status::text, m.status::text, n.details ->> 'to'), i.impact,
      coalesce(i.started_at, m.scheduled_for, (n.details ->> 'at')::timestamptz), coalesce(i.resolved_at, m.scheduled_until), i.next_update_at,
      coalesce(iu.body, mu.body, m.body, ''), coalesce(iu.displayed_at, mu.displayed_at, n.created_at),
      (
        select coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name,
          'old_status', coalesce(uc.old_status::text, ic.status::text, n.details ->> 'from', c.status::text),
          'new_status', coalesce(uc.new_status::text, ic.status::text, n.details ->> 'to', c.status::text)) order by pc.ord), '[]'::jsonb)
        from private.page_components(p.id) pc
        join public.components c on c.id = pc.component_id
        left join public.incident_components ic on ic.incident_id = n.incident_id and ic.component_id = c.id
        left join public.incident_update_components uc on uc.incident_update_id = n.incident_update_id and uc.component_id = c.id
        where c.id in (select t.component_id from private.touched_components(n) t)
      ),
      coalesce(n.incident_update_id, n.maintenance_update_id), (select ps.body ->> 'status' from public.page_snapshots ps where ps.status_page_id = p.id)
    from private.notifications n
    join (select distinct d.notification_id, s.status_page_id from private.deliveries d join private.subscribers s on s.id = d.subscriber_id
      where d.notification_id = any (notification_ids)) x on x.notification_id = n.id
    join public.status_pages p on p.id = x.status_page_id
    join public.organizations o on o.id = p.organization_id
    left join public.incidents i on i.id = n.incident_id
    left join public.components k on k.id = n.component_id
    left join public.incident_updates iu on iu.id = n.incident_update_id
    left join public.maintenances m on m.id = n.maintenance_id
    left join public.maintenance_updates mu on mu.id = n.maintenance_update_id
    where i.deleted_at is null and m.deleted_at is null;
  return query select * from private.alert_contents(notification_ids);
  return query select * from private.invitation_contents(notification_ids);
  return query select * from private.account_notice_contents(notification_ids);
end
$$;

-- Settings and secrets of the providers for these organizations, and those of the instance (organization_id null).
create function private.providers(organization_ids uuid[])
returns table (organization_id uuid, provider text, settings jsonb, secrets jsonb)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select p.organization_id, p.provider, p.settings, coalesce(v.decrypted_secret, '{}')::jsonb
    from private.provider_settings p left join vault.decrypted_secrets v on v.id = p.secret_id
    where p.organization_id is null or p.organization_id = any (organization_ids);
end
$$;

-- Names of what a provider keeps secret, the one it cannot do without first.
create function private.secrets_of_provider(provider text) returns text[]
language sql immutable set search_path = '' as $$
  select case provider when 'smtp' then '{password}' when 'resend' then '{api_key,webhook_secret}' when 'twilio' then '{auth_token}' when 'push' then '{private_key}' else '{}' end::text[]
$$;

-- Whether both settings lead to the same server and account.
create function private.is_same_destination(one jsonb, other jsonb) returns boolean
language sql immutable set search_path = '' as $$
  select not exists (select 1 from unnest('{host,port,secure,username,account_sid,public_key}'::text[]) s where one ->> s is distinct from other ->> s)
$$;

-- Sets a provider: of an organization, or of the instance (null). Secrets left out keep those there are.
create function private.store_provider(organization_id uuid, provider text, settings jsonb, secrets jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept private.provider_settings;
  moved boolean;
  unknown text;
begin
  if provider not in ('smtp', 'resend', 'sender', 'twilio', 'push') or jsonb_typeof(settings) is distinct from 'object' then
    perform private.refuse('HG422', 'There is no such provider.', 'provider');
  end if;
  select min(k) into unknown from jsonb_object_keys(settings) k where not k = any (case provider
    when 'smtp' then '{host,port,secure,username,from_address,from_name,reply_to}'
    when 'resend' then '{per_second,from_address,from_name,reply_to}'
    when 'sender' then '{from_name,reply_to}'
    when 'twilio' then '{account_sid,from,call_from}'
    else '{public_key,subject}' end::text[]);
  if unknown is not null then
    perform private.refuse('HG422', 'There is no such setting.', unknown);
  end if;
  if secrets is not null and (jsonb_typeof(secrets) <> 'object' or exists (
    select 1 from jsonb_each(secrets) e where jsonb_typeof(e.value) <> 'string' or not e.key = any (private.secrets_of_provider(provider)))) then
    perform private.refuse('HG422', 'There is no such secret.', 'secret');
  end if;
  if settings ? 'from_address' and private.normal_email(settings ->> 'from_address') is null then
    perform private.refuse('HG422', 'Enter the e-mail address messages come from.', 'from_address');
  end if;
  if provider = 'resend' and not settings ? 'from_address' then
    perform private.refuse('HG422', 'Enter the e-mail address messages come from.', 'from_address');
  end if;
  if provider = 'twilio' and coalesce(settings ->> 'account_sid', '') !~ '^AC[0-9a-f]{32}$' then
    perform private.refuse('HG422', 'Enter the account SID: AC and 32 letters and digits.', 'account_sid');
  end if;
  -- A number, or a name of up to eleven letters where a country takes one; only numbers can call.
  if provider = 'twilio' and private.normal_address('sms', settings ->> 'from') is distinct from settings ->> 'from'
    and settings ->> 'from' !~ '^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$' then
    perform private.refuse('HG422', 'Enter the number messages come from: +49 151 23456789 without spaces, or a sender name.', 'from');
  end if;
  if provider = 'twilio' and settings ->> 'call_from' is not null and private.normal_address('call', settings ->> 'call_from') is distinct from settings ->> 'call_from' then
    perform private.refuse('HG422', 'Enter the number calls come from: +4915123456789.', 'call_from');
  end if;
  if provider = 'push' and coalesce(settings ->> 'public_key', '') !~ '^B[A-Za-z0-9_-]{86}$' then
    perform private.refuse('HG422', 'Enter the public VAPID key.', 'public_key');
  end if;
  if provider = 'push' and coalesce(settings ->> 'subject', '') !~ '^(mailto:[^\s@]+@[^\s@]+|https://\S+)$' then
    perform private.refuse('HG422', 'Enter how push services reach you: mailto:you@example.com.', 'subject');
  end if;
  -- These become headers.
  if concat(settings ->> 'from_name', settings ->> 'reply_to', settings ->> 'host') ~ '[\r\n\x01-\x1f<>"]' then
    perform private.refuse('HG422', 'Names and addresses have no brackets, quotes or line breaks.', 'from_name');
  end if;
  select not private.is_same_destination(p.settings, store_provider.settings) into moved from private.provider_settings p
  where p.organization_id is not distinct from store_provider.organization_id and p.provider = store_provider.provider;
  insert into private.provider_settings as p (organization_id, provider, settings)
  values (store_provider.organization_id, store_provider.provider, store_provider.settings)
  on conflict on constraint provider_settings_owner_key do update set settings = excluded.settings, updated_at = now()
  returning * into kept;
  if moved or (secrets is not null and secrets <> '{}'::jsonb) then
    -- Each secret that is left out stays as it is, but never goes to another server or account than it was entered for.
    secrets := case when moved then '{}' else coalesce((select v.decrypted_secret::jsonb from vault.decrypted_secrets v where v.id = kept.secret_id), '{}') end
      || coalesce(secrets, '{}');
    if kept.secret_id is null then
      update private.provider_settings p set secret_id = vault.create_secret(secrets::text, 'provider ' || kept.id) where p.id = kept.id;
    else
      perform vault.update_secret(kept.secret_id, secrets::text);
    end if;
  end if;
end
$$;

-- Which of texts and calls leave for an organization: through its own account, or else the instance's.
create function private.phone_channels(organization_id uuid) returns public.notification_channel[]
language sql stable security definer set search_path = '' as $$
  select array_remove(array[
    case when p.settings ->> 'from' is not null then 'sms' end,
    case when coalesce(p.settings ->> 'call_from', p.settings ->> 'from') ~ '^\+' then 'call' end], null)::public.notification_channel[]
  from private.provider_settings p
  where p.provider = 'twilio' and (p.organization_id is null or p.organization_id = phone_channels.organization_id)
  order by p.organization_id nulls last limit 1
$$;

-- See public.offered_channels.
create function private.offered_channels(page_slug text) returns table (channels public.notification_channel[], push_key text)
language plpgsql stable security definer set search_path = '' as $$
declare
  page public.page_snapshots;
  provider_names text[];
  phones public.notification_channel[];
  -- Of the instance alone: a browser has one subscription for all pages of a site.
  own_key text := (select p.settings ->> 'public_key' from private.provider_settings p where p.organization_id is null and p.provider = 'push');
begin
  select s.* into page from public.page_snapshots s where s.slug = page_slug and s.is_public;
  if not found then
    perform private.refuse('HG404', 'There is no such page.', 'page_slug');
  end if;
  provider_names := array(select p.provider from private.provider_settings p where p.organization_id is null or p.organization_id = page.organization_id);
  phones := private.phone_channels(page.organization_id);
  return query select
    array(select c.name from unnest(enum_range(null::public.notification_channel)) as c (name) where case
      when c.name = 'email' then provider_names && '{smtp,resend}'
      when c.name in ('sms', 'call') then c.name = any (phones)
      when c.name = 'push' then own_key is not null
      else true end),
    own_key;
end
$$;

create function public.offered_channels(page_slug text) returns table (channels public.notification_channel[], push_key text)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.offered_channels(page_slug) $$;

-- See public.report_bounce.
create function private.report_bounce(kind text, organization_id uuid, provider_id text, address text, reason text) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  ended integer;
  contacts integer;
begin
  if kind not in ('bounced', 'complained', 'unsubscribed') or num_nonnulls(provider_id, address) <> 1 then
    perform private.refuse('HG422', 'Report a bounce, a complaint or that somebody left, of a message or an address.', 'kind');
  end if;
  update private.subscribers s set state = kind::public.subscriber_state, ended_at = now(), end_reason = left(reason, 500), updated_at = now()
  where s.state in ('pending', 'confirmed', 'unsubscribed', 'bounced') and s.state <> kind::public.subscriber_state
    -- Who has left only comes to have complained, never the other way round.
    and (s.state in ('pending', 'confirmed') or kind = 'complained')
    -- Whose provider reports it; the instance's sends for all.
    and (report_bounce.organization_id is null or s.organization_id = report_bounce.organization_id)
    and case when report_bounce.provider_id is not null
      then s.id in (select d.subscriber_id from private.deliveries d where d.provider_id = report_bounce.provider_id)
      else s.address = report_bounce.address and s.channel in ('sms', 'call') end;
  get diagnostics ended = row_count;
  -- The same of who is alerted; a member goes by leaving the organization.
  update private.alert_contacts c set state = kind::public.subscriber_state, end_reason = left(reason, 500)
  where c.state in ('pending', 'confirmed') and c.user_id is null
    and (report_bounce.organization_id is null or c.organization_id = report_bounce.organization_id)
    and case when report_bounce.provider_id is not null
      then c.id in (select d.contact_id from private.deliveries d where d.provider_id = report_bounce.provider_id)
      else c.address = report_bounce.address and c.channel in ('sms', 'call') end;
  get diagnostics contacts = row_count;
  return ended + contacts;
end
$$;

create function public.report_bounce(
  kind text, organization_id uuid default null, provider_id text default null, address text default null, reason text default ''
) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.report_bounce(kind, organization_id, provider_id, address, reason) $$;

-- Who leaves, bounces or complains gets nothing more of what waits.
create function private.tg_subscribers__drop_deliveries() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.deliveries d where d.subscriber_id = new.id and d.state = 'queued' and d.worker is null;
  return null;
end
$$;
create trigger _200_drop_deliveries after update of state on private.subscribers
  for each row when (old.state <> new.state and new.state in ('unsubscribed', 'bounced', 'complained')) execute function private.tg_subscribers__drop_deliveries();

-- New events are sent at once; pg_cron sweeps up what is left. Most changes of status are told to nobody, and they are many.
create function private.tg_outbox__notify() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (
    select 1 from added_rows r
    where r.topic like any ('{subscription.%,alert.%,invitation.%,account.%}') or exists (
      select 1 from private.subscribers s
      where s.organization_id = r.organization_id and s.state = 'confirmed' and (r.topic not like 'component.%' or 'components' = any (s.events)))
  ) then
    perform private.call_function('notify');
  end if;
  return null;
end
$$;
create trigger _200_notify after insert on private.outbox
  referencing new table as added_rows for each statement execute function private.tg_outbox__notify();

-- Calls the function when something is due. Run by pg_cron.
create function private.sweep_deliveries() returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Whose worker died so often, or could not say what became of it, is not tried for ever.
  update private.deliveries d set state = 'dead', error = 'no worker has finished it', worker = null, finished_at = now()
  where d.state = 'queued' and d.attempts >= 15 and d.due_at <= now();
  if exists (select 1 from private.outbox o where o.processed_at is null)
    or exists (select 1 from private.deliveries d where d.state = 'queued' and d.due_at <= now()) then
    perform private.call_function('notify');
    return true;
  end if;
  return false;
end
$$;

-- What was told 90 days ago, and who never confirmed: neither is kept. Run by pg_cron.
create function private.drop_old_notifications() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  -- Those for accounts have no organization, and no key leads to them from their notification.
  delete from private.deliveries d where d.user_id is not null and d.created_at < now() - interval '90 days';
  delete from private.notifications n where n.created_at < now() - interval '90 days';
  delete from private.subscribers s
  where s.state = 'pending' and s.created_at < now() - interval '7 days' and coalesce(s.confirmation_expires_at, '-infinity') < now();
end
$$;

-- See public.delivery_log.
create function private.delivery_log(organization_id uuid, of_subscriber uuid, only_state public.delivery_state, before bigint, max_rows integer)
returns table (
  id bigint, subscriber_id uuid, channel public.notification_channel, address text, topic text, title text, state public.delivery_state,
  attempts smallint, error text, created_at timestamptz, due_at timestamptz, finished_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  may_read boolean := delivery_log.organization_id = any (array(select private.my_org_ids('subscribers.write')));
begin
  perform private.require_permission(delivery_log.organization_id, 'subscribers.read');
  return query
    select d.id, d.subscriber_id, d.channel, case when may_read then s.address else private.masked_address(s.channel, s.address) end,
      n.topic, coalesce(i.title, m.title, k.name, ''), d.state, d.attempts, case when may_read then d.error else private.masked_words(d.error) end, d.created_at, d.due_at, d.finished_at
    from private.deliveries d
    join private.subscribers s on s.id = d.subscriber_id
    join private.notifications n on n.id = d.notification_id
    left join public.incidents i on i.id = n.incident_id
    left join public.maintenances m on m.id = n.maintenance_id
    left join public.components k on k.id = n.component_id
    where d.organization_id = delivery_log.organization_id
      and (of_subscriber is null or d.subscriber_id = of_subscriber)
      and (only_state is null or d.state = only_state)
      and (before is null or d.id < before)
    order by d.id desc
    limit least(greatest(coalesce(max_rows, 50), 1), 100);
end
$$;

-- See public.resend_delivery.
create function private.resend_delivery(delivery_id bigint) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  is_queued boolean;
begin
  perform private.require_permission((select d.organization_id from private.deliveries d where d.id = resend_delivery.delivery_id), 'subscribers.write');
  update private.deliveries d set state = 'queued', attempts = 0, due_at = now(), finished_at = null, worker = null
  from private.subscribers s
  where d.id = resend_delivery.delivery_id and d.state = 'dead' and s.id = d.subscriber_id and s.state in ('pending', 'confirmed');
  is_queued := found;
  if is_queued then
    perform private.call_function('notify');
  end if;
  return is_queued;
end
$$;

-- See public.set_provider.
create function private.set_provider(organization_id uuid, provider text, settings jsonb, secrets jsonb) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept private.provider_settings;
begin
  perform private.require_permission(organization_id, 'organization.write');
  select p.* into kept from private.provider_settings p where p.organization_id = set_provider.organization_id and p.provider = set_provider.provider;
  -- A secret goes only where it was entered for.
  if kept.secret_id is not null and not private.is_same_destination(kept.settings, settings)
    and not coalesce(secrets, '{}') ? (private.secrets_of_provider(provider))[1] then
    perform private.refuse('HG422', 'Enter the secret again: it was given for another server or account.', 'secret');
  end if;
  -- Mails leave one way: over a server, through Resend, or as the instance's do, with the organization's name.
  if provider in ('smtp', 'resend', 'sender') then
    perform private.remove_provider(set_provider.organization_id, o.other)
    from unnest('{smtp,resend,sender}'::text[]) o (other) where o.other <> set_provider.provider;
  end if;
  perform private.store_provider(organization_id, provider, settings, secrets);
  perform private.record_act(organization_id, 'providers.update', provider, jsonb_build_object('settings', settings, 'secrets_changed', coalesce(secrets, '{}') <> '{}'::jsonb));
end
$$;

create function public.claim_deliveries(worker uuid, channels public.notification_channel[], max_rows integer default 100, lease_seconds integer default 60)
returns table (
  id bigint, notification_id bigint, organization_id uuid, status_page_id uuid, subscriber_id uuid, channel public.notification_channel,
  address text, details jsonb, token text, confirmation_token text, component_ids uuid[], thread_id uuid, attempt smallint
)
language sql volatile security invoker set search_path = '' as $$ select * from private.claim_deliveries(worker, channels, max_rows, lease_seconds) $$;

create function public.deliveries_due_in(channels public.notification_channel[]) returns real
language sql volatile security invoker set search_path = '' as $$ select private.deliveries_due_in(channels) $$;

-- The next call of a worker that has had its share.
create function private.continue_notifying() returns void
language sql volatile security definer set search_path = '' as $$ select private.call_function('notify') $$;

create function public.continue_notifying() returns void
language sql volatile security invoker set search_path = '' as $$ select private.continue_notifying() $$;

create function public.finish_deliveries(worker uuid, results jsonb) returns integer
language sql volatile security invoker set search_path = '' as $$ select private.finish_deliveries(worker, results) $$;

create function public.notification_contents(notification_ids bigint[])
returns table (
  notification_id bigint, status_page_id uuid, topic text, page_slug text, page_title text, organization_name text, time_zone text, accent text,
  thread_id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz, next_update_at timestamptz,
  body text, said_at timestamptz, components jsonb, update_id uuid, page_status text
)
language sql stable security invoker set search_path = '' as $$ select * from private.notification_contents(notification_ids) $$;

create function public.providers(organization_ids uuid[]) returns table (organization_id uuid, provider text, settings jsonb, secrets jsonb)
language sql stable security invoker set search_path = '' as $$ select * from private.providers(organization_ids) $$;

create function public.delivery_log(
  organization_id uuid, of_subscriber uuid default null, only_state public.delivery_state default null, before bigint default null, max_rows integer default 50
) returns table (
  id bigint, subscriber_id uuid, channel public.notification_channel, address text, topic text, title text, state public.delivery_state,
  attempts smallint, error text, created_at timestamptz, due_at timestamptz, finished_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.delivery_log(organization_id, of_subscriber, only_state, before, max_rows) $$;

create function public.resend_delivery(delivery_id bigint) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.resend_delivery(delivery_id) $$;

create function public.set_provider(organization_id uuid, provider text, settings jsonb, secrets jsonb default null) returns void
language sql volatile security invoker set search_path = '' as $$ select private.set_provider(organization_id, provider, settings, secrets) $$;

revoke all on function private.deliveries_due_in(public.notification_channel[]), public.deliveries_due_in(public.notification_channel[]),
  private.phone_channels(uuid), private.offered_channels(text), public.offered_channels(text),
  private.report_bounce(text, uuid, text, text, text), public.report_bounce(text, uuid, text, text, text), private.continue_notifying(), public.continue_notifying(), private.drop_old_notifications(),
  private.fan_out(integer), private.touched_components(private.notifications), private.is_told_alone(private.outbox),
  private.claim_deliveries(uuid, public.notification_channel[], integer, integer), private.finish_deliveries(uuid, jsonb),
  private.notification_contents(bigint[]), private.providers(uuid[]), private.store_provider(uuid, text, jsonb, jsonb), private.secrets_of_provider(text), private.is_same_destination(jsonb, jsonb), private.tg_outbox__notify(), private.tg_subscribers__drop_deliveries(), private.fan_out_event(private.outbox),
  private.sweep_deliveries(), private.delivery_log(uuid, uuid, public.delivery_state, bigint, integer), private.resend_delivery(bigint),
  private.set_provider(uuid, text, jsonb, jsonb), public.claim_deliveries(uuid, public.notification_channel[], integer, integer),
  public.finish_deliveries(uuid, jsonb), public.notification_contents(bigint[]), public.providers(uuid[]),
  public.delivery_log(uuid, uuid, public.delivery_state, bigint, integer), public.resend_delivery(bigint),
  public.set_provider(uuid, text, jsonb, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function
  private.delivery_log(uuid, uuid, public.delivery_state, bigint, integer), private.resend_delivery(bigint),
  private.set_provider(uuid, text, jsonb, jsonb), public.delivery_log(uuid, uuid, public.delivery_state, bigint, integer),
  public.resend_delivery(bigint), public.set_provider(uuid, text, jsonb, jsonb)
  to authenticated;
grant execute on function private.deliveries_due_in(public.notification_channel[]), public.deliveries_due_in(public.notification_channel[]),
  private.offered_channels(text), public.offered_channels(text),
  private.report_bounce(text, uuid, text, text, text), public.report_bounce(text, uuid, text, text, text), private.continue_notifying(), public.continue_notifying(),
  private.claim_deliveries(uuid, public.notification_channel[], integer, integer), private.finish_deliveries(uuid, jsonb),
  private.notification_contents(bigint[]), private.providers(uuid[]), public.claim_deliveries(uuid, public.notification_channel[], integer, integer),
  public.finish_deliveries(uuid, jsonb), public.notification_contents(bigint[]), public.providers(uuid[])
  to service_role;

comment on table private.notifications is 'One thing to tell: an event of the outbox that subscribers hear of.';
comment on table private.deliveries is 'One notification to one subscriber: queued, sent, or dead when it failed for good.';
comment on column private.deliveries.due_at is 'When a worker may take it: the next try, or the end of a running lease.';
comment on table private.channel_limits is 'Messages a second that all workers together send through a channel.';
comment on table private.provider_settings is 'How messages leave, per instance and per organization; secrets are in the vault.';
comment on function public.claim_deliveries(uuid, public.notification_channel[], integer, integer) is 'Turns new events into deliveries and leases due ones to a worker, within the channels'' limits. component_ids is what the subscriber follows, null for the whole page. For the function notify. Error: HG422.';
comment on function public.finish_deliveries(uuid, jsonb) is 'Takes outcomes {delivery_id, outcome: sent, retry or dead, error, provider_id, retry_after_seconds, throttled (not counted as a try), ends_subscription, confirms_subscription} of deliveries this worker holds; returns how many. For the function notify. Error: HG422.';
comment on function public.notification_contents(bigint[]) is 'What notifications say, one row a notification and page with subscribers. components {id, name, old_status, new_status}. For the function notify.';
comment on function public.providers(uuid[]) is 'Providers of organizations and of the instance, with secrets. For the function notify.';
comment on function public.delivery_log(uuid, uuid, public.delivery_state, bigint, integer) is 'Deliveries of an organization or subscriber, newest first, at most 100, before an id. Error: HG403.';
comment on function public.resend_delivery(bigint) is 'Queues a dead delivery again; false when it is not dead or its subscriber has gone. Error: HG403.';
comment on function public.set_provider(uuid, text, jsonb, jsonb) is 'Sets how an organization''s messages leave: smtp, resend, sender (name and reply address over the instance''s server), twilio or push. Each of the first three replaces the others. Secrets are write-only; null keeps them. Errors: HG403, HG422.';
comment on function public.offered_channels(text) is 'Channels a public page can be followed by: those that have a provider. push_key is the public key browsers subscribe with. For the function subscriptions. Error: HG404.';
comment on function public.report_bounce(text, uuid, text, text, text) is 'Ends the subscriptions a provider says no more about: bounced, complained or unsubscribed, by its id of a message or by a number. organization_id is whose provider it is, null the instance''s. Returns how many ended. For the function bounces. Error: HG422.';
comment on function public.continue_notifying() is 'Has the function notify called once more. For itself, when it has had its share.';
comment on function public.deliveries_due_in(public.notification_channel[]) is 'Seconds until a delivery of these channels can be claimed; null when none waits. For the function notify.';
