-- Cards, plans and payments of a saas instance: what the functions signup and billing ask of the database.

-- Who asks to sign up: addresses (as hashes) and networks, until when their budget is used up. What a crash forgets is a limit.
create unlogged table private.signup_limits (
  key text not null,
  busy_until timestamptz not null,
  constraint signup_limits_pkey primary key (key)
);
alter table private.signup_limits enable row level security;

-- Stripe's events that arrived: each is acted on once, however often it is sent.
create table private.billing_events (
  id text not null,
  received_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint billing_events_pkey primary key (id)
);
alter table private.billing_events enable row level security;
create index billing_events_received_at_idx on private.billing_events (received_at);

revoke all on private.signup_limits, private.billing_events from public, anon, authenticated, service_role;
comment on table private.signup_limits is 'Until when the budget of an address (SHA-256) or a network for signing up is used up.';
comment on table private.billing_events is 'Events of Stripe; finished_at is null while their activation mail is still to be sent.';

-- How long a bill may stay unpaid before the organization is suspended.
create function private.billing_grace() returns interval
language sql immutable set search_path = '' as $$ select interval '7 days' $$;

-- Sign-up ---------------------------------------------------------------------------------------------------------

-- Charges one request to a budget; false when it is used up.
create function private.take_signup(key text, cost interval, most interval) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.signup_limits as l (key, busy_until) values (take_signup.key, clock_timestamp() + cost)
  on conflict on constraint signup_limits_pkey do update set busy_until = greatest(l.busy_until, clock_timestamp()) + cost
  where l.busy_until < clock_timestamp() + most - cost;
  return found;
end
$$;

