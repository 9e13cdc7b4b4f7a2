import { randomBytes } from "node:crypto";

/** An object of Stripe's API, as JSON. */
export interface StripeObject {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** All that a double remembers, by id. */
export interface StripeState {
  readonly customers: Record<string, StripeObject>;
  readonly setupIntents: Record<string, StripeObject>;
  readonly paymentMethods: Record<string, StripeObject>;
  readonly subscriptions: Record<string, StripeObject>;
  readonly invoices: Record<string, StripeObject>;
  readonly portals: Record<string, StripeObject>;
  readonly events: StripeObject[];
}

export const emptyState = (): StripeState => ({
  customers: {},
  setupIntents: {},
  paymentMethods: {},
  subscriptions: {},
  invoices: {},
  portals: {},
  events: [],
});

export const nowInSeconds = () => Math.floor(Date.now() / 1000);
export const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;
const monthInSeconds = 30 * 86_400;
export const text = (value: unknown) => (typeof value === "string" ? value : null);

type Fields = Readonly<Record<string, unknown>>;

export function makeCustomer(fields: Fields): StripeObject {
  return {
    id: newId("cus"),
    object: "customer",
    balance: 0,
    created: nowInSeconds(),
    currency: null,
    delinquent: false,
    description: text(fields["description"]),
    email: text(fields["email"]),
    invoice_settings: fields["invoice_settings"] ?? { default_payment_method: null },
    livemode: false,
    metadata: fields["metadata"] ?? {},
    name: text(fields["name"]),
    phone: null,
    preferred_locales: [],
    tax_exempt: "none",
  };
}

export function makeSetupIntent(fields: Fields): StripeObject {
  const id = newId("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: fields["allowed_payment_method_types"] ?? null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomBytes(12).toString("hex")}`,
    created: nowInSeconds(),
    customer: text(fields["customer"]),
    description: text(fields["description"]),
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: fields["metadata"] ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_types: fields["allowed_payment_method_types"] ?? ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: fields["usage"] ?? "off_session",
  };
}

export interface Price {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
}

function makePrice({ id, amount, currency }: Price): StripeObject {
  return {
    id,
    object: "price",
    active: true,
    billing_scheme: "per_unit",
    created: nowInSeconds(),
    currency,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: `prod_${id}`,
    tax_behavior: "unspecified",
    tiers_mode: null,
    type: "recurring",
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
}

export function makeSubscription(fields: Fields, price: Price): StripeObject {
  const id = newId("sub");
  const created = nowInSeconds();
  const trialEnd = typeof fields["trial_end"] === "number" ? fields["trial_end"] : null;
  const periodEnd = trialEnd ?? created + monthInSeconds;
  return {
    id,
    object: "subscription",
    automatic_tax: { disabled_reason: null, enabled: false },
    billing_cycle_anchor: periodEnd,
    billing_mode: { type: "flexible" },
    billing_schedules: [],
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    collection_method: "charge_automatically",
    created,
    currency: price.currency,
    customer: text(fields["customer"]),
    default_payment_method: text(fields["default_payment_method"]),
    discounts: [],
    ended_at: null,
    invoice_settings: { issuer: { type: "self" } },
    items: {
      object: "list",
      data: [makeItem(id, price, created, periodEnd)],
      has_more: false,
      url: `/v1/subscription_items?subscription=${id}`,
    },
    latest_invoice: null,
    livemode: false,
    metadata: fields["metadata"] ?? {},
    start_date: created,
    status: trialEnd === null ? "active" : "trialing",
    trial_end: trialEnd,
    trial_start: trialEnd === null ? null : created,
  };
}

/** The one item of a subscription; with another price it keeps its id. */
export function makeItem(subscription: string, price: Price, start: number, end: number, id = newId("si")) {
  return {
    id,
    object: "subscription_item",
    created: start,
    current_period_end: end,
    current_period_start: start,
    discounts: [],
    metadata: {},
    price: makePrice(price),
    quantity: 1,
    subscription,
  };
}

/** @param pagesUrl where the double shows invoices */
export function makeInvoice(subscription: StripeObject, amount: number, isPaid: boolean, pagesUrl: string) {
  const id = newId("in");
  const now = nowInSeconds();
  return {
    id,
    object: "invoice",
    amount_due: amount,
    amount_overpaid: 0,
    amount_paid: isPaid ? amount : 0,
    amount_paid_off_stripe: 0,
    amount_remaining: isPaid ? 0 : amount,
    amount_shipping: 0,
    attempt_count: 1,
    attempted: true,
    auto_advance: !isPaid,
    automatic_tax: { enabled: false },
    billing_reason: "subscription_cycle",
    collection_method: "charge_automatically",
    created: now,
    currency: subscription["currency"],
    customer: subscription["customer"],
    default_tax_rates: [],
    discounts: [],
    hosted_invoice_url: `${pagesUrl}/invoices/${id}`,
    invoice_pdf: null,
    issuer: { type: "self" },
    lines: { object: "list", data: [], has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: isPaid ? null : now + 3 * 86_400,
    number: id.slice(-8).toUpperCase(),
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription["metadata"], subscription: subscription.id },
      type: "subscription_details",
    },
    payment_settings: {},
    period_end: now,
    period_start: now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    starting_balance: 0,
    status: isPaid ? "paid" : "open",
    status_transitions: { paid_at: isPaid ? now : null },
    subtotal: amount,
    total: amount,
  };
}

export function makePortal(fields: Fields, pagesUrl: string): StripeObject {
  const id = newId("bps");
  return {
    id,
    object: "billing_portal.session",
    configuration: "bpc_double",
    created: nowInSeconds(),
    customer: text(fields["customer"]),
    livemode: false,
    on_behalf_of: null,
    return_url: text(fields["return_url"]),
    url: `${pagesUrl}/portal/${id}`,
  };
}

export function makeEvent(type: string, object: StripeObject, apiVersion: string): StripeObject {
  return {
    id: newId("evt"),
    object: "event",
    api_version: apiVersion,
    created: nowInSeconds(),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: null,
    type,
  };
}
