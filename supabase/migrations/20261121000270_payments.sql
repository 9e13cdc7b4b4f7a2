-- What Stripe tells of subscriptions and invoices, and what follows for the organization.

-- Ends the suspension that unpaid bills have made; one with another reason, or made before, stays.
create function private.end_billing_suspension(organization_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  since timestamptz;
begin
  select s.suspended_at into since from private.billing_subscriptions s where s.organization_id = end_billing_suspension.organization_id;
  if since is null then
    return;
  end if;
  update private.billing_subscriptions s set suspended_at = null where s.organization_id = end_billing_suspension.organization_id;
  update public.organizations o set suspended_at = null, suspension_cause = null, suspension_reason = null
  where o.id = end_billing_suspension.organization_id and o.suspended_at = since and o.suspension_cause = 'billing';
  if found then
    perform private.record_act(end_billing_suspension.organization_id, 'billing.resume', end_billing_suspension.organization_id::text, null);
  end if;
end
$$;

create function private.suspend_for_billing(organization_id uuid, reason text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.organizations o set suspended_at = now(), suspension_cause = 'billing', suspension_reason = reason
  where o.id = suspend_for_billing.organization_id and o.suspended_at is null and o.deleted_at is null;
  if found then
    update private.billing_subscriptions s set suspended_at = now() where s.organization_id = suspend_for_billing.organization_id;
    perform private.record_act(suspend_for_billing.organization_id, 'billing.suspend', suspend_for_billing.organization_id::text, jsonb_build_object('reason', reason));
  end if;
end
$$;

-- What follows from the state of a subscription.
create function private.tg_billing_subscriptions__follow() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if new.state in ('active', 'trialing') then
    perform private.end_billing_suspension(new.organization_id);
  elsif new.state = 'canceled' then
    perform private.suspend_for_billing(new.organization_id, 'the subscription has ended');
  end if;
  return null;
end
$$;
create trigger _200_follow after update of state on private.billing_subscriptions
  for each row when (old.state <> new.state) execute function private.tg_billing_subscriptions__follow();

-- Whether an event is new; it is finished with the transaction.
create function private.take_billing_event(event_id text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.billing_events (id, finished_at) values (event_id, now()) on conflict do nothing;
  return found;
end
$$;

-- See public.note_subscription.
create function private.note_subscription(
  told_at timestamptz, organization_id uuid, subscription text, item text, customer text, price text, status text,
  trial_ends_at timestamptz, period_ends_at timestamptz, event_id text
) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  known private.billing_subscriptions;
  wanted text := case when status in ('active', 'trialing') then status when status in ('canceled', 'incomplete_expired') then 'canceled' else 'past_due' end;
begin
  if event_id is not null and not private.take_billing_event(event_id) then
    return false;
  end if;
  perform 1 from public.organizations o where o.id = note_subscription.organization_id for no key update;
  select s.* into known from private.billing_subscriptions s where s.organization_id = note_subscription.organization_id for update;
  if not found then
    return false;
  end if;
  -- An answer to what we asked holds. Of events: what is over was replaced by another subscription; what is older than what is
  -- known comes late.
  if event_id is not null then
    if known.stripe_subscription_id is distinct from subscription then
      if known.stripe_subscription_id is not null and (known.state <> 'canceled' or wanted = 'canceled') then
        return false;
      end if;
    elsif known.told_at > note_subscription.told_at then
      return false;
    end if;
  end if;
  update private.billing_subscriptions s set
    plan_id = coalesce((select p.id from private.plans p where p.stripe_price_id = price order by p.position limit 1), s.plan_id),
    state = wanted, stripe_subscription_id = subscription, stripe_item_id = item, stripe_customer_id = customer,
    trial_ends_at = note_subscription.trial_ends_at, period_ends_at = note_subscription.period_ends_at,
    past_due_since = case when wanted = 'past_due' then coalesce(s.past_due_since, note_subscription.told_at) end,
    told_at = case when event_id is null then s.told_at else note_subscription.told_at end, updated_at = now()
  where s.organization_id = note_subscription.organization_id;
  return true;
end
$$;

create function public.note_subscription(
  told_at timestamptz, organization_id uuid, subscription text, item text, customer text, price text, status text,
  trial_ends_at timestamptz default null, period_ends_at timestamptz default null, event_id text default null
) returns boolean
language sql volatile security invoker set search_path = '' as $$
  select private.note_subscription(told_at, organization_id, subscription, item, customer, price, status, trial_ends_at, period_ends_at, event_id)
$$;

-- See public.note_invoice.
create function private.note_invoice(event_id text, told_at timestamptz, subscription text, is_paid boolean, invoice_url text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not private.take_billing_event(event_id) then
    return false;
  end if;
  update private.billing_subscriptions s set
    last_invoice_url = coalesce(invoice_url, s.last_invoice_url),
    state = case when is_paid and s.state = 'past_due' then 'active' when not is_paid and s.state <> 'canceled' then 'past_due' else s.state end,
    past_due_since = case when not is_paid and s.state <> 'canceled' then coalesce(s.past_due_since, note_invoice.told_at) end,
    told_at = note_invoice.told_at, updated_at = now()
  where s.stripe_subscription_id = subscription and (s.told_at is null or s.told_at <= note_invoice.told_at);
  return found;
end
$$;

create function public.note_invoice(event_id text, told_at timestamptz, subscription text, is_paid boolean, invoice_url text default null) returns boolean
language sql volatile security invoker set search_path = '' as $$ select private.note_invoice(event_id, told_at, subscription, is_paid, invoice_url) $$;

-- By the clock: a trial that ends without a plan counts as unpaid, and what is unpaid longer than the grace is suspended.
create function private.run_billing() returns integer
language plpgsql volatile security definer set search_path = '' as $$
declare
  overdue uuid;
  suspended integer := 0;
begin
  delete from private.billing_events e where e.received_at < now() - interval '90 days';
  if private.mode() is distinct from 'saas' then
    return 0;
  end if;
  update private.billing_subscriptions s set state = 'past_due', past_due_since = s.trial_ends_at, updated_at = now()
  where s.state = 'trialing' and s.stripe_subscription_id is null and s.trial_ends_at < now();
  for overdue in
    select s.organization_id from private.billing_subscriptions s
    join public.organizations o on o.id = s.organization_id
    where s.state = 'past_due' and s.past_due_since < now() - private.billing_grace() and o.suspended_at is null and o.deleted_at is null
    order by s.organization_id limit 500
  loop
    perform private.suspend_for_billing(overdue, 'a payment is overdue');
    suspended := suspended + 1;
  end loop;
  return suspended;
end
$$;

revoke all on function private.end_billing_suspension(uuid), private.suspend_for_billing(uuid, text), private.tg_billing_subscriptions__follow(),
  private.take_billing_event(text), private.run_billing(),
  private.note_subscription(timestamptz, uuid, text, text, text, text, text, timestamptz, timestamptz, text),
  public.note_subscription(timestamptz, uuid, text, text, text, text, text, timestamptz, timestamptz, text),
  private.note_invoice(text, timestamptz, text, boolean, text), public.note_invoice(text, timestamptz, text, boolean, text)
  from public, anon, authenticated, service_role;
grant execute on function
  private.note_subscription(timestamptz, uuid, text, text, text, text, text, timestamptz, timestamptz, text),
  public.note_subscription(timestamptz, uuid, text, text, text, text, text, timestamptz, timestamptz, text),
  private.note_invoice(text, timestamptz, text, boolean, text), public.note_invoice(text, timestamptz, text, boolean, text)
  to service_role;

comment on function public.note_subscription(timestamptz, uuid, text, text, text, text, text, timestamptz, timestamptz, text) is 'What Stripe said of an organization''s subscription (event_id null: in an answer); false for what was known, is older, or belongs to nobody. For the function billing.';
comment on function public.note_invoice(text, timestamptz, text, boolean, text) is 'An invoice of a subscription was paid or could not be; false for what was known, is older, or belongs to nobody. For the function billing.';