-- See public.begin_signup.
create function private.begin_signup(email text, source inet)
returns table (user_id uuid, address text, is_confirmed boolean, has_card boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  wanted text := private.normal_email(begin_signup.email);
  network cidr := coalesce(network(case family(source) when 6 then set_masklen(source, 64) else source end), '::/128');
begin
  if private.mode() is distinct from 'saas' then
    perform private.refuse('HG403', 'Nobody signs up with a card here.');
  end if;
  if wanted is null then
    perform private.refuse('HG422', 'Enter an e-mail address.', 'email');
  end if;
  -- A network: one in twenty seconds, thirty at once. An address: one in two minutes, ten at once, from each network, so that a
  -- stranger who keeps asking for it holds up nobody but themselves.
  if not private.take_signup(network::text, interval '20 seconds', interval '10 minutes')
    or not private.take_signup(encode(sha256(convert_to(network || ' ' || wanted, 'UTF8')), 'hex'), interval '2 minutes', interval '20 minutes')
  then
    perform private.refuse('HG429', 'Too many requests. Try again in a few minutes.', 'source');
  end if;
  return query
    select u.id, wanted, u.email_confirmed_at is not null, coalesce(c.card_confirmed_at is not null, false)
    from (values (wanted)) as w (address)
    left join auth.users u on u.email = w.address and not u.is_sso_user and u.deleted_at is null
    left join private.billing_customers c on c.user_id = u.id
    limit 1;
end
$$;

create function public.begin_signup(email text, source inet default null)
returns table (user_id uuid, address text, is_confirmed boolean, has_card boolean)
language sql volatile security invoker set search_path = '' as $$ select * from private.begin_signup(email, source) $$;

-- An account as Stripe is to know it.
create function private.billing_account(user_id uuid)
returns table (email text, full_name text, stripe_customer_id text, setup_intent_id text, has_card boolean)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if private.mode() is distinct from 'saas' then
    perform private.refuse('HG403', 'This Heliograph has no plans.');
  end if;
  return query
    select u.email::text, p.full_name, c.stripe_customer_id, c.setup_intent_id, c.card_confirmed_at is not null
    from auth.users u join public.profiles p on p.id = u.id left join private.billing_customers c on c.user_id = u.id
    where u.id = billing_account.user_id;
end
$$;

create function public.billing_account(user_id uuid)
returns table (email text, full_name text, stripe_customer_id text, setup_intent_id text, has_card boolean)
language sql stable security invoker set search_path = '' as $$ select * from private.billing_account(user_id) $$;

-- Another customer of the same account has another card: what was confirmed before does not count for it.
create function private.store_customer(user_id uuid, stripe_customer_id text, setup_intent_id text) returns void
language sql volatile security definer set search_path = '' as $$
  insert into private.billing_customers as c (user_id, stripe_customer_id, setup_intent_id)
  values (store_customer.user_id, store_customer.stripe_customer_id, store_customer.setup_intent_id)
  on conflict on constraint billing_customers_pkey do update set
    stripe_customer_id = excluded.stripe_customer_id,
    setup_intent_id = excluded.setup_intent_id,
    card_confirmed_at = case when c.stripe_customer_id = excluded.stripe_customer_id then c.card_confirmed_at end,
    updated_at = now()
$$;

create function public.store_customer(user_id uuid, stripe_customer_id text, setup_intent_id text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.store_customer(user_id, stripe_customer_id, setup_intent_id) $$;

-- See public.claim_customer. The first card that comes is the account's: nobody changes it who has not proven the address.
create function private.claim_customer(user_id uuid, stripe_customer_id text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.billing_customers (user_id, stripe_customer_id)
  select u.id, claim_customer.stripe_customer_id from auth.users u
  where u.id = claim_customer.user_id and u.email_confirmed_at is null and u.deleted_at is null
  on conflict on constraint billing_customers_pkey do nothing;
  return exists (select 1 from private.billing_customers c
    where c.user_id = claim_customer.user_id and c.stripe_customer_id = claim_customer.stripe_customer_id);
end
$$;

create function public.claim_customer(user_id uuid, stripe_customer_id text) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.claim_customer(user_id, stripe_customer_id) $$;

-- See public.confirm_card.
create function private.confirm_card(event_id text, stripe_customer_id text, payment_method_id text, brand text, last4 text)
returns table (email text, is_activated boolean)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  owner uuid;
begin
  insert into private.billing_events (id) values (confirm_card.event_id) on conflict do nothing;
  perform 1 from private.billing_events e where e.id = confirm_card.event_id and e.finished_at is null for update;
  if not found then
    return;
  end if;
  update private.billing_customers c set payment_method_id = confirm_card.payment_method_id, card_brand = left(brand, 30), card_last4 = left(last4, 4),
    card_confirmed_at = coalesce(c.card_confirmed_at, now()), updated_at = now()
  where c.stripe_customer_id = confirm_card.stripe_customer_id returning c.user_id into owner;
  if owner is null then
    return;
  end if;
  if private.mode() = 'saas' then
    perform private.adopt_organization(owner);
    update public.organizations o set billing_contact_id = owner
    where o.billing_contact_id is null and o.id in (select m.organization_id from public.members m where m.user_id = owner and m.role = 'admin');
  end if;
  return query select u.email::text, u.email_confirmed_at is not null from auth.users u where u.id = owner;
end
$$;

create function public.confirm_card(event_id text, stripe_customer_id text, payment_method_id text, brand text, last4 text)
returns table (email text, is_activated boolean)
language sql volatile security invoker set search_path = '' as $$ select * from private.confirm_card(event_id, stripe_customer_id, payment_method_id, brand, last4) $$;

create function private.finish_billing_event(event_id text) returns void
language sql volatile security definer set search_path = '' as $$
  insert into private.billing_events as e (id, finished_at) values (event_id, now())
  on conflict on constraint billing_events_pkey do update set finished_at = coalesce(e.finished_at, now())
$$;

create function public.finish_billing_event(event_id text) returns void
language sql volatile security invoker set search_path = '' as $$ select private.finish_billing_event(event_id) $$;

-- Plans -----------------------------------------------------------------------------------------------------------

create function private.plans() returns table (
  id text, name text, price_cents integer, currency text, max_components integer, max_members integer, max_subscribers integer, min_interval_seconds integer
)
language sql stable security definer set search_path = '' as $$
  select p.id, p.name, p.price_cents, p.currency, p.max_components, p.max_members, p.max_subscribers, p.min_interval_seconds
  from private.plans p where private.mode() = 'saas' order by p.position
$$;

create function public.plans() returns table (
  id text, name text, price_cents integer, currency text, max_components integer, max_members integer, max_subscribers integer, min_interval_seconds integer
)
language sql stable security invoker set search_path = '' as $$ select * from private.plans() $$;

create function private.my_card() returns table (brand text, last4 text, confirmed_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select c.card_brand, c.card_last4, c.card_confirmed_at from private.billing_customers c
  where c.user_id = private.live_user_id() and c.card_confirmed_at is not null
$$;

create function public.my_card() returns table (brand text, last4 text, confirmed_at timestamptz)
language sql stable security invoker set search_path = '' as $$ select * from private.my_card() $$;

-- Whether the caller settles the bills of an organization: its billing contact and its admins, also while it is suspended.
create function private.may_bill(organization_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select 1 from public.members m join public.organizations o on o.id = m.organization_id
    where m.organization_id = may_bill.organization_id and m.user_id = private.live_user_id()
      and (m.role = 'admin' or o.billing_contact_id = m.user_id)
      and o.id in (select private.my_org_ids('organization.read')))
$$;

create function private.billing_state(organization_id uuid) returns table (
  plan_id text, plan_name text, state text, price_cents integer, currency text, has_subscription boolean,
  trial_ends_at timestamptz, period_ends_at timestamptz, grace_ends_at timestamptz, is_suspended boolean, invoice_url text,
  max_components integer, used_components integer, max_members integer, used_members integer, max_subscribers integer, used_subscribers integer,
  min_interval_seconds integer, used_interval_seconds integer, billing_contact_id uuid, may_bill boolean, card_brand text, card_last4 text
)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
declare
  settles boolean := private.may_bill(billing_state.organization_id);
begin
  perform private.require_permission(billing_state.organization_id, 'organization.read');
  return query
    select s.plan_id, p.name, s.state, p.price_cents, p.currency, s.stripe_subscription_id is not null,
      s.trial_ends_at, s.period_ends_at, s.past_due_since + private.billing_grace(), s.suspended_at is not null, case when settles then s.last_invoice_url end,
      p.max_components, private.used_of(s.organization_id, 'components'), p.max_members, private.used_of(s.organization_id, 'members'),
      p.max_subscribers, private.used_of(s.organization_id, 'subscribers'), p.min_interval_seconds,
      (select min(m.interval_seconds) from public.monitors m where m.organization_id = s.organization_id), o.billing_contact_id, settles, c.card_brand, c.card_last4
    from private.billing_subscriptions s
    join private.plans p on p.id = s.plan_id
    join public.organizations o on o.id = s.organization_id
    left join private.billing_customers c on c.user_id = o.billing_contact_id and c.user_id = (select auth.uid()) and c.card_confirmed_at is not null
    where s.organization_id = billing_state.organization_id and private.mode() = 'saas';
end
$$;

create function public.billing_state(organization_id uuid) returns table (
  plan_id text, plan_name text, state text, price_cents integer, currency text, has_subscription boolean,
  trial_ends_at timestamptz, period_ends_at timestamptz, grace_ends_at timestamptz, is_suspended boolean, invoice_url text,
  max_components integer, used_components integer, max_members integer, used_members integer, max_subscribers integer, used_subscribers integer,
  min_interval_seconds integer, used_interval_seconds integer, billing_contact_id uuid, may_bill boolean, card_brand text, card_last4 text
)
language sql stable security invoker set search_path = '' as $$ select * from private.billing_state(organization_id) $$;

-- What of an organization does not fit into a plan: components, members and subscribers with how many there are and may be;
-- interval_seconds with the shortest interval of its monitors and the plan's.
create function private.shortfalls_of(organization_id uuid, plan private.plans) returns table (resource text, most integer, used integer)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
    select r.resource, r.most, u.used
    from (values (1, 'components', plan.max_components), (2, 'members', plan.max_members), (3, 'subscribers', plan.max_subscribers)) r (place, resource, most)
    cross join lateral (select private.used_of(shortfalls_of.organization_id, r.resource)) u (used)
    where u.used > r.most
    order by r.place;
  return query
    select 'interval_seconds', plan.min_interval_seconds, min(m.interval_seconds)
    from public.monitors m where m.organization_id = shortfalls_of.organization_id
    having min(m.interval_seconds) < plan.min_interval_seconds;
end
$$;

-- See public.check_plan.
create function private.check_plan(organization_id uuid, plan text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  wanted private.plans;
  shortfall record;
begin
  if private.mode() is distinct from 'saas' then
    perform private.refuse('HG403', 'This Heliograph has no plans.');
  end if;
  if not private.may_bill(organization_id) then
    perform private.refuse('HG403', 'Only admins and the billing contact can do this.', null, 'Ask an admin of the organization.');
  end if;
  select p.* into wanted from private.plans p where p.id = plan;
  if not found then
    perform private.refuse('HG422', 'There is no such plan.', 'plan');
  end if;
  select s.* into shortfall from private.shortfalls_of(organization_id, wanted) s limit 1;
  if shortfall.resource = 'interval_seconds' then
    perform private.refuse('HG402', format('The plan %s checks at most every %s seconds, there are monitors that do it every %s.', wanted.name, shortfall.most, shortfall.used),
      shortfall.resource, 'Let them check less often first, or choose a larger plan.');
  elsif shortfall.resource is not null then
    perform private.refuse('HG402', format('The plan %s allows %s %s, there are %s.', wanted.name, shortfall.most, shortfall.resource, shortfall.used),
      shortfall.resource, 'Remove some first, or choose a larger plan.');
  end if;
end
$$;

create function public.check_plan(organization_id uuid, plan text) returns void
language sql stable security invoker set search_path = '' as $$ select private.check_plan(organization_id, plan) $$;

-- See public.plan_shortfalls.
create function private.plan_shortfalls(organization_id uuid) returns table (plan_id text, resource text, most integer, used integer)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission(organization_id, 'organization.read');
  return query
    select p.id, s.resource, s.most, s.used from private.plans p cross join lateral private.shortfalls_of(organization_id, p) with ordinality s order by p.position, s.ordinality;
end
$$;

create function public.plan_shortfalls(organization_id uuid) returns table (plan_id text, resource text, most integer, used integer)
language sql stable security invoker set search_path = '' as $$ select * from private.plan_shortfalls(organization_id) $$;

-- What Stripe is to be told when an organization takes a plan; user_id pays where nobody does yet. See public.check_plan for who may.
create function private.billing_order(organization_id uuid, plan text, user_id uuid) returns table (
  stripe_price_id text, stripe_customer_id text, stripe_subscription_id text, stripe_item_id text, trial_ends_at timestamptz, version text
)
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  -- Whoever orders pays: nobody's card is used on the word of another. A subscription that runs stays with its customer.
  payer constant uuid := billing_order.user_id;
begin
  perform 1 from public.organizations o where o.id = billing_order.organization_id for no key update;
  perform private.require_card(payer);
  update public.organizations o set billing_contact_id = payer
  where o.id = billing_order.organization_id and o.billing_contact_id is distinct from payer and not exists (
    select 1 from private.billing_subscriptions s
    where s.organization_id = o.id and s.state <> 'canceled' and s.stripe_subscription_id is not null);
  insert into private.billing_subscriptions (organization_id, plan_id, state) values (billing_order.organization_id, plan, 'trialing')
  on conflict on constraint billing_subscriptions_pkey do nothing;
  return query
    select p.stripe_price_id, case when s.state <> 'canceled' then coalesce(s.stripe_customer_id, c.stripe_customer_id) else c.stripe_customer_id end,
      case when s.state <> 'canceled' then s.stripe_subscription_id end, case when s.state <> 'canceled' then s.stripe_item_id end,
      case when s.state = 'trialing' and s.trial_ends_at > now() + interval '1 hour' then s.trial_ends_at end,
      -- The same for two requests at once, another one after anything has changed.
      extract(epoch from greatest(s.updated_at, c.updated_at))::text
    from private.plans p
    join private.billing_subscriptions s on s.organization_id = billing_order.organization_id
    join private.billing_customers c on c.user_id = payer
    where p.id = plan;
end
$$;

create function public.billing_order(organization_id uuid, plan text, user_id uuid) returns table (
  stripe_price_id text, stripe_customer_id text, stripe_subscription_id text, stripe_item_id text, trial_ends_at timestamptz, version text
)
language sql volatile security invoker set search_path = '' as $$ select * from private.billing_order(organization_id, plan, user_id) $$;

revoke all on function private.billing_grace(), private.take_signup(text, interval, interval), private.begin_signup(text, inet), public.begin_signup(text, inet),
  private.billing_account(uuid), public.billing_account(uuid), private.store_customer(uuid, text, text), public.store_customer(uuid, text, text),
  private.claim_customer(uuid, text), public.claim_customer(uuid, text),
  private.confirm_card(text, text, text, text, text), public.confirm_card(text, text, text, text, text), private.finish_billing_event(text), public.finish_billing_event(text),
  private.plans(), public.plans(), private.my_card(), public.my_card(), private.may_bill(uuid), private.billing_state(uuid), public.billing_state(uuid),
  private.shortfalls_of(uuid, private.plans), private.plan_shortfalls(uuid), public.plan_shortfalls(uuid),
  private.check_plan(uuid, text), public.check_plan(uuid, text), private.billing_order(uuid, text, uuid), public.billing_order(uuid, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function private.plans(), public.plans() to anon, authenticated;
grant execute on function private.my_card(), public.my_card(), private.billing_state(uuid), public.billing_state(uuid), private.plan_shortfalls(uuid), public.plan_shortfalls(uuid),
  private.check_plan(uuid, text), public.check_plan(uuid, text)
  to authenticated;
grant execute on function private.begin_signup(text, inet), public.begin_signup(text, inet), private.billing_account(uuid), public.billing_account(uuid),
  private.store_customer(uuid, text, text), public.store_customer(uuid, text, text),
  private.claim_customer(uuid, text), public.claim_customer(uuid, text), private.confirm_card(text, text, text, text, text), public.confirm_card(text, text, text, text, text),
  private.finish_billing_event(text), public.finish_billing_event(text), private.billing_order(uuid, text, uuid), public.billing_order(uuid, text, uuid)
  to service_role;

comment on function public.begin_signup(text, inet) is 'Charges a sign-up to its address and network, and says what is known of the address. For the function signup. Errors: HG403 (not a saas instance), HG422, HG429.';
comment on function public.billing_account(uuid) is 'An account as Stripe is to know it. For the function billing. Error: HG403.';
comment on function public.store_customer(uuid, text, text) is 'Remembers the customer and the SetupIntent of an account. For the function billing.';
comment on function public.claim_customer(uuid, text) is 'Makes a customer whose card was left at sign-up that of the account; false where it has another one or is active. For the function billing.';
comment on function public.confirm_card(text, text, text, text, text) is 'A card was confirmed: stores it, lets its owner adopt the waiting organization, and says whom to activate. No row for an event that was finished, or a customer of nobody. For the function billing.';
comment on function public.finish_billing_event(text) is 'Marks an event of Stripe as done with. For the function billing.';
comment on function public.plans() is 'The plans of a saas instance, smallest first; null is no limit.';
comment on function public.my_card() is 'The caller''s confirmed card; no row without one.';
comment on function public.billing_state(uuid) is 'Plan, limits, use and payment of an organization; the card for its billing contact alone. No row where there are no plans. Error: HG403.';
comment on function public.plan_shortfalls(uuid) is 'What of an organization each plan has no room for: components, members, subscribers, or interval_seconds (used: its shortest). Error: HG403.';
comment on function public.check_plan(uuid, text) is 'Raises unless the caller may take this plan for the organization and all it has fits in. Errors: HG402 (details names what is too many), HG403, HG422.';
comment on function public.billing_order(uuid, text, uuid) is 'What Stripe is to be told when an organization takes a plan. For the function billing. Error: HG402 (no card).';
