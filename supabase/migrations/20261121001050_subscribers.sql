-- Who follows a page, and that they asked for it.

-- Addresses are personal and, of chat webhooks, secret: members reach them through RPCs that mask them.
create table private.subscribers (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  status_page_id uuid not null,
  channel public.notification_channel not null,
  address text not null,
  -- What a channel needs besides: keys of a browser's push service, the secret a webhook is signed with.
  details jsonb not null default '{}',
  state public.subscriber_state not null default 'pending',
  follows_page boolean not null default true,
  events text[] not null default '{incidents,maintenances}',
  -- The links in every message carry this; who has it manages the subscription. Replaced, old links are void.
  token text not null default private.new_token(),
  confirmation_token text,
  confirmation_expires_at timestamptz,
  told_at timestamptz,
  confirmed_at timestamptz,
  ended_at timestamptz,
  end_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint subscribers_pkey primary key (id),
  constraint subscribers_organization_key unique (id, organization_id),
  constraint subscribers_address_key unique (status_page_id, channel, address),
  constraint subscribers_token_key unique (token),
  constraint subscribers_confirmation_token_key unique (confirmation_token),
  constraint subscribers_page_fkey foreign key (status_page_id, organization_id)
    references public.status_pages (id, organization_id) on delete cascade,
  constraint subscribers_address_length check (char_length(address) between 3 and 1000),
  constraint subscribers_details_size check (jsonb_typeof(details) = 'object' and pg_column_size(details) <= 4096),
  constraint subscribers_events_known check (cardinality(events) > 0 and events <@ '{incidents,maintenances,components}'::text[])
);
alter table private.subscribers enable row level security;
create index subscribers_page_idx on private.subscribers (status_page_id, organization_id);
create index subscribers_organization_id_idx on private.subscribers (organization_id, created_at desc, id);
create index subscribers_confirmed_idx on private.subscribers (status_page_id) where state = 'confirmed';

-- What a subscriber follows who does not follow the whole page.
create table private.subscription_components (
  subscriber_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  constraint subscription_components_pkey primary key (subscriber_id, component_id),
  constraint subscription_components_subscriber_fkey foreign key (subscriber_id, organization_id)
    references private.subscribers (id, organization_id) on delete cascade,
  constraint subscription_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table private.subscription_components enable row level security;
create index subscription_components_subscriber_idx on private.subscription_components (subscriber_id, organization_id);
create index subscription_components_component_idx on private.subscription_components (component_id, organization_id);

-- A group that is followed brings the components it gets later.
create table private.subscription_groups (
  subscriber_id uuid not null,
  group_id uuid not null,
  organization_id uuid not null,
  constraint subscription_groups_pkey primary key (subscriber_id, group_id),
  constraint subscription_groups_subscriber_fkey foreign key (subscriber_id, organization_id)
    references private.subscribers (id, organization_id) on delete cascade,
  constraint subscription_groups_group_fkey foreign key (group_id, organization_id)
    references public.component_groups (id, organization_id) on delete cascade
);
alter table private.subscription_groups enable row level security;
create index subscription_groups_subscriber_idx on private.subscription_groups (subscriber_id, organization_id);
create index subscription_groups_group_idx on private.subscription_groups (group_id, organization_id);

-- What a webhook's messages are signed with (Standard Webhooks): 32 bytes that only its owner is told.
create function private.tg_subscribers__secret() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.details := jsonb_build_object('secret', 'whsec_' || encode(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), 'base64'));
  return new;
end
$$;
create trigger _050_keep_plan before update of state on private.subscribers
  for each row when (new.state = 'confirmed' and old.state <> 'confirmed') execute function private.tg_subscribers__keep_plan();
create trigger _100_secret before insert on private.subscribers
  for each row when (new.channel = 'webhook') execute function private.tg_subscribers__secret();

-- Where requests come from, to slow down who sends too many. Not worth a log: what a crash forgets is a limit.
create unlogged table private.subscription_sources (
  source cidr not null,
  busy_until timestamptz not null,
  constraint subscription_sources_pkey primary key (source)
);
alter table private.subscription_sources enable row level security;

