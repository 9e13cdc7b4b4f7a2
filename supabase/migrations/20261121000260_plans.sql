-- What an organization may use. saas: its plan says so, and whoever creates or joins one has left a card. enterprise: the license.

create table private.plans (
  id text not null,
  name text not null,
  position smallint not null,
  stripe_price_id text,
  price_cents integer not null,
  currency text not null default 'eur',
  max_components integer,
  max_members integer,
  max_subscribers integer,
  min_interval_seconds integer not null default 5,
  constraint plans_pkey primary key (id),
  constraint plans_limits check (least(max_components, max_members, max_subscribers, price_cents) >= 0)
);
alter table private.plans enable row level security;
insert into private.plans (id, name, position, price_cents, max_components, max_members, max_subscribers, min_interval_seconds) values
  ('starter', 'Starter', 1, 1900, 20, 5, 1000, 60),
  ('team', 'Team', 2, 7900, 100, 25, 10000, 30),
  ('business', 'Business', 3, 29900, 1000, null, 100000, 5);

-- A person's card, as Stripe knows it.
create table private.billing_customers (
  user_id uuid not null,
  stripe_customer_id text not null,
  setup_intent_id text,
  payment_method_id text,
  card_brand text,
  card_last4 text,
  card_confirmed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint billing_customers_pkey primary key (user_id),
  constraint billing_customers_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
  constraint billing_customers_stripe_customer_id_key unique (stripe_customer_id)
);
alter table private.billing_customers enable row level security;
create unique index billing_customers_setup_intent_id_key on private.billing_customers (setup_intent_id) where setup_intent_id is not null;

create table private.billing_subscriptions (
  organization_id uuid not null,
  plan_id text not null,
  state text not null default 'trialing',
  stripe_subscription_id text,
  stripe_item_id text,
  stripe_customer_id text,
  trial_ends_at timestamptz,
  period_ends_at timestamptz,
  past_due_since timestamptz,
  last_invoice_url text,
  -- What Stripe's newest event said it happened at: an older one that comes late changes nothing.
  told_at timestamptz,
  -- The suspension that unpaid bills have made, and that a payment ends.
  suspended_at timestamptz,
  updated_at timestamptz not null default now(),
  constraint billing_subscriptions_pkey primary key (organization_id),
  constraint billing_subscriptions_organization_id_fkey foreign key (organization_id) references public.organizations (id) on delete cascade,
  constraint billing_subscriptions_plan_id_fkey foreign key (plan_id) references private.plans (id) on delete restrict,
  constraint billing_subscriptions_stripe_key unique (stripe_subscription_id),
  constraint billing_subscriptions_state check (state in ('trialing', 'active', 'past_due', 'canceled'))
);
alter table private.billing_subscriptions enable row level security;
create index billing_subscriptions_plan_id_idx on private.billing_subscriptions (plan_id);

revoke all on private.plans, private.billing_customers, private.billing_subscriptions from public, anon, authenticated, service_role;
comment on table private.plans is 'Plans of a saas instance and their limits; null is no limit.';
comment on table private.billing_customers is 'The card of an account. card_confirmed_at is set by Stripe''s webhook.';
comment on table private.billing_subscriptions is 'Plan and payment of an organization on a saas instance.';

create function private.has_card(user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select 1 from private.billing_customers c where c.user_id = has_card.user_id and c.card_confirmed_at is not null)
$$;

