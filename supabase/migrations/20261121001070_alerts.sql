-- Telling the team: who hears of which component, who is next while nobody looks, and when people sleep.

-- Phone numbers and chat webhooks are secrets: members reach contacts through RPCs that mask them.
create table private.alert_contacts (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  channel public.notification_channel not null,
  -- A member is told at the address of the account, which is proven; address is null then.
  user_id uuid,
  address text,
  details jsonb not null default '{}',
  state public.subscriber_state not null default 'pending',
  -- Wall-clock time of time_zone. A night belongs to the day on which it begins; equal times are a whole day.
  quiet_from time,
  quiet_until time,
  quiet_days smallint[] not null default '{1,2,3,4,5,6,7}',
  time_zone text not null default 'UTC',
  confirmation_token text,
  confirmation_expires_at timestamptz,
  told_at timestamptz,
  confirmed_at timestamptz,
  end_reason text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint alert_contacts_pkey primary key (id),
  constraint alert_contacts_organization_key unique (id, organization_id),
  constraint alert_contacts_address_key unique (organization_id, channel, address),
  constraint alert_contacts_user_key unique (organization_id, user_id),
  constraint alert_contacts_confirmation_token_key unique (confirmation_token),
  constraint alert_contacts_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint alert_contacts_member_fkey foreign key (organization_id, user_id)
    references public.members (organization_id, user_id) on delete cascade,
  constraint alert_contacts_one_address check (num_nonnulls(user_id, address) = 1),
  constraint alert_contacts_member_by_mail check (user_id is null or channel = 'email'),
  constraint alert_contacts_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint alert_contacts_address_length check (char_length(address) between 3 and 1000),
  constraint alert_contacts_details_size check (jsonb_typeof(details) = 'object' and pg_column_size(details) <= 4096),
  constraint alert_contacts_quiet_pair check ((quiet_from is null) = (quiet_until is null)),
  constraint alert_contacts_quiet_days check (cardinality(quiet_days) > 0 and quiet_days <@ '{1,2,3,4,5,6,7}'::smallint[])
);
alter table private.alert_contacts enable row level security;

create table public.alert_rules (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  name text not null,
  scope text not null,
  statuses public.component_status[] not null,
  breaks_quiet boolean not null default true,
  is_enabled boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint alert_rules_pkey primary key (id),
  constraint alert_rules_organization_key unique (id, organization_id),
  constraint alert_rules_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint alert_rules_name_length check (char_length(btrim(name)) between 1 and 80),
  constraint alert_rules_scope_known check (scope in ('all', 'components', 'monitors')),
  constraint alert_rules_statuses_known check (
    cardinality(statuses) > 0
    and statuses <@ '{unknown,degraded_performance,partial_outage,major_outage}'::public.component_status[])
);
alter table public.alert_rules enable row level security;
create index alert_rules_organization_id_idx on public.alert_rules (organization_id);

create table public.alert_rule_components (
  rule_id uuid not null,
  component_id uuid not null,
  organization_id uuid not null,
  constraint alert_rule_components_pkey primary key (rule_id, component_id),
  constraint alert_rule_components_rule_fkey foreign key (rule_id, organization_id)
    references public.alert_rules (id, organization_id) on delete cascade,
  constraint alert_rule_components_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade
);
alter table public.alert_rule_components enable row level security;
create index alert_rule_components_rule_idx on public.alert_rule_components (rule_id, organization_id);
create index alert_rule_components_component_idx on public.alert_rule_components (component_id, organization_id);
create index alert_rule_components_organization_idx on public.alert_rule_components (organization_id);

create table public.alert_rule_monitors (
  rule_id uuid not null,
  monitor_id uuid not null,
  organization_id uuid not null,
  constraint alert_rule_monitors_pkey primary key (rule_id, monitor_id),
  constraint alert_rule_monitors_rule_fkey foreign key (rule_id, organization_id)
    references public.alert_rules (id, organization_id) on delete cascade,
  constraint alert_rule_monitors_monitor_fkey foreign key (monitor_id, organization_id)
    references public.monitors (id, organization_id) on delete cascade
);
alter table public.alert_rule_monitors enable row level security;
create index alert_rule_monitors_rule_idx on public.alert_rule_monitors (rule_id, organization_id);
create index alert_rule_monitors_monitor_idx on public.alert_rule_monitors (monitor_id, organization_id);
create index alert_rule_monitors_organization_idx on public.alert_rule_monitors (organization_id);

-- A step of a rule is whoever has the same minutes.
create table public.alert_rule_contacts (
  rule_id uuid not null,
  contact_id uuid not null,
  after_minutes smallint not null,
  organization_id uuid not null,
  constraint alert_rule_contacts_pkey primary key (rule_id, after_minutes, contact_id),
  constraint alert_rule_contacts_rule_fkey foreign key (rule_id, organization_id)
    references public.alert_rules (id, organization_id) on delete cascade,
  constraint alert_rule_contacts_contact_fkey foreign key (contact_id, organization_id)
    references private.alert_contacts (id, organization_id) on delete cascade,
  constraint alert_rule_contacts_range check (after_minutes between 0 and 1440)
);
alter table public.alert_rule_contacts enable row level security;
create index alert_rule_contacts_rule_idx on public.alert_rule_contacts (rule_id, organization_id);
create index alert_rule_contacts_contact_idx on public.alert_rule_contacts (contact_id, organization_id);
create index alert_rule_contacts_organization_idx on public.alert_rule_contacts (organization_id);

create table private.alerts (
  id uuid not null default gen_random_uuid(),
  organization_id uuid not null,
  rule_id uuid not null,
  component_id uuid not null,
  status public.component_status not null,
  opened_at timestamptz not null default now(),
  -- Minutes of the last step that was told.
  told_minutes smallint not null default -1,
  acknowledged_at timestamptz,
  acknowledged_by uuid,
  acknowledged_contact_id uuid,
  ended_at timestamptz,
  constraint alerts_pkey primary key (id),
  constraint alerts_organization_key unique (id, organization_id),
  constraint alerts_rule_fkey foreign key (rule_id, organization_id)
    references public.alert_rules (id, organization_id) on delete cascade,
  constraint alerts_component_fkey foreign key (component_id, organization_id)
    references public.components (id, organization_id) on delete cascade,
  constraint alerts_acknowledged_by_fkey foreign key (acknowledged_by) references public.profiles (id) on delete set null,
  constraint alerts_acknowledged_contact_fkey foreign key (acknowledged_contact_id, organization_id)
    references private.alert_contacts (id, organization_id) on delete set null (acknowledged_contact_id)
);
alter table private.alerts enable row level security;
create unique index alerts_open_key on private.alerts (rule_id, component_id) where ended_at is null;
create index alerts_organization_id_idx on private.alerts (organization_id, opened_at desc);
create index alerts_rule_idx on private.alerts (rule_id, organization_id);
create index alerts_component_idx on private.alerts (component_id, organization_id);
create index alerts_acknowledged_by_idx on private.alerts (acknowledged_by);
create index alerts_acknowledged_contact_idx on private.alerts (acknowledged_contact_id, organization_id);