-- How often somebody was asked to confirm, by whichever page or organization. It outlives subscribers and contacts: removed
-- and added again, an address is still the same inbox. Only a hash is kept.
create table private.told_addresses (
  channel public.notification_channel not null,
  address_hash bytea not null,
  day date not null,
  requests smallint not null default 1,
  constraint told_addresses_pkey primary key (channel, address_hash, day)
);
alter table private.told_addresses enable row level security;
create index told_addresses_day_idx on private.told_addresses (day);

revoke all on private.subscribers, private.subscription_components, private.subscription_groups, private.subscription_sources,
  private.told_addresses from public, anon, authenticated, service_role;

-- Counts a request to confirm for each of these addresses, and returns those that may be sent one: three a day (UTC) and
-- address. Always taken last and in one order, so that nobody waits in a circle.
create function private.take_requests(channel public.notification_channel, addresses text[]) returns text[]
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  allowed text[];
begin
  with wanted as (
    select distinct u.address, sha256(convert_to(take_requests.channel || ' ' || u.address, 'UTF8')) as address_hash from unnest(addresses) u (address)
  ), taken as (
    insert into private.told_addresses as t (channel, address_hash, day)
    select take_requests.channel, w.address_hash, (now() at time zone 'UTC')::date from wanted w order by w.address_hash
    on conflict on constraint told_addresses_pkey do update set requests = t.requests + 1 where t.requests < 3
    returning t.address_hash
  )
  select coalesce(array_agg(w.address), '{}') into allowed from wanted w join taken t on t.address_hash = w.address_hash;
  return allowed;
end
$$;

-- Drops what limits no longer need. Run by pg_cron.
create function private.drop_spent_limits() returns void
language sql volatile security definer set search_path = '' as $$
  delete from private.told_addresses t where t.day < (now() at time zone 'UTC')::date;
  delete from private.subscription_sources s where s.busy_until < now();
  delete from private.signup_limits l where l.busy_until < now();
$$;

-- An address as it is shown to whom it does not belong: enough to recognise, too little to use.
create function private.masked_address(channel public.notification_channel, address text) returns text
language plpgsql immutable set search_path = '' as $$
begin
  return case channel
    when 'email' then regexp_replace(address, '^(.).*@', '\1•••@')
    when 'sms' then regexp_replace(address, '^(\+\d{2}).*(\d{2})$', '\1•••\2')
    when 'call' then regexp_replace(address, '^(\+\d{2}).*(\d{2})$', '\1•••\2')
    else coalesce(substring(address from '^https://[^/?#]+'), '') || '/•••'
  end;
end
$$;

-- A provider's words for whom addresses are masked for: they repeat the address in forms nobody can list, so only the code
-- they begin with is left. What we say ourselves (here and in the function bounces) holds none.
create function private.masked_words(words text) returns text
language sql immutable set search_path = '' as $$
  select case when words is null or words in ('', 'asked', 'answered STOP', 'marked as spam') then words
    else coalesce(substring(words from '^((?:Twilio )?\d{3,5})(?=[ :,;]|-\d|$)'), 'failed') end
$$;

-- The address in the one form in which it is stored and compared, or null if it is none.
create function private.normal_address(channel public.notification_channel, address text) returns text
language plpgsql immutable set search_path = '' as $$
declare
  trimmed text := btrim(address);
begin
  if channel = 'email' then
    return private.normal_email(address);
  elsif channel in ('sms', 'call') then
    trimmed := regexp_replace(trimmed, '[ ().-]', '', 'g');
    return case when trimmed ~ '^\+[1-9]\d{6,14}$' then trimmed end;
  end if;
  return case when char_length(trimmed) <= 1000 and trimmed ~ '^https://[^\s"<>\\]+$' and trimmed ~ case channel
    -- Where these makers take messages; everything else would be a webhook, which has to prove that it wants them.
    when 'slack' then '^https://hooks\.slack(-gov)?\.com/services/[A-Za-z0-9/]+$'
    when 'discord' then '^https://((ptb|canary)\.)?discord(app)?\.com/api/(v\d+/)?webhooks/\d+/[\w-]+$'
    when 'teams' then '^https://[a-z0-9.-]+\.(logic\.azure\.com|api\.powerplatform\.com)(:443)?/[^#]*workflows/[^#]+$'
    -- The services of browsers; anything else would be a server of somebody's choice.
    when 'push' then '^https://(fcm\.googleapis\.com|([a-z0-9-]+\.)+(push\.services\.mozilla\.com|notify\.windows\.com|push\.apple\.com))(:443)?/'
    -- No user or password before the host: an address is shown in lists.
    else '^https://[^/?#@]+([/?#]|$)' end then trimmed end;