-- Whether somebody, or without an id whoever makes an account, has to leave a card first: on a saas instance nothing is created or joined before.
create function private.needs_card(user_id uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select private.mode() is not distinct from 'saas' and not private.has_card(user_id)
$$;

create function private.require_card(user_id uuid) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.needs_card(user_id) then
    perform private.refuse('HG402', 'Add a card first.', 'card', 'Nothing is created or joined before.');
  end if;
end
$$;

-- The limit of an organization for components, members or subscribers; null is none.
create function private.limit_of(organization_id uuid, resource text) returns integer
language plpgsql stable security definer set search_path = '' as $$
begin
  if private.mode() is distinct from 'saas' then
    return null;
  end if;
  return (
    select case resource when 'components' then p.max_components when 'members' then p.max_members when 'subscribers' then p.max_subscribers end
    from private.plans p
    left join private.billing_subscriptions s on s.plan_id = p.id and s.organization_id = limit_of.organization_id
    order by s.organization_id is null, p.position limit 1
  );
end
$$;

create function private.used_of(organization_id uuid, resource text) returns integer
language plpgsql stable security definer set search_path = '' as $$
begin
  return case resource
    when 'components' then (select count(*) from public.components c where c.organization_id = used_of.organization_id and c.archived_at is null)
    when 'members' then (select count(*) from public.members m where m.organization_id = used_of.organization_id)
    when 'subscribers' then (select count(*) from private.subscribers s where s.organization_id = used_of.organization_id and s.state = 'confirmed')
  end;
end
$$;

-- Refuses what would exceed the plan. The caller holds the organization's row, so that two at once count one after the other.
create function private.require_room(organization_id uuid, resource text) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  most integer := private.limit_of(organization_id, resource);
begin
  if private.used_of(organization_id, resource) >= most then
    perform private.refuse('HG402', format('Your plan allows %s %s.', most, resource), resource, 'Choose a larger plan.');
  end if;
end
$$;

create function private.tg_components__keep_plan() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.mode() = 'saas' then
    perform 1 from public.organizations o where o.id = new.organization_id for no key update;
    perform private.require_room(new.organization_id, 'components');
  end if;
  return new;
end
$$;

create function private.tg_members__keep_plan() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.mode() = 'saas' then
    perform private.require_card(new.user_id);
    perform 1 from public.organizations o where o.id = new.organization_id for no key update;
    perform private.require_room(new.organization_id, 'members');
  end if;
  return new;
end
$$;

create function private.tg_monitors__keep_plan() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  least_seconds integer;
begin
  if private.mode() = 'saas' then
    select p.min_interval_seconds into least_seconds
    from private.billing_subscriptions s join private.plans p on p.id = s.plan_id where s.organization_id = new.organization_id;
    if new.interval_seconds < least_seconds then
      perform private.refuse('HG402', format('Your plan checks at most every %s seconds.', least_seconds), 'interval_seconds', 'Choose a larger plan.');
    end if;
  end if;
  return new;
end
$$;

-- Every organization of a saas instance begins with a trial of the smallest plan.
create function private.tg_organizations__begin_trial() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.mode() = 'saas' then
    insert into private.billing_subscriptions (organization_id, plan_id, trial_ends_at)
    select new.id, p.id, now() + interval '14 days' from private.plans p order by p.position limit 1;
  end if;
  return null;
end
$$;

-- So does one that was there before the instance became one.
create function private.tg_instance__begin_trials() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.billing_subscriptions (organization_id, plan_id, trial_ends_at)
  select o.id, (select p.id from private.plans p order by p.position limit 1), now() + interval '14 days' from public.organizations o
  on conflict on constraint billing_subscriptions_pkey do nothing;
  return null;
end
$$;

-- A subscriber is confirmed while there is room. Who asks is told by private.confirm_subscription; a batch of deliveries that
-- confirms webhooks leaves this one pending and goes on.
create function private.tg_subscribers__keep_plan() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if private.mode() = 'saas' then
    perform 1 from public.organizations o where o.id = new.organization_id for no key update;
    if private.used_of(new.organization_id, 'subscribers') >= private.limit_of(new.organization_id, 'subscribers') then
      return null;
    end if;
  end if;
  return new;
end
$$;

create trigger _050_keep_plan before insert on public.members for each row execute function private.tg_members__keep_plan();
create trigger _240_begin_trial after insert on public.organizations for each row execute function private.tg_organizations__begin_trial();
create trigger _240_begin_trials after update of mode on private.instance
  for each row when (old.mode is null and new.mode = 'saas') execute function private.tg_instance__begin_trials();

revoke all on function private.has_card(uuid), private.needs_card(uuid), private.require_card(uuid), private.limit_of(uuid, text), private.used_of(uuid, text),
  private.require_room(uuid, text), private.tg_components__keep_plan(), private.tg_members__keep_plan(), private.tg_monitors__keep_plan(),
  private.tg_organizations__begin_trial(), private.tg_instance__begin_trials(), private.tg_subscribers__keep_plan()
  from public, anon, authenticated, service_role;