-- Whom an alert is told. The link of each of them carries their token.
create table private.alert_recipients (
  alert_id uuid not null,
  contact_id uuid not null,
  organization_id uuid not null,
  token text not null default private.new_token(),
  created_at timestamptz not null default now(),
  constraint alert_recipients_pkey primary key (alert_id, contact_id),
  constraint alert_recipients_token_key unique (token),
  constraint alert_recipients_alert_fkey foreign key (alert_id, organization_id)
    references private.alerts (id, organization_id) on delete cascade,
  constraint alert_recipients_contact_fkey foreign key (contact_id, organization_id)
    references private.alert_contacts (id, organization_id) on delete cascade
);
alter table private.alert_recipients enable row level security;
create index alert_recipients_alert_idx on private.alert_recipients (alert_id, organization_id);
create index alert_recipients_contact_idx on private.alert_recipients (contact_id, organization_id);

-- Alerts go through the queue of all messages.
alter table private.deliveries
  alter column subscriber_id drop not null,
  add column contact_id uuid,
  add constraint deliveries_contact_key unique (notification_id, contact_id),
  add constraint deliveries_one_recipient check (num_nonnulls(subscriber_id, contact_id) = 1),
  add constraint deliveries_contact_fkey foreign key (contact_id, organization_id)
    references private.alert_contacts (id, organization_id) on delete cascade;
create index deliveries_contact_idx on private.deliveries (contact_id, organization_id);
create index deliveries_alert_idx on private.deliveries (thread_id, contact_id) where contact_id is not null;
create index deliveries_alert_queued_idx on private.deliveries (thread_id) where contact_id is not null and state = 'queued';

-- What a worker may take once it is due: what came before in the same matter goes first, also when it has to be tried again. A
-- view: a function would not be inlined (decision 001) and be asked about every row that waits.
create view private.next_deliveries with (security_invoker = true) as
  select d.channel, d.due_at, d.id from private.deliveries d
  where d.state = 'queued'
    and (d.thread_id is null or not exists (
      select 1 from private.deliveries e
      where e.subscriber_id = d.subscriber_id and e.thread_id = d.thread_id and e.state = 'queued' and e.id < d.id))
    and (d.contact_id is null or not exists (
      select 1 from private.deliveries e
      where e.contact_id = d.contact_id and e.thread_id = d.thread_id and e.state = 'queued' and e.id < d.id));
revoke all on private.next_deliveries from public, anon, authenticated, service_role;

-- When the quiet hours end in which a time falls, or null. What ends where the next ones begin goes on with them.
create function private.quiet_until(contact private.alert_contacts, at timestamptz) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  until_at timestamptz := null;
  next_at timestamptz := at;
begin
  if contact.quiet_from is null then
    return null;
  end if;
  for n in 1..8 loop
    select max(w.ends) into next_at
    from (
      -- Postgres knows when each zone's clocks change: a night then has an hour more or less.
      select (d.day + contact.quiet_from) at time zone contact.time_zone as starts,
        (d.day + contact.quiet_until + case when contact.quiet_until <= contact.quiet_from then interval '1 day' else interval '0' end)
          at time zone contact.time_zone as ends
      from (
        select (next_at at time zone contact.time_zone)::date + offset_days as day from generate_series(-1, 0) offset_days
      ) d
      where extract(isodow from d.day) = any (contact.quiet_days)
    ) w
    where w.starts <= next_at and next_at < w.ends;
    exit when next_at is null;
    until_at := next_at;
  end loop;
  return until_at;
end
$$;

-- Text of people inside Markdown, as they wrote it.
create function private.markdown_text(plain text) returns text
language sql immutable set search_path = '' as $$
  select regexp_replace(regexp_replace(plain, '\s+', ' ', 'g'), '([\\`*_{}\[\]<>()#+.!|~&:-])', '\\\1', 'g')
$$;

-- What monitors say of a component as far as a rule looks: the worst of them, without data only where it was asked for or
-- nothing else speaks. Null when the rule is off, does not cover it, or no monitor runs.
create function private.alert_status(rule public.alert_rules, component_id uuid) returns public.component_status
language plpgsql stable security definer set search_path = '' as $$
begin
  if not rule.is_enabled or (rule.scope = 'components' and not exists (
    select 1 from public.alert_rule_components rc where rc.rule_id = rule.id and rc.component_id = alert_status.component_id
  )) then
    return null;
  end if;
  return (
    select case when 'unknown' = any (rule.statuses) then private.status_of_rank(max(private.status_rank(m.status)))
      else coalesce(private.status_of_rank(max(private.status_rank(m.status)) filter (where m.status <> 'unknown')), 'unknown') end
    from public.monitors m join public.components c on c.id = m.component_id and c.archived_at is null
    where m.component_id = alert_status.component_id and m.paused_at is null
      and (rule.scope <> 'monitors' or exists (
        select 1 from public.alert_rule_monitors rm where rm.rule_id = rule.id and rm.monitor_id = m.id))
    having count(*) > 0
  );
end
$$;