end
$$;

-- Says what an address of a channel looks like.
create function private.refuse_address(channel public.notification_channel) returns void
language plpgsql volatile set search_path = '' as $$
begin
  perform private.refuse('HG422', case channel when 'email' then 'Enter an e-mail address.'
    when 'sms' then 'Enter a number with its country: +49 151 23456789.' when 'call' then 'Enter a number with its country: +49 151 23456789.'
    when 'slack' then 'Enter the address of an incoming webhook: https://hooks.slack.com/services/….'
    when 'discord' then 'Enter the address of a webhook: https://discord.com/api/webhooks/….'
    when 'teams' then 'Enter the address of a workflow, as Teams shows it: https://….'
    when 'push' then 'This browser has a push service that is not known here.'
    else 'Enter an address that begins with https://.' end, 'address');
end
$$;

-- Replaces what a subscriber follows. Both lists empty: the whole page.
create function private.set_followed(subscriber private.subscribers, component_ids uuid[], group_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if cardinality(component_ids) > 500 or cardinality(group_ids) > 200 then
    perform private.refuse('HG422', 'These are too many.', 'component_ids');
  end if;
  -- What the page does not show cannot be followed, and is not said to exist.
  delete from private.subscription_components sc where sc.subscriber_id = subscriber.id;
  delete from private.subscription_groups sg where sg.subscriber_id = subscriber.id;
  insert into private.subscription_groups (subscriber_id, group_id, organization_id)
  select distinct subscriber.id, c.group_id, subscriber.organization_id
  from public.status_page_components pc join public.components c on c.id = pc.component_id
  where pc.status_page_id = subscriber.status_page_id and c.group_id = any (group_ids);
  insert into private.subscription_components (subscriber_id, component_id, organization_id)
  select subscriber.id, pc.component_id, subscriber.organization_id
  from public.status_page_components pc
  where pc.status_page_id = subscriber.status_page_id and pc.component_id = any (component_ids);
  update private.subscribers s set follows_page = coalesce(cardinality(component_ids), 0) = 0 and coalesce(cardinality(group_ids), 0) = 0
  where s.id = subscriber.id;
end
$$;

-- Asks a subscriber to confirm, or tells one who has that they did: at most once a minute and address (texts and calls: ten
-- minutes), and no more than private.take_requests allows, so that nobody can fill somebody's inbox. Whether anything was
-- sent is not said.
create function private.tell_subscriber(subscriber_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  subscriber private.subscribers;
begin
  update private.subscribers s set
    told_at = now(),
    confirmation_token = case when s.state = 'pending' then coalesce(s.confirmation_token, private.new_token()) end,
    confirmation_expires_at = case when s.state = 'pending' then now() + interval '3 days' end
  where s.id = tell_subscriber.subscriber_id and s.state in ('pending', 'confirmed')
    -- Nobody is called, and no program is told, that nothing has changed.
    and (s.state = 'pending' or s.channel in ('email', 'slack', 'teams', 'discord'))
    and (s.told_at is null or s.told_at < now() - case
      when s.state <> 'pending' then interval '1 hour' when s.channel in ('sms', 'call') then interval '10 minutes' else interval '1 minute' end)
  returning * into subscriber;
  if found and cardinality(private.take_requests(subscriber.channel, array[subscriber.address])) > 0 then
    insert into private.outbox (organization_id, topic, payload)
    values (subscriber.organization_id, case subscriber.state when 'pending' then 'subscription.confirm' else 'subscription.exists' end,
      jsonb_build_object('subscriber_id', subscriber.id));
  end if;
end
$$;

-- See public.request_subscription.
create function private.request_subscription(
  page_slug text, channel public.notification_channel, address text, details jsonb, component_ids uuid[], group_ids uuid[], events text[], source inet
) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  page public.page_snapshots;
  wanted text := private.normal_address(channel, address);
  -- Whose source the platform does not say share one.
  network cidr := coalesce(network(case family(source) when 6 then set_masklen(source, 64) else source end), '::/128');
  subscriber private.subscribers;
begin
  -- All that can be wrong in itself comes before anything depends on the address: a refusal takes back what was charged,
  -- and would tell who is known.
  if cardinality(component_ids) > 500 or cardinality(group_ids) > 200 then
    perform private.refuse('HG422', 'These are too many.', 'component_ids');
  end if;
  if jsonb_typeof(details) <> 'object' or pg_column_size(details) > 4096 then
    perform private.refuse('HG422', 'Details are an object of at most 4096 bytes.', 'details');
  end if;
  if events is not null and (cardinality(events) not between 1 and 3 or not events <@ '{incidents,maintenances,components}'::text[]) then
    perform private.refuse('HG422', 'Choose what to hear of.', 'events');
  end if;
  -- One in ten seconds, twenty at once.
  insert into private.subscription_sources as k (source, busy_until) values (network, clock_timestamp() + interval '10 seconds')
  on conflict on constraint subscription_sources_pkey do update set busy_until = greatest(k.busy_until, clock_timestamp()) + interval '10 seconds'
  where k.busy_until < clock_timestamp() + interval '190 seconds';
  if not found then
    perform private.refuse('HG429', 'Too many requests from this address.', 'source', 'Try again in a minute.');
  end if;
  select s.* into page from public.page_snapshots s where s.slug = page_slug and s.is_public;
  if not found then
    perform private.refuse('HG404', 'There is no such page.', 'page_slug');
  end if;
  if wanted is null then
    perform private.refuse_address(channel);
  end if;
  -- Texts and calls cost money and disturb: whoever asks for them in others' names comes to an end soon.
  if channel in ('sms', 'call') and (
    select count(*) from private.subscribers s
    where s.status_page_id = page.status_page_id and s.channel in ('sms', 'call') and s.state = 'pending' and s.told_at > now() - interval '1 hour') >= 20
  then
    perform private.refuse('HG429', 'Too many numbers have asked for this page.', 'channel', 'Try again in an hour.');
  end if;
  insert into private.subscribers as s (organization_id, status_page_id, channel, address, details, events)
  values (page.organization_id, page.status_page_id, request_subscription.channel, wanted, coalesce(request_subscription.details, '{}'),
    coalesce(request_subscription.events, '{incidents,maintenances}'))
  on conflict on constraint subscribers_address_key do update set
    -- Whoever has confirmed is not changed by somebody who merely knows the address. Complaints stay.
    state = case when s.state in ('unsubscribed', 'bounced') then 'pending' else s.state end,
    events = case when s.state in ('confirmed', 'complained') then s.events else excluded.events end,
    -- A browser's new keys replace the old ones; the secret of a webhook stays.
    details = case when s.state in ('confirmed', 'complained') then s.details else excluded.details || case s.channel when 'webhook' then s.details else '{}' end end,
    ended_at = case when s.state in ('unsubscribed', 'bounced') then null else s.ended_at end,
    end_reason = case when s.state in ('unsubscribed', 'bounced') then null else s.end_reason end,
    updated_at = now()
  returning * into subscriber;
  if subscriber.state = 'pending' then
    perform private.set_followed(subscriber, component_ids, group_ids);
  end if;
  perform private.tell_subscriber(subscriber.id);
end
$$;

-- See public.confirm_subscription.
create function private.confirm_subscription(confirmation_token text) returns table (page_slug text, token text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    with confirmed as (
      update private.subscribers s set state = 'confirmed', confirmed_at = coalesce(s.confirmed_at, now()), ended_at = null, end_reason = null, updated_at = now()
      where s.confirmation_token = confirm_subscription.confirmation_token and s.confirmation_expires_at > now() and s.state in ('pending', 'confirmed')
      returning s.status_page_id, s.token
    )
    select p.slug, c.token from confirmed c join public.status_pages p on p.id = c.status_page_id;
  if not found then
    if exists (
      select 1 from private.subscribers s
      where s.confirmation_token = confirm_subscription.confirmation_token and s.confirmation_expires_at > now() and s.state = 'pending')
    then
      perform private.refuse('HG402', 'This page cannot take more subscribers at the moment. It is not your fault.', 'subscribers', 'Try this link again tomorrow.');
    end if;
    perform private.refuse('HG404', 'This link is not valid any more.', 'token', 'Subscribe again.');
  end if;
end
$$;

-- See public.subscription.
create function private.subscription(token text)
returns table (
  page_slug text, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_ids uuid[], group_ids uuid[], created_at timestamptz, confirmed_at timestamptz, signing_secret text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select p.slug, p.title, s.channel, private.masked_address(s.channel, s.address), s.state, s.events,
      array(select sc.component_id from private.subscription_components sc where sc.subscriber_id = s.id),
      array(select sg.group_id from private.subscription_groups sg where sg.subscriber_id = s.id), s.created_at, s.confirmed_at,
      s.details ->> 'secret'
    from private.subscribers s join public.status_pages p on p.id = s.status_page_id
    where s.token = subscription.token;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token', 'Subscribe again.');
  end if;
end
$$;

-- See public.change_subscription.
create function private.change_subscription(token text, component_ids uuid[], group_ids uuid[], events text[]) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  subscriber private.subscribers;
begin
  if events is null or cardinality(events) = 0 or not events <@ '{incidents,maintenances,components}'::text[] then
    perform private.refuse('HG422', 'Choose what to hear of.', 'events');
  end if;
  update private.subscribers s set events = change_subscription.events, updated_at = now()
  where s.token = change_subscription.token and s.state = 'confirmed' returning * into subscriber;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token', 'Subscribe again.');
  end if;
  perform private.set_followed(subscriber, component_ids, group_ids);
end
$$;

-- See public.end_subscription.
create function private.end_subscription(token text, erase boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if erase then
    delete from private.subscribers s where s.token = end_subscription.token;
  else
    -- A second click is no error.
    update private.subscribers s set state = 'unsubscribed', ended_at = coalesce(s.ended_at, now()), end_reason = 'asked', updated_at = now()
    where s.token = end_subscription.token and s.state in ('pending', 'confirmed', 'unsubscribed');
  end if;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token');
  end if;
end
$$;

create function public.request_subscription(
  page_slug text, channel public.notification_channel, address text, details jsonb default '{}', component_ids uuid[] default '{}',
  group_ids uuid[] default '{}', events text[] default null, source inet default null
) returns void
language sql volatile security invoker set search_path = '' as $$
  select private.request_subscription(page_slug, channel, address, details, component_ids, group_ids, events, source)
$$;

create function public.confirm_subscription(confirmation_token text) returns table (page_slug text, token text)
language sql volatile security invoker set search_path = '' as $$ select * from private.confirm_subscription(confirmation_token) $$;

create function public.subscription(token text)
returns table (
  page_slug text, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_ids uuid[], group_ids uuid[], created_at timestamptz, confirmed_at timestamptz, signing_secret text
)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.subscription(token) $$;

create function public.change_subscription(token text, component_ids uuid[], group_ids uuid[], events text[]) returns void
language sql volatile security invoker set search_path = '' as $$ select private.change_subscription(token, component_ids, group_ids, events) $$;

create function public.end_subscription(token text, erase boolean default false) returns void
language sql volatile security invoker set search_path = '' as $$ select private.end_subscription(token, erase) $$;

-- The team's list, newest first, from after a row on. Addresses are whole only for who may change subscribers.
create function private.subscribers(
  organization_id uuid, search text, only_channel public.notification_channel, only_state public.subscriber_state, only_page uuid, only_failing boolean,
  only_id uuid, after_created_at timestamptz, after_id uuid, max_rows integer
) returns table (
  id uuid, status_page_id uuid, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_ids uuid[], group_ids uuid[], created_at timestamptz, confirmed_at timestamptz, ended_at timestamptz, end_reason text,
  last_sent_at timestamptz, failures bigint
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  may_read boolean := subscribers.organization_id = any (array(select private.my_org_ids('subscribers.write')));
  pattern text := private.like_pattern(lower(search));
begin
  perform private.require_permission(subscribers.organization_id, 'subscribers.read');
  return query
    select s.id, s.status_page_id, p.title, s.channel,
      case when may_read then s.address else private.masked_address(s.channel, s.address) end,
      s.state, s.events,
      array(select sc.component_id from private.subscription_components sc where sc.subscriber_id = s.id),
      array(select sg.group_id from private.subscription_groups sg where sg.subscriber_id = s.id),
      s.created_at, s.confirmed_at, s.ended_at, case when may_read then s.end_reason else private.masked_words(s.end_reason) end,
      (select max(d.finished_at) from private.deliveries d where d.subscriber_id = s.id and d.state = 'sent'),
      (select count(*) from private.deliveries d where d.subscriber_id = s.id and d.state = 'dead')
    from private.subscribers s join public.status_pages p on p.id = s.status_page_id
    where s.organization_id = subscribers.organization_id
      and (only_channel is null or s.channel = only_channel)
      and (only_state is null or s.state = only_state)
      and (only_page is null or s.status_page_id = only_page)
      and (only_id is null or s.id = only_id)
      and (not coalesce(only_failing, false) or s.id in (
        select d.subscriber_id from private.deliveries d where d.organization_id = subscribers.organization_id and d.state = 'dead'))
      -- Who sees masked addresses cannot find out the rest by searching.
      and (coalesce(search, '') = '' or lower(case when may_read then s.address else private.masked_address(s.channel, s.address) end) like pattern)
      and (after_id is null or (s.created_at, s.id) < (after_created_at, after_id))
    order by s.created_at desc, s.id desc
    limit least(greatest(coalesce(max_rows, 50), 1), 100);
end
$$;

create function public.subscribers(
  organization_id uuid, search text default '', only_channel public.notification_channel default null, only_state public.subscriber_state default null,
  only_page uuid default null, only_failing boolean default false, only_id uuid default null,
  after_created_at timestamptz default null, after_id uuid default null, max_rows integer default 50
) returns table (
  id uuid, status_page_id uuid, page_title text, channel public.notification_channel, address text, state public.subscriber_state, events text[],
  component_ids uuid[], group_ids uuid[], created_at timestamptz, confirmed_at timestamptz, ended_at timestamptz, end_reason text,
  last_sent_at timestamptz, failures bigint
)
language sql stable security invoker set search_path = '' as $$
  select * from private.subscribers(organization_id, search, only_channel, only_state, only_page, only_failing, only_id, after_created_at, after_id, max_rows)
$$;

-- See public.import_subscribers.
create function private.import_subscribers(status_page_id uuid, channel public.notification_channel, addresses text[])
returns table (row_number integer, address text, outcome text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  page public.status_pages;
  added_ids uuid[];
  added_addresses text[];
  told_addresses text[];
begin
  select p.* into page from public.status_pages p where p.id = import_subscribers.status_page_id;
  perform private.require_permission(page.organization_id, 'subscribers.write');
  -- Texts are paid by whoever sends them: not by the instance for a list that somebody brings along.
  if import_subscribers.channel is distinct from 'email' and (import_subscribers.channel is distinct from 'sms' or not exists (
    select 1 from private.provider_settings s where s.organization_id = page.organization_id and s.provider = 'twilio'))
  then
    perform private.refuse('HG422', 'E-mail addresses can be imported, and numbers where the organization sends texts by its own Twilio account.', 'channel');
  end if;
  if cardinality(addresses) > 1000 then
    perform private.refuse('HG422', 'Import at most 1000 rows at a time.', 'addresses');
  end if;
  -- Two imports at once count each other.
  perform 1 from public.organizations o where o.id = page.organization_id for no key update;
  with added as (
    insert into private.subscribers (organization_id, status_page_id, channel, address)
    select distinct page.organization_id, page.id, import_subscribers.channel, private.normal_address(import_subscribers.channel, g.address)
    from unnest(addresses) as g (address) where private.normal_address(import_subscribers.channel, g.address) is not null
    on conflict on constraint subscribers_address_key do nothing
    returning id, address
  )
  select array_agg(a.id), array_agg(a.address) into added_ids, added_addresses from added a;
  if coalesce(cardinality(added_ids), 0) + (
    select count(*) from private.outbox o
    where o.organization_id = page.organization_id and o.topic = 'subscription.confirm' and o.payload ? 'imported' and o.created_at > now() - interval '1 hour'
  ) > 2000 then
    perform private.refuse('HG429', 'Imports ask at most 2000 addresses an hour to confirm.', 'addresses', 'Import the rest later; repeating rows does no harm.');
  end if;
  told_addresses := private.take_requests(import_subscribers.channel, coalesce(added_addresses, '{}'));
  -- All in one statement, so that the function notify is called once.
  with asked as (
    update private.subscribers s set told_at = now(), confirmation_expires_at = now() + interval '3 days',
      confirmation_token = private.new_token()
    where s.id = any (added_ids)
    returning s.id, s.organization_id, s.address
  )
  insert into private.outbox (organization_id, topic, payload)
  select a.organization_id, 'subscription.confirm', jsonb_build_object('subscriber_id', a.id, 'imported', true) from asked a
  where a.address = any (told_addresses);
  perform private.record_act(page.organization_id, 'subscribers.import', page.id::text,
    jsonb_build_object('channel', import_subscribers.channel, 'rows', cardinality(addresses), 'asked', coalesce(cardinality(added_ids), 0)));
  return query
    select g.n::integer, g.address, case
      when g.normal is null then 'invalid'
      when g.place > 1 then 'repeated'
      when g.normal = any (added_addresses) then 'asked'
      -- Who left, bounced or complained is not asked again.
      when exists (
        select 1 from private.subscribers s where s.status_page_id = page.id and s.channel = import_subscribers.channel and s.address = g.normal
          and s.state in ('unsubscribed', 'bounced', 'complained')) then 'ended'
      else 'known' end
    from (
      select u.n, u.address, private.normal_address(import_subscribers.channel, u.address) as normal,
        row_number() over (partition by private.normal_address(import_subscribers.channel, u.address) order by u.n) as place
      from unnest(addresses) with ordinality as u (address, n)
    ) g
    order by g.n;
end
$$;

create function public.import_subscribers(status_page_id uuid, channel public.notification_channel, addresses text[])
returns table (row_number integer, address text, outcome text)
language sql volatile security invoker set search_path = '' as $$ select * from private.import_subscribers(status_page_id, channel, addresses) $$;

-- Removes a subscriber with all that is known of them.
create function private.remove_subscriber(subscriber_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  subscriber private.subscribers;
begin
  select s.* into subscriber from private.subscribers s where s.id = remove_subscriber.subscriber_id;
  perform private.require_permission(subscriber.organization_id, 'subscribers.write');
  delete from private.subscribers s where s.id = subscriber.id;
  perform private.record_act(subscriber.organization_id, 'subscribers.delete', subscriber.id::text,
    jsonb_build_object('channel', subscriber.channel, 'state', subscriber.state));
end
$$;

create function public.remove_subscriber(subscriber_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.remove_subscriber(subscriber_id) $$;

revoke all on function private.tg_subscribers__secret(), private.take_requests(public.notification_channel, text[]), private.drop_spent_limits(),
  private.masked_address(public.notification_channel, text), private.masked_words(text), private.normal_address(public.notification_channel, text),
  private.refuse_address(public.notification_channel),
  private.set_followed(private.subscribers, uuid[], uuid[]), private.tell_subscriber(uuid),
  private.request_subscription(text, public.notification_channel, text, jsonb, uuid[], uuid[], text[], inet), private.confirm_subscription(text),
  private.subscription(text), private.change_subscription(text, uuid[], uuid[], text[]), private.end_subscription(text, boolean),
  public.request_subscription(text, public.notification_channel, text, jsonb, uuid[], uuid[], text[], inet), public.confirm_subscription(text),
  public.subscription(text), public.change_subscription(text, uuid[], uuid[], text[]), public.end_subscription(text, boolean),
  private.subscribers(uuid, text, public.notification_channel, public.subscriber_state, uuid, boolean, uuid, timestamptz, uuid, integer),
  public.subscribers(uuid, text, public.notification_channel, public.subscriber_state, uuid, boolean, uuid, timestamptz, uuid, integer),
  private.import_subscribers(uuid, public.notification_channel, text[]), public.import_subscribers(uuid, public.notification_channel, text[]),
  private.remove_subscriber(uuid), public.remove_subscriber(uuid)
  from public, anon, authenticated, service_role;
grant execute on function
  private.subscribers(uuid, text, public.notification_channel, public.subscriber_state, uuid, boolean, uuid, timestamptz, uuid, integer),
  public.subscribers(uuid, text, public.notification_channel, public.subscriber_state, uuid, boolean, uuid, timestamptz, uuid, integer),
  private.import_subscribers(uuid, public.notification_channel, text[]), public.import_subscribers(uuid, public.notification_channel, text[]),
  private.remove_subscriber(uuid), public.remove_subscriber(uuid)
  to authenticated;
grant execute on function
  private.request_subscription(text, public.notification_channel, text, jsonb, uuid[], uuid[], text[], inet), private.confirm_subscription(text),
  private.subscription(text), private.change_subscription(text, uuid[], uuid[], text[]), private.end_subscription(text, boolean),
  public.request_subscription(text, public.notification_channel, text, jsonb, uuid[], uuid[], text[], inet), public.confirm_subscription(text),
  public.subscription(text), public.change_subscription(text, uuid[], uuid[], text[]), public.end_subscription(text, boolean)
  to service_role;

comment on table private.subscribers is 'Who follows a page: one row a page, channel and address. Nothing is sent before state is confirmed, but what asks for that.';
comment on column private.subscribers.token is 'What the links in messages carry; whoever has it manages the subscription.';
comment on table private.subscription_components is 'Components that a subscriber follows who does not follow the whole page.';
comment on table private.subscription_groups is 'Groups that a subscriber follows, with whatever comes into them later.';
comment on table private.subscription_sources is 'Until when the budget of an address is used up that asks for subscriptions.';
comment on table private.told_addresses is 'How many requests to confirm an address was sent on a day, over all organizations; address_hash is the SHA-256 of "channel address".';
comment on function public.request_subscription(text, public.notification_channel, text, jsonb, uuid[], uuid[], text[], inet) is 'Asks for a subscription to a public page; the answer is the same whether the address is known or not. Empty lists follow the whole page. For the function subscriptions. Errors: HG404 (page), HG422, HG429.';
comment on function public.confirm_subscription(text) is 'Confirms by the token of the confirmation message; returns the page and the token that manages the subscription. Errors: HG402 (the page''s plan is full), HG404.';
comment on function public.subscription(text) is 'A subscription as its holder sees it; signing_secret is what a webhook''s messages are signed with. Error: HG404.';
comment on function public.change_subscription(text, uuid[], uuid[], text[]) is 'Replaces what a confirmed subscription follows. Errors: HG404, HG422.';
comment on function public.end_subscription(text, boolean) is 'Ends a subscription, or with erase deletes all that is known of it. Error: HG404.';
comment on function public.subscribers(uuid, text, public.notification_channel, public.subscriber_state, uuid, boolean, uuid, timestamptz, uuid, integer) is 'The subscribers of an organization, newest first, at most 100; only_failing: those with a dead delivery; after_created_at and after_id are those of the last row seen. Addresses are masked for who may not change them. Error: HG403.';
comment on function public.import_subscribers(uuid, public.notification_channel, text[]) is 'Adds addresses to a page and asks each to confirm; says of each row whether it was asked, known, repeated, invalid, or ended (left, bounced or complained: not asked again). E-mail, and SMS with the organization''s own Twilio; at most 2000 asked an hour. Errors: HG403, HG422, HG429.';
comment on function public.remove_subscriber(uuid) is 'Deletes a subscriber and their deliveries. Error: HG403.';