-- Opens, moves and ends the alerts of components, as their monitors are now. Asked again it changes nothing. While
-- private.is_quiet none is opened. Returns how many changed.
create function private.follow_alerts(component_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  seen record;
  opened uuid;
  is_raised boolean;
  changed integer := 0;
begin
  perform 1 from public.components c where c.id = any (component_ids) order by c.id for update;
  for seen in
    select c.id as component_id, c.organization_id, r.id as rule_id, r.statuses, r.breaks_quiet, a.id as alert_id, a.status as old_status,
      private.alert_status(r, c.id) as status
    from public.components c
    join public.alert_rules r on r.organization_id = c.organization_id
    left join private.alerts a on a.rule_id = r.id and a.component_id = c.id and a.ended_at is null
    where c.id = any (component_ids) and (r.is_enabled or a.id is not null)
    order by c.id, r.id
  loop
    is_raised := coalesce(seen.status = any (seen.statuses), false);
    -- No data is no recovery.
    continue when case when is_raised then seen.status = seen.old_status else seen.alert_id is null or seen.status = 'unknown' end;
    begin
      if not is_raised then
        -- No monitor is the end too, of which nobody needs to hear.
        perform private.end_alert(seen.alert_id, seen.status);
      elsif seen.alert_id is null then
        continue when private.is_quiet(seen.component_id);
        insert into private.alerts (organization_id, rule_id, component_id, status)
        values (seen.organization_id, seen.rule_id, seen.component_id, seen.status)
        on conflict do nothing returning id into opened;
        continue when not found;
        perform private.escalate_alert(opened);
      else
        update private.alerts a set status = seen.status where a.id = seen.alert_id;
        if seen.breaks_quiet and seen.status = 'major_outage' then
          update private.deliveries d set due_at = now()
          where d.thread_id = seen.alert_id and d.contact_id is not null and d.state = 'queued' and d.attempts = 0 and d.due_at > now();
          if found then
            perform private.call_function('notify');
          end if;
        end if;
      end if;
      changed := changed + 1;
    exception
      -- One rule that fails keeps nobody else waiting.
      when others then raise warning 'alert rule %, component %: % (%)', seen.rule_id, seen.component_id, sqlerrm, sqlstate;
    end;
  end loop;
  return changed;
end
$$;

-- Tells the steps of an alert whose time has come, once each. Nobody is told what somebody has acknowledged.
create function private.escalate_alert(alert_id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  alert private.alerts;
  due smallint;
begin
  select a.* into alert from private.alerts a
  where a.id = escalate_alert.alert_id and a.acknowledged_at is null and a.ended_at is null for update;
  select max(rc.after_minutes) into due from public.alert_rule_contacts rc
  where rc.rule_id = alert.rule_id and rc.after_minutes > alert.told_minutes and alert.opened_at + make_interval(mins => rc.after_minutes) <= now();
  if due is null then
    return false;
  end if;
  insert into private.outbox (organization_id, topic, payload)
  select alert.organization_id, 'alert.raised', jsonb_build_object('alert_id', alert.id, 'after_minutes', due,
    'contact_ids', jsonb_agg(distinct rc.contact_id))
  from public.alert_rule_contacts rc
  where rc.rule_id = alert.rule_id and rc.after_minutes > alert.told_minutes and rc.after_minutes <= due;
  update private.alerts a set told_minutes = due where a.id = alert.id;
  return true;
end
$$;

-- What waits to be sent of alerts that somebody has acknowledged or that have ended is sent to nobody any more.
create function private.drop_alert_deliveries() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.deliveries d using private.notifications n, private.alerts a
  where d.contact_id is not null and d.state = 'queued' and (d.worker is null or d.due_at <= now())
    and n.id = d.notification_id and n.topic = 'alert.raised' and a.id = d.thread_id
    and (a.ended_at is not null or a.acknowledged_at is not null);
end
$$;

-- Ends an alert. With the status that ended it, those who were told of the alert are told of its end.
create function private.end_alert(alert_id uuid, status public.component_status) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  alert private.alerts;
begin
  update private.alerts a set ended_at = now(), status = coalesce(end_alert.status, a.status)
  where a.id = end_alert.alert_id and a.ended_at is null returning * into alert;
  if not found then
    return;
  end if;
  perform private.drop_alert_deliveries();
  if end_alert.status is not null and alert.told_minutes >= 0 then
    insert into private.outbox (organization_id, topic, payload) values (alert.organization_id, 'alert.ended', jsonb_build_object('alert_id', alert.id));
  end if;
end
$$;

-- Says that somebody looks, a member or a contact: false when it was said before or the alert is over.
create function private.acknowledge(alert_id uuid, user_id uuid, contact_id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  update private.alerts a set acknowledged_at = now(), acknowledged_by = acknowledge.user_id, acknowledged_contact_id = acknowledge.contact_id
  where a.id = acknowledge.alert_id and a.acknowledged_at is null and a.ended_at is null;
  if not found then
    return false;
  end if;
  perform private.drop_alert_deliveries();
  return true;
end
$$;

-- Deliveries of an event of the outbox about alerts. Returns how many.
create function private.fan_out_alert(event private.outbox) returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  alert private.alerts;
  wakes boolean;
  told bigint;
  queued integer;
begin
  if event.topic <> 'alert.confirm' then
    -- Whoever acknowledges or ends it waits for this, and then takes back what is queued here.
    select a.* into alert from private.alerts a where a.id = (event.payload ->> 'alert_id')::uuid for share;
    if not found or (event.topic = 'alert.raised' and (alert.ended_at is not null or alert.acknowledged_at is not null)) then
      return 0;
    end if;
  end if;
  insert into private.notifications (outbox_id, organization_id, topic, details, thread_id)
  values (event.id, event.organization_id, event.topic, event.payload, alert.id) returning id into told;
  if event.topic = 'alert.raised' then
    insert into private.alert_recipients (alert_id, contact_id, organization_id)
    select alert.id, c.id, c.organization_id from private.alert_contacts c
    where c.organization_id = event.organization_id and event.payload -> 'contact_ids' ? c.id::text and c.state = 'confirmed'
    on conflict do nothing;
  end if;
  wakes := event.topic = 'alert.raised' and alert.status = 'major_outage'
    and (select r.breaks_quiet from public.alert_rules r where r.id = alert.rule_id);
  insert into private.deliveries (notification_id, organization_id, contact_id, channel, thread_id, due_at)
  select told, c.organization_id, c.id, c.channel, alert.id,
    case when wakes or alert.id is null then now() else coalesce(private.quiet_until(c, now()), now()) end
  from private.alert_contacts c
  where c.organization_id = event.organization_id and case event.topic
    when 'alert.confirm' then c.id = (event.payload ->> 'contact_id')::uuid and c.state = 'pending'
    when 'alert.raised' then c.state = 'confirmed' and event.payload -> 'contact_ids' ? c.id::text
      -- Who still has to hear of it for the first time hears of it once.
      and not exists (select 1 from private.deliveries d where d.thread_id = alert.id and d.contact_id = c.id and d.state = 'queued')
    else c.state = 'confirmed'
      and exists (select 1 from private.deliveries d where d.thread_id = alert.id and d.contact_id = c.id and (d.state = 'sent' or d.worker is not null))
    end;
  get diagnostics queued = row_count;
  return queued;
end
$$;

-- What notifications about alerts say, in the shape of private.notification_contents.
create function private.alert_contents(notification_ids bigint[])
returns table (
  notification_id bigint, status_page_id uuid, topic text, page_slug text, page_title text, organization_name text, time_zone text, accent text,
  thread_id uuid, title text, status text, impact public.incident_impact, starts_at timestamptz, ends_at timestamptz, next_update_at timestamptz,
  body text, said_at timestamptz, components jsonb, update_id uuid, page_status text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select n.id, null::uuid, n.topic, '', o.name, o.name,
      coalesce((select p.time_zone from public.status_pages p where p.organization_id = o.id order by p.created_at limit 1), 'UTC'), '#005461',
      n.thread_id, coalesce(c.name, o.name), coalesce(a.status::text, ''), private.impact_of(array[a.status]), a.opened_at, a.ended_at, null::timestamptz,
      case n.topic
        when 'alert.confirm' then format('%s wants to send alerts of its team to this address. Nothing is sent before you confirm.', private.markdown_text(o.name))
        when 'alert.ended' then case when a.status = 'operational' then format('Monitoring sees **%s** working again.', private.markdown_text(c.name))
          else format('Monitoring now sees a %s of **%s**.', replace(a.status::text, '_', ' '), private.markdown_text(c.name)) end
        else concat_ws(E'\n\n',
          case when (n.details ->> 'after_minutes')::integer > 0
            then format('Nobody has acknowledged this for %s minutes.', n.details ->> 'after_minutes') end,
          (
            select string_agg(format('- %s: %s%s', private.markdown_text(m.name), replace(m.status::text, '_', ' '), coalesce(' (' || (
              select private.markdown_text(replace(st.reason, '_', ' ')) from private.schedule s join private.region_states st on st.schedule_id = s.id
              where s.monitor_id = m.id and st.status = m.status and st.reason is not null order by s.region_id limit 1) || ')', '')), E'\n' order by m.name)
            from public.monitors m where m.component_id = a.component_id and m.paused_at is null and m.status <> 'operational'
          ),
          format('Rule: %s', private.markdown_text(r.name)))
      end,
      n.created_at,
      case when c.id is null then '[]'::jsonb
        else jsonb_build_array(jsonb_build_object('id', c.id, 'name', c.name, 'old_status', a.status, 'new_status', a.status)) end,
      null::uuid, a.status::text
    from private.notifications n
    join public.organizations o on o.id = n.organization_id
    left join private.alerts a on a.id = n.thread_id
    left join public.components c on c.id = a.component_id
    left join public.alert_rules r on r.id = a.rule_id
    where n.id = any (notification_ids) and n.topic like 'alert.%' and (a.id is not null or n.topic = 'alert.confirm');
end
$$;

-- What happens by the clock: alerts that were held back, escalation. Run by pg_cron.
create function private.run_alerts() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  changed integer := private.follow_alerts(array(
    select a.component_id from private.alerts a where a.ended_at is null
    union
    select m.component_id from public.alert_rules r join public.monitors m on m.organization_id = r.organization_id
    where r.is_enabled and m.paused_at is null and m.status = any (r.statuses)
  ));
  due uuid;
begin
  for due in
    select a.id from private.alerts a
    where a.ended_at is null and a.acknowledged_at is null and exists (
      select 1 from public.alert_rule_contacts rc
      where rc.rule_id = a.rule_id and rc.after_minutes > a.told_minutes and a.opened_at + make_interval(mins => rc.after_minutes) <= now())
    order by a.id
  loop
    begin
      if not private.is_quiet((select a.component_id from private.alerts a where a.id = due)) and private.escalate_alert(due) then
        changed := changed + 1;
      end if;
    exception
      when others then raise warning 'alert %: % (%)', due, sqlerrm, sqlstate;
    end;
  end loop;
  perform private.drop_alert_deliveries();
  return changed;
end
$$;

-- Alerts are kept for a year. Run by pg_cron.
create function private.drop_old_alerts() returns void
language sql volatile security definer set search_path = '' as $$
  delete from private.alerts a where a.ended_at < now() - interval '1 year'
$$;

-- At commit, when what the monitors changed has become the statuses that private.is_quiet reads.
create function private.tg_monitors__follow_alerts() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select 1 from public.alert_rules r where r.organization_id = new.organization_id and r.is_enabled) then
    perform private.follow_alerts(array[new.component_id]);
  end if;
  return null;
end
$$;

-- Whoever looks at an incident looks at its components' alerts. At commit, when the incident has its components.
create function private.tg_incidents__acknowledge_alerts() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.acknowledge(a.id, new.acknowledged_by, null)
  from private.alerts a join public.incident_components ic on ic.component_id = a.component_id
  where ic.incident_id = new.id and a.ended_at is null and a.acknowledged_at is null;
  return null;
end
$$;

-- Asks a contact to confirm, at most once a minute (texts and calls: ten minutes) and as often as private.take_requests
-- allows; says whether.
create function private.tell_alert_contact(contact_id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  contact private.alert_contacts;
begin
  update private.alert_contacts c set
    told_at = now(), confirmation_expires_at = now() + interval '3 days',
    confirmation_token = coalesce(c.confirmation_token, private.new_token())
  where c.id = tell_alert_contact.contact_id and c.state = 'pending'
    and (c.told_at is null or c.told_at < now() - case when c.channel in ('sms', 'call') then interval '10 minutes' else interval '1 minute' end)
  returning * into contact;
  if not found then
    return false;
  end if;
  -- Removed and added again it is a new contact: what an organization may ask in all is limited too.
  if (
    select count(*) from private.outbox o
    where o.organization_id = contact.organization_id and o.topic = 'alert.confirm' and o.created_at > now() - interval '1 hour'
  ) >= 50 then
    perform private.refuse('HG429', 'Fifty requests to confirm were sent within an hour.', 'address', 'Try again later.');
  end if;
  if cardinality(private.take_requests(contact.channel, array[contact.address])) = 0 then
    return false;
  end if;
  insert into private.outbox (organization_id, topic, payload) values (contact.organization_id, 'alert.confirm', jsonb_build_object('contact_id', contact.id));
  return true;
end
$$;

-- See public.alert_contacts.
create function private.alert_contacts(organization_id uuid)
returns table (
  id uuid, name text, channel public.notification_channel, user_id uuid, address text, state public.subscriber_state, quiet_from time, quiet_until time,
  quiet_days smallint[], time_zone text, silent_until timestamptz, end_reason text, created_at timestamptz, confirmed_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  may_read boolean := alert_contacts.organization_id = any (array(select private.my_org_ids('alerts.write')));
begin
  perform private.require_permission(alert_contacts.organization_id, 'alerts.read');
  return query
    select c.id, c.name, c.channel, c.user_id,
      case when c.user_id is not null then p.email when may_read then c.address else private.masked_address(c.channel, c.address) end,
      c.state, c.quiet_from, c.quiet_until, c.quiet_days, c.time_zone, private.quiet_until(c, now()),
      case when may_read then c.end_reason else private.masked_words(c.end_reason) end, c.created_at, c.confirmed_at
    from private.alert_contacts c left join public.profiles p on p.id = c.user_id
    where c.organization_id = alert_contacts.organization_id
    order by lower(c.name), c.id;
end
$$;

-- See public.alert_channels.
create function private.alert_channels(organization_id uuid) returns setof public.notification_channel
language plpgsql stable security definer set search_path = '' as $$
declare
  phones public.notification_channel[] := private.phone_channels(organization_id);
begin
  perform private.require_permission(organization_id, 'alerts.read');
  return query
    select c.name from unnest(enum_range(null::public.notification_channel)) as c (name)
    where case when c.name in ('sms', 'call') then c.name = any (phones) else c.name <> 'push' end;
end
$$;

-- See public.save_alert_contact.
create function private.save_alert_contact(
  organization_id uuid, contact_id uuid, name text, channel public.notification_channel, address text, user_id uuid, quiet_from time, quiet_until time,
  quiet_days smallint[], time_zone text
) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
declare
  kept private.alert_contacts;
  wanted text;
begin
  perform private.require_permission(organization_id, 'alerts.write');
  if char_length(btrim(coalesce(name, ''))) not between 1 and 80 then
    perform private.refuse('HG422', 'A name has 1 to 80 characters.', 'name');
  end if;
  if (quiet_from is null) <> (quiet_until is null) then
    perform private.refuse('HG422', 'Quiet hours have a beginning and an end.', 'quiet_from');
  end if;
  if quiet_from is not null and (coalesce(cardinality(quiet_days), 0) = 0 or not quiet_days <@ '{1,2,3,4,5,6,7}'::smallint[]) then
    perform private.refuse('HG422', 'Choose the days of the quiet hours.', 'quiet_days');
  end if;
  if quiet_from = quiet_until and quiet_days @> '{1,2,3,4,5,6,7}'::smallint[] then
    perform private.refuse('HG422', 'These quiet hours would never end.', 'quiet_until');
  end if;
  if not exists (select 1 from pg_catalog.pg_timezone_names z where z.name = coalesce(save_alert_contact.time_zone, 'UTC')) then
    perform private.refuse('HG422', 'There is no such time zone.', 'time_zone');
  end if;
  select c.* into kept from private.alert_contacts c where c.id = save_alert_contact.contact_id for update;
  if found and kept.organization_id <> save_alert_contact.organization_id then
    perform private.refuse('HG409', 'This id is taken.', 'contact_id');
  end if;
  if kept.id is null then
    if channel = 'push' then
      perform private.refuse('HG422', 'Alerts do not go to browsers.', 'channel');
    end if;
    if user_id is not null then
      if not exists (
        select 1 from public.members m where m.organization_id = save_alert_contact.organization_id and m.user_id = save_alert_contact.user_id
      ) then
        perform private.refuse('HG422', 'This person is not a member.', 'user_id');
      end if;
    else
      wanted := private.normal_address(channel, address);
      if wanted is null then
        perform private.refuse_address(channel);
      end if;
      -- Each of them is sent a message by us that its owner has not asked for.
      if (select count(*) from private.alert_contacts c where c.organization_id = save_alert_contact.organization_id and c.state = 'pending') >= 20 then
        perform private.refuse('HG429', 'Twenty contacts have not confirmed yet.', 'address', 'Remove those that will not.');
      end if;
    end if;
    begin
      insert into private.alert_contacts (id, organization_id, name, channel, address, user_id, state, confirmed_at)
      values (coalesce(contact_id, gen_random_uuid()), save_alert_contact.organization_id, btrim(save_alert_contact.name),
        case when save_alert_contact.user_id is null then save_alert_contact.channel else 'email' end, wanted, save_alert_contact.user_id,
        case when save_alert_contact.user_id is null then 'pending' else 'confirmed' end::public.subscriber_state,
        case when save_alert_contact.user_id is not null then now() end)
      returning * into kept;
    exception
      when unique_violation then
        perform private.refuse('HG409', 'There is a contact with this address already.', case when user_id is null then 'address' else 'user_id' end);
    end;
  end if;
  update private.alert_contacts c set
    name = btrim(save_alert_contact.name), quiet_from = save_alert_contact.quiet_from, quiet_until = save_alert_contact.quiet_until,
    quiet_days = case when save_alert_contact.quiet_from is null then c.quiet_days else save_alert_contact.quiet_days end,
    time_zone = coalesce(save_alert_contact.time_zone, 'UTC')
  where c.id = kept.id;
  if kept.told_at is null then
    perform private.tell_alert_contact(kept.id);
  end if;
  return kept.id;
end
$$;

-- See public.ask_alert_contact.
create function private.ask_alert_contact(contact_id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission((select c.organization_id from private.alert_contacts c where c.id = ask_alert_contact.contact_id), 'alerts.write');
  -- Who has left is not asked again.
  update private.alert_contacts c set state = 'pending', end_reason = null where c.id = ask_alert_contact.contact_id and c.state = 'bounced';
  return private.tell_alert_contact(contact_id);
end
$$;

-- See public.remove_alert_contact.
create function private.remove_alert_contact(contact_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission((select c.organization_id from private.alert_contacts c where c.id = remove_alert_contact.contact_id), 'alerts.write');
  delete from private.alert_contacts c where c.id = remove_alert_contact.contact_id;
end
$$;

-- See public.save_alert_rule.
create function private.save_alert_rule(
  organization_id uuid, rule_id uuid, expected_version integer, name text, scope text, component_ids uuid[], monitor_ids uuid[],
  statuses public.component_status[], steps jsonb, breaks_quiet boolean, is_enabled boolean
) returns public.alert_rules
language plpgsql volatile security definer set search_path = '' as $$
declare
  rule public.alert_rules;
begin
  perform private.require_permission(organization_id, 'alerts.write');
  if char_length(btrim(coalesce(name, ''))) not between 1 and 80 then
    perform private.refuse('HG422', 'A name has 1 to 80 characters.', 'name');
  end if;
  if scope not in ('all', 'components', 'monitors') then
    perform private.refuse('HG422', 'A rule is about all components, some, or monitors.', 'scope');
  end if;
  if coalesce(cardinality(statuses), 0) = 0 or not statuses <@ '{unknown,degraded_performance,partial_outage,major_outage}'::public.component_status[] then
    perform private.refuse('HG422', 'Choose the statuses that raise an alert.', 'statuses');
  end if;
  if scope = 'components' and (coalesce(cardinality(component_ids), 0) not between 1 and 500 or exists (
    select 1 from unnest(component_ids) u (id)
    where not exists (select 1 from public.components c where c.id = u.id and c.organization_id = save_alert_rule.organization_id)
  )) then
    perform private.refuse('HG422', 'Choose components.', 'component_ids');
  end if;
  if scope = 'monitors' and (coalesce(cardinality(monitor_ids), 0) not between 1 and 500 or exists (
    select 1 from unnest(monitor_ids) u (id)
    where not exists (select 1 from public.monitors m where m.id = u.id and m.organization_id = save_alert_rule.organization_id)
  )) then
    perform private.refuse('HG422', 'Choose monitors.', 'monitor_ids');
  end if;
  if jsonb_typeof(steps) is distinct from 'array' or jsonb_array_length(steps) not between 1 and 10 or exists (
    select 1 from jsonb_array_elements(steps) s
    where coalesce(s ->> 'after_minutes', '') !~ '^\d{1,4}$' or (s ->> 'after_minutes')::integer > 1440
      or jsonb_typeof(s -> 'contact_ids') is distinct from 'array' or jsonb_array_length(s -> 'contact_ids') not between 1 and 50
  ) or (select count(*) <> count(distinct (s ->> 'after_minutes')::integer) from jsonb_array_elements(steps) s) then
    perform private.refuse('HG422', 'A rule has 1 to 10 steps, each with other minutes (0 to 1440) and with contacts.', 'steps');
  end if;
  if exists (
    select 1 from jsonb_array_elements(steps) s, jsonb_array_elements_text(s -> 'contact_ids') k (id)
    where not exists (select 1 from private.alert_contacts c where c.id::text = k.id and c.organization_id = save_alert_rule.organization_id)
  ) then
    perform private.refuse('HG422', 'One of the contacts does not exist any more.', 'steps');
  end if;
  select r.* into rule from public.alert_rules r where r.id = save_alert_rule.rule_id for update;
  if found and rule.organization_id <> save_alert_rule.organization_id then
    perform private.refuse('HG409', 'This id is taken.', 'rule_id');
  end if;
  -- 0 is a new rule: the same call again replaces what the first one made.
  if rule.version <> nullif(expected_version, 0) then
    perform private.refuse('HG412', 'Somebody changed this rule meanwhile.', 'expected_version', 'Look at the newer version first.');
  end if;
  insert into public.alert_rules as r (id, organization_id, name, scope, statuses, breaks_quiet, is_enabled)
  values (coalesce(rule_id, gen_random_uuid()), save_alert_rule.organization_id, btrim(save_alert_rule.name), save_alert_rule.scope, save_alert_rule.statuses,
    save_alert_rule.breaks_quiet, save_alert_rule.is_enabled)
  on conflict on constraint alert_rules_pkey do update set name = excluded.name, scope = excluded.scope, statuses = excluded.statuses,
    breaks_quiet = excluded.breaks_quiet, is_enabled = excluded.is_enabled, version = r.version + 1
  where r.organization_id = excluded.organization_id
  returning * into rule;
  -- Another organization's of the same moment.
  if rule.id is null then
    perform private.refuse('HG409', 'This id is taken.', 'rule_id');
  end if;
  delete from public.alert_rule_components rc where rc.rule_id = rule.id and (scope <> 'components' or not rc.component_id = any (component_ids));
  insert into public.alert_rule_components (rule_id, component_id, organization_id)
  select rule.id, u.id, rule.organization_id from unnest(component_ids) u (id) where scope = 'components' on conflict do nothing;
  delete from public.alert_rule_monitors rm where rm.rule_id = rule.id and (scope <> 'monitors' or not rm.monitor_id = any (monitor_ids));
  insert into public.alert_rule_monitors (rule_id, monitor_id, organization_id)
  select rule.id, u.id, rule.organization_id from unnest(monitor_ids) u (id) where scope = 'monitors' on conflict do nothing;
  with wanted as (
    select k.id::uuid as contact_id, (s ->> 'after_minutes')::smallint as after_minutes
    from jsonb_array_elements(steps) s, jsonb_array_elements_text(s -> 'contact_ids') k (id)
  ), gone as (
    delete from public.alert_rule_contacts rc
    where rc.rule_id = rule.id and not exists (
      select 1 from wanted w where w.contact_id = rc.contact_id and w.after_minutes = rc.after_minutes)
  )
  insert into public.alert_rule_contacts (rule_id, contact_id, after_minutes, organization_id)
  select distinct rule.id, w.contact_id, w.after_minutes, rule.organization_id from wanted w on conflict do nothing;
  return rule;
end
$$;

-- See public.delete_alert_rule.
create function private.delete_alert_rule(rule_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission((select r.organization_id from public.alert_rules r where r.id = delete_alert_rule.rule_id), 'alerts.write');
  delete from private.deliveries d using private.alerts a
  where a.rule_id = delete_alert_rule.rule_id and d.thread_id = a.id and d.contact_id is not null and d.state = 'queued';
  delete from public.alert_rules r where r.id = delete_alert_rule.rule_id;
end
$$;

-- See public.alerts.
create function private.alerts(organization_id uuid, is_open boolean, before timestamptz, max_rows integer)
returns table (
  id uuid, rule_id uuid, rule_name text, component_id uuid, component_name text, status public.component_status, opened_at timestamptz,
  acknowledged_at timestamptz, acknowledged_by text, ended_at timestamptz, told text[], waiting text[], failed text[], next_at timestamptz, next_names text[]
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  perform private.require_permission(organization_id, 'alerts.read');
  return query
    select a.id, r.id, r.name, c.id, c.name, a.status, a.opened_at, a.acknowledged_at,
      coalesce(nullif(p.full_name, ''), p.email, k.name), a.ended_at,
      array(
        select t.name from private.alert_contacts t
        where exists (select 1 from private.deliveries d where d.thread_id = a.id and d.contact_id = t.id and d.state = 'sent') order by t.name),
      array(
        select t.name from private.alert_contacts t
        where exists (select 1 from private.deliveries d where d.thread_id = a.id and d.contact_id = t.id and d.state = 'queued') order by t.name),
      array(
        select t.name from private.alert_contacts t
        where exists (select 1 from private.deliveries d where d.thread_id = a.id and d.contact_id = t.id and d.state = 'dead') order by t.name),
      s.next_at,
      array(
        select t.name from public.alert_rule_contacts rc join private.alert_contacts t on t.id = rc.contact_id
        where rc.rule_id = r.id and a.opened_at + make_interval(mins => rc.after_minutes) = s.next_at order by t.name)
    from private.alerts a
    join public.alert_rules r on r.id = a.rule_id
    join public.components c on c.id = a.component_id
    left join public.profiles p on p.id = a.acknowledged_by
    left join private.alert_contacts k on k.id = a.acknowledged_contact_id
    left join lateral (
      select min(a.opened_at + make_interval(mins => rc.after_minutes)) as next_at from public.alert_rule_contacts rc
      where rc.rule_id = r.id and rc.after_minutes > a.told_minutes and a.acknowledged_at is null and a.ended_at is null
    ) s on true
    where a.organization_id = alerts.organization_id and (a.ended_at is null) = is_open and (alerts.before is null or a.opened_at < alerts.before)
    order by a.opened_at desc, a.id
    limit least(greatest(coalesce(max_rows, 50), 1), 100);
end
$$;

-- See public.acknowledge_alert.
create function private.acknowledge_alert(alert_id uuid) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission((select a.organization_id from private.alerts a where a.id = acknowledge_alert.alert_id), 'alerts.write');
  return private.acknowledge(alert_id, private.live_user_id(), null);
end
$$;

-- See public.told_alert.
create function private.told_alert(token text)
returns table (
  organization_name text, component_name text, rule_name text, status public.component_status, opened_at timestamptz, acknowledged_at timestamptz,
  acknowledged_by text, ended_at timestamptz
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    select o.name, c.name, r.name, a.status, a.opened_at, a.acknowledged_at,
      -- The link is read by people outside too: no address of the account.
      coalesce(nullif(p.full_name, ''), k.name, case when p.id is not null then 'a member' end), a.ended_at
    from private.alert_recipients t
    join private.alerts a on a.id = t.alert_id
    join public.organizations o on o.id = a.organization_id
    join public.components c on c.id = a.component_id
    join public.alert_rules r on r.id = a.rule_id
    left join public.profiles p on p.id = a.acknowledged_by
    left join private.alert_contacts k on k.id = a.acknowledged_contact_id
    where t.token = told_alert.token;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token');
  end if;
end
$$;

-- See public.acknowledge_told_alert.
create function private.acknowledge_told_alert(token text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  recipient private.alert_recipients;
begin
  select t.* into recipient from private.alert_recipients t where t.token = acknowledge_told_alert.token;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token');
  end if;
  return private.acknowledge(recipient.alert_id, (select c.user_id from private.alert_contacts c where c.id = recipient.contact_id), recipient.contact_id);
end
$$;

-- See public.confirm_alert_contact.
create function private.confirm_alert_contact(confirmation_token text) returns table (organization_name text, name text)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  return query
    with confirmed as (
      update private.alert_contacts c set state = 'confirmed', confirmed_at = coalesce(c.confirmed_at, now()), end_reason = null
      where c.confirmation_token = confirm_alert_contact.confirmation_token and c.confirmation_expires_at > now() and c.state in ('pending', 'confirmed')
      returning c.organization_id, c.name
    )
    select o.name, c.name from confirmed c join public.organizations o on o.id = c.organization_id;
  if not found then
    perform private.refuse('HG404', 'This link is not valid any more.', 'token', 'Have it sent again.');
  end if;
end
$$;

create function public.alert_contacts(organization_id uuid)
returns table (
  id uuid, name text, channel public.notification_channel, user_id uuid, address text, state public.subscriber_state, quiet_from time, quiet_until time,
  quiet_days smallint[], time_zone text, silent_until timestamptz, end_reason text, created_at timestamptz, confirmed_at timestamptz
)
language sql stable security invoker set search_path = '' as $$ select * from private.alert_contacts(organization_id) $$;

create function public.alert_channels(organization_id uuid) returns setof public.notification_channel
language sql stable security invoker set search_path = '' as $$ select private.alert_channels(organization_id) $$;

create function public.save_alert_contact(
  organization_id uuid, contact_id uuid, name text, channel public.notification_channel, address text default null, user_id uuid default null,
  quiet_from time default null, quiet_until time default null, quiet_days smallint[] default '{1,2,3,4,5,6,7}', time_zone text default 'UTC'
) returns uuid
language sql volatile security invoker set search_path = '' as $$
  select private.save_alert_contact(organization_id, contact_id, name, channel, address, user_id, quiet_from, quiet_until, quiet_days, time_zone)
$$;

create function public.ask_alert_contact(contact_id uuid) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.ask_alert_contact(contact_id) $$;

create function public.remove_alert_contact(contact_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.remove_alert_contact(contact_id) $$;

create function public.save_alert_rule(
  organization_id uuid, rule_id uuid, expected_version integer, name text, scope text, component_ids uuid[], monitor_ids uuid[],
  statuses public.component_status[], steps jsonb, breaks_quiet boolean default true, is_enabled boolean default true
) returns public.alert_rules
language sql volatile security invoker set search_path = '' as $$
  select private.save_alert_rule(organization_id, rule_id, expected_version, name, scope, component_ids, monitor_ids, statuses, steps, breaks_quiet, is_enabled)
$$;

create function public.delete_alert_rule(rule_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$ select private.delete_alert_rule(rule_id) $$;

create function public.alerts(organization_id uuid, is_open boolean default true, before timestamptz default null, max_rows integer default 50)
returns table (
  id uuid, rule_id uuid, rule_name text, component_id uuid, component_name text, status public.component_status, opened_at timestamptz,
  acknowledged_at timestamptz, acknowledged_by text, ended_at timestamptz, told text[], waiting text[], failed text[], next_at timestamptz, next_names text[]
)
language sql stable security invoker set search_path = '' as $$ select * from private.alerts(organization_id, is_open, before, max_rows) $$;

create function public.acknowledge_alert(alert_id uuid) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.acknowledge_alert(alert_id) $$;

create function public.told_alert(token text)
returns table (
  organization_name text, component_name text, rule_name text, status public.component_status, opened_at timestamptz, acknowledged_at timestamptz,
  acknowledged_by text, ended_at timestamptz
)
language sql stable security invoker rows 1 set search_path = '' as $$ select * from private.told_alert(token) $$;

create function public.acknowledge_told_alert(token text) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.acknowledge_told_alert(token) $$;

create function public.confirm_alert_contact(confirmation_token text) returns table (organization_name text, name text)
language sql volatile security invoker set search_path = '' as $$ select * from private.confirm_alert_contact(confirmation_token) $$;

create trigger _100_secret before insert on private.alert_contacts
  for each row when (new.channel = 'webhook') execute function private.tg_subscribers__secret();
create trigger _100_touch before update on private.alert_contacts for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after insert or update or delete on private.alert_contacts for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on private.alert_contacts
  for each row execute function private.tg_audit('address', 'details', 'confirmation_token', 'confirmation_expires_at', 'told_at', 'end_reason');
create trigger _100_touch before update on public.alert_rules for each row execute function private.tg_touch_updated_at();
create trigger _300_announce after insert or update or delete on public.alert_rules for each row execute function private.tg_announce_change();
create trigger _900_audit after insert or update or delete on public.alert_rules for each row execute function private.tg_audit('version');
create trigger _900_audit after insert or delete on public.alert_rule_components for each row execute function private.tg_audit();
create trigger _900_audit after insert or delete on public.alert_rule_monitors for each row execute function private.tg_audit();
create trigger _900_audit after insert or delete on public.alert_rule_contacts for each row execute function private.tg_audit();
create trigger _300_announce after insert or update or delete on private.alerts for each row execute function private.tg_announce_change();
create trigger _900_audit after update on private.alerts for each row
  when (new.acknowledged_at is distinct from old.acknowledged_at) execute function private.tg_audit('told_minutes');
create constraint trigger _400_alerts after update of status, paused_at on public.monitors deferrable initially deferred for each row
  when (old.status <> new.status or (old.paused_at is null) <> (new.paused_at is null)) execute function private.tg_monitors__follow_alerts();
create constraint trigger _400_acknowledge after insert or update of acknowledged_at on public.incidents deferrable initially deferred for each row
  when (new.acknowledged_at is not null and new.resolved_at is null) execute function private.tg_incidents__acknowledge_alerts();

create policy select_member on public.alert_rules for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('alerts.read'))));
create policy select_member on public.alert_rule_components for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('alerts.read'))));
create policy select_member on public.alert_rule_monitors for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('alerts.read'))));
create policy select_member on public.alert_rule_contacts for select to authenticated
  using (organization_id = any (array(select private.my_org_ids('alerts.read'))));

revoke all on private.alert_contacts, public.alert_rules, public.alert_rule_components, public.alert_rule_monitors, public.alert_rule_contacts,
  private.alerts, private.alert_recipients from public, anon, authenticated, service_role;
grant select on public.alert_rules, public.alert_rule_components, public.alert_rule_monitors, public.alert_rule_contacts to authenticated;

revoke all on function
  private.quiet_until(private.alert_contacts, timestamptz), private.markdown_text(text), private.alert_status(public.alert_rules, uuid),
  private.follow_alerts(uuid[]), private.escalate_alert(uuid), private.drop_alert_deliveries(), private.end_alert(uuid, public.component_status),
  private.acknowledge(uuid, uuid, uuid), private.fan_out_alert(private.outbox), private.alert_contents(bigint[]), private.run_alerts(), private.drop_old_alerts(),
  private.tg_monitors__follow_alerts(), private.tg_incidents__acknowledge_alerts(), private.tell_alert_contact(uuid), private.alert_contacts(uuid),
  private.alert_channels(uuid), public.alert_channels(uuid),
  private.save_alert_contact(uuid, uuid, text, public.notification_channel, text, uuid, time, time, smallint[], text), private.ask_alert_contact(uuid),
  private.remove_alert_contact(uuid),
  private.save_alert_rule(uuid, uuid, integer, text, text, uuid[], uuid[], public.component_status[], jsonb, boolean, boolean),
  private.delete_alert_rule(uuid), private.alerts(uuid, boolean, timestamptz, integer), private.acknowledge_alert(uuid), private.told_alert(text),
  private.acknowledge_told_alert(text), private.confirm_alert_contact(text), public.alert_contacts(uuid),
  public.save_alert_contact(uuid, uuid, text, public.notification_channel, text, uuid, time, time, smallint[], text), public.ask_alert_contact(uuid),
  public.remove_alert_contact(uuid),
  public.save_alert_rule(uuid, uuid, integer, text, text, uuid[], uuid[], public.component_status[], jsonb, boolean, boolean),
  public.delete_alert_rule(uuid), public.alerts(uuid, boolean, timestamptz, integer), public.acknowledge_alert(uuid), public.told_alert(text),
  public.acknowledge_told_alert(text), public.confirm_alert_contact(text)
  from public, anon, authenticated, service_role;
grant execute on function
  private.alert_contacts(uuid), private.alert_channels(uuid), public.alert_channels(uuid), private.save_alert_contact(uuid, uuid, text, public.notification_channel, text, uuid, time, time, smallint[], text),
  private.ask_alert_contact(uuid), private.remove_alert_contact(uuid),
  private.save_alert_rule(uuid, uuid, integer, text, text, uuid[], uuid[], public.component_status[], jsonb, boolean, boolean),
  private.delete_alert_rule(uuid), private.alerts(uuid, boolean, timestamptz, integer), private.acknowledge_alert(uuid),
  public.alert_contacts(uuid), public.save_alert_contact(uuid, uuid, text, public.notification_channel, text, uuid, time, time, smallint[], text),
  public.ask_alert_contact(uuid), public.remove_alert_contact(uuid),
  public.save_alert_rule(uuid, uuid, integer, text, text, uuid[], uuid[], public.component_status[], jsonb, boolean, boolean),
  public.delete_alert_rule(uuid), public.alerts(uuid, boolean, timestamptz, integer), public.acknowledge_alert(uuid)
  to authenticated;
grant execute on function
  private.told_alert(text), private.acknowledge_told_alert(text), private.confirm_alert_contact(text),
  public.told_alert(text), public.acknowledge_told_alert(text), public.confirm_alert_contact(text)
  to service_role;

comment on table private.alert_contacts is 'Whom alerts reach: a member, or a number or address of the organization that its owner has confirmed.';
comment on column private.alert_contacts.quiet_days is 'ISO weekdays (1 is Monday) on which quiet hours begin.';
comment on table public.alert_rules is 'Which statuses of which components raise an alert. Written through save_alert_rule.';
comment on column public.alert_rules.breaks_quiet is 'A major outage is told in quiet hours too.';
comment on column public.alert_rules.version is 'Rises with every change; what an editor sends back as expected_version.';
comment on table public.alert_rule_components is 'Components of a rule whose scope is components.';
comment on table public.alert_rule_monitors is 'Monitors of a rule whose scope is monitors.';
comment on table public.alert_rule_contacts is 'Who is told of a rule''s alerts: at once (0), or after minutes in which nobody acknowledged.';
comment on table private.alerts is 'What the team was alerted of: at most one open a rule and component.';
comment on table private.alert_recipients is 'Whom an alert is told, and the token with which each may acknowledge it.';
comment on view private.next_deliveries is 'Queued deliveries that no earlier one of the same matter to the same receiver has to precede.';
comment on function public.alert_contacts(uuid) is 'Contacts of an organization; addresses are masked for who may not change them. Error: HG403.';
comment on function public.alert_channels(uuid) is 'Channels by which contacts of an organization can be reached now. Error: HG403.';
comment on function public.save_alert_contact(uuid, uuid, text, public.notification_channel, text, uuid, time, time, smallint[], text) is 'Adds a contact and asks it to confirm (a member by user_id need not), or changes name and quiet hours of one. Errors: HG403, HG409, HG422, HG429.';
comment on function public.ask_alert_contact(uuid) is 'Asks a contact again to confirm; false within a minute (texts and calls: ten), when it was asked often enough today, has confirmed or has left. Error: HG403.';
comment on function public.remove_alert_contact(uuid) is 'Deletes a contact; rules tell it nothing any more. Error: HG403.';
comment on function public.save_alert_rule(uuid, uuid, integer, text, text, uuid[], uuid[], public.component_status[], jsonb, boolean, boolean) is 'Creates or replaces a rule. steps: list of {after_minutes, contact_ids}. Errors: HG403, HG409, HG412, HG422.';
comment on function public.delete_alert_rule(uuid) is 'Deletes a rule with its alerts. Error: HG403.';
comment on function public.alerts(uuid, boolean, timestamptz, integer) is 'Alerts of an organization, open or ended, newest first, at most 100. waiting are contacts whose message is held or on its way, failed those whom one could not reach. Error: HG403.';
comment on function public.acknowledge_alert(uuid) is 'Says that somebody is looking: nobody else is told. False when it was said before or the alert is over. Error: HG403.';
comment on function public.told_alert(text) is 'The alert of a message''s link. For the function alerts. Error: HG404.';
comment on function public.acknowledge_told_alert(text) is 'Acknowledges by the token of a message; false when it was done before or the alert is over. For the function alerts. Error: HG404.';
comment on function public.confirm_alert_contact(text) is 'Confirms a contact by the token of its message. For the function alerts. Error: HG404.';
