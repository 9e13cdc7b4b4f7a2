import { setTimeout as delay } from "node:timers/promises";
import Stripe from "stripe";
import document from "./openapi/stripe.json" with { type: "json" };
import { type ApiDouble, type ApiHandler, type Call, createApiHandler } from "./openapi-double.ts";
import { type Received, startReceiver } from "./receiver.ts";
import { makeCard, readCard, testCards } from "./stripe-cards.ts";
import {
  emptyState,
  makeCustomer,
  makeEvent,
  makeInvoice,
  makeItem,
  makePortal,
  makeSetupIntent,
  makeSubscription,
  nowInSeconds,
  type Price,
  type StripeObject,
  type StripeState,
} from "./stripe-objects.ts";
import { declined, find, missing, Refusal } from "./stripe-refusals.ts";

export interface StripeOptions {
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly webhookSecret: string;
  /** Where webhooks go, signed; returns the status of the answer. Undefined: nowhere. */
  readonly deliver?: (payload: string, signature: string) => Promise<number>;
  /** A price by its id; undefined where there is none. */
  readonly price: (id: string) => Promise<Price | undefined>;
  /** Where its pages (invoices, portal) are. */
  readonly pagesUrl: string;
  /** What it remembers from before, and who is told that it changed. */
  readonly state?: StripeState;
  readonly onChange?: (state: StripeState) => void;
}

export interface StripeHandler extends ApiHandler {
  readonly state: StripeState;
  /** What happens by the clock at Stripe: the next bill of a subscription is paid, or is not. */
  readonly bill: (subscriptionId: string, isPaid: boolean) => Promise<void>;
  /** Sends an event, as often as Stripe would soon: until it is taken, at most four times. */
  readonly send: (event: StripeObject) => Promise<void>;
}

/** Pauses between attempts to deliver a webhook (ms). Stripe tries for days. */
const retryPauses = [500, 2_000, 5_000];

/**
 * Stripe's API as far as sign-up and billing use it, with the cards of Stripe's tests. What has the idempotency key of an
 * earlier request is answered as that was; with another body it is refused. It also takes what Stripe.js sends to confirm or
 * read a SetupIntent: the publishable key and the card, which the published document leaves out.
 */
export function createStripe(options: StripeOptions): StripeHandler {
  const state = options.state ?? emptyState();
  const byKey = new Map<string, { readonly body: string; readonly answer: Promise<object> }>();
  const stripe = new Stripe(options.secretKey);
  const changed = () => options.onChange?.(state);

  async function send(event: StripeObject): Promise<void> {
    const payload = JSON.stringify(event);
    for (let attempt = 0; ; attempt += 1) {
      const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: options.webhookSecret });
      const status = (await options.deliver?.(payload, signature).catch(() => 0)) ?? 200;
      const pause = retryPauses[attempt];
      if ((status >= 200 && status < 300) || pause === undefined) return;
      await delay(pause, undefined, { ref: false });
    }
  }

  /** Tells of what happened; the answer does not wait for it. */
  function tell(type: string, object: StripeObject): Promise<void> {
    const event = makeEvent(type, object, document.info.version);
    handler.check("event", event);
    handler.check(String(object["object"]), object);
    state.events.push(event);
    changed();
    return send(event);
  }

  const actions: Readonly<Record<string, (call: Call) => Promise<object> | object>> = {
    "POST /v1/customers": ({ fields }) => keep(state.customers, makeCustomer(fields)),
    "POST /v1/customers/{customer}": ({ fields, variables }) => {
      const customer = find(state.customers, variables["customer"], "customer");
      return keep(state.customers, { ...customer, ...fields });
    },
    "DELETE /v1/customers/{customer}": ({ variables }) => {
      const { id } = find(state.customers, variables["customer"], "customer");
      delete state.customers[id];
      return { id, object: "customer", deleted: true };
    },
    "POST /v1/setup_intents": ({ fields }) => {
      if (fields["customer"] !== undefined) find(state.customers, fields["customer"], "customer", "customer");
      return keep(state.setupIntents, makeSetupIntent(fields));
    },
    "GET /v1/setup_intents/{intent}": ({ fields, variables, request }) => {
      const intent = find(state.setupIntents, variables["intent"], "setupintent");
      requireSecret(intent, fields, request);
      const isExpanded = JSON.stringify(fields["expand"] ?? []).includes("payment_method");
      return isExpanded
        ? { ...intent, payment_method: state.paymentMethods[String(intent["payment_method"])] }
        : intent;
    },
    "POST /v1/setup_intents/{intent}/confirm": (call) => confirm(call),
    "POST /v1/subscriptions": async ({ fields }) => {
      const customer = find(state.customers, fields["customer"], "customer", "customer");
      const price = await priceOf(fields);
      if (fields["trial_end"] === undefined) requirePayable(customer);
      const subscription = keep(state.subscriptions, makeSubscription(fields, price));
      void tell("customer.subscription.created", subscription);
      void invoice(subscription, fields["trial_end"] === undefined ? price.amount : 0, true);
      return subscription;
    },
    "POST /v1/subscriptions/{subscription_exposed_id}": async ({ fields, variables }) => {
      const known = find(state.subscriptions, variables["subscription_exposed_id"], "subscription");
      const [item] = listOf(known["items"]);
      const end = Number(Reflect.get(Object(item), "current_period_end"));
      const next = makeItem(
        known.id,
        await priceOf(fields),
        nowInSeconds(),
        end,
        String(Reflect.get(Object(item), "id")),
      );
      const items = { ...Object(known["items"]), data: [next] };
      const subscription = keep(state.subscriptions, {
        ...known,
        items,
        metadata: fields["metadata"] ?? known["metadata"],
      });
      void tell("customer.subscription.updated", subscription);
      return subscription;
    },
    "POST /v1/billing_portal/sessions": ({ fields }) => {
      find(state.customers, fields["customer"], "customer", "customer");
      return keep(state.portals, makePortal(fields, options.pagesUrl));
    },
  };

  const priceOf = async (fields: Call["fields"]): Promise<Price> => {
    const id = Reflect.get(Object(listOf({ data: fields["items"] })[0]), "price");
    const price = await options.price(String(id));
    if (price === undefined) throw missing("price", id, "items[0][price]");
    return price;
  };

  /** @throws Refusal when the customer's default card is declined */
  const requirePayable = (customer: StripeObject) => {
    const id = Reflect.get(Object(customer["invoice_settings"]), "default_payment_method");
    const method = state.paymentMethods[String(id)];
    if (method === undefined) {
      const message = "This customer has no attached payment source or default payment method.";
      throw new Refusal(400, { type: "invalid_request_error", code: "resource_missing", message });
    }
    const last4: unknown = Reflect.get(Object(method["card"]), "last4");
    if (testCards[`400000000000${last4}`]?.failsLater === true)
      throw declined("card_declined", "generic_decline", "Your card was declined.");
  };

  /** @throws Refusal when a browser does not prove that the SetupIntent is its own */
  function requireSecret(intent: StripeObject, fields: Call["fields"], request: Received): void {
    const isBrowser = keyOf(request) === options.publishableKey;
    if (isBrowser && fields["client_secret"] !== intent["client_secret"]) throw missing("setupintent", intent.id);
  }

  function confirm({ fields, variables, request }: Call): object {
    const intent = find(state.setupIntents, variables["intent"], "setupintent");
    requireSecret(intent, fields, request);
    if (intent["status"] === "succeeded") {
      const message = "You cannot confirm this SetupIntent because it has already succeeded.";
      throw new Refusal(400, { type: "invalid_request_error", code: "setup_intent_unexpected_state", message });
    }
    const { number, expires, card, refusal } = readCard(Reflect.get(Object(fields["payment_method_data"]), "card"));
    if (card === undefined || refusal !== undefined) {
      const error = { type: "card_error", ...refusal };
      throw new Refusal(402, {
        ...error,
        setup_intent: keep(state.setupIntents, { ...intent, last_setup_error: error }),
      });
    }
    const method = makeCard(number, card, expires, intent["customer"]);
    keep(state.paymentMethods, method);
    const done = { ...intent, payment_method: method.id, last_setup_error: null, status: "succeeded" };
    keep(state.setupIntents, done);
    void tell("setup_intent.succeeded", done);
    return done;
  }

  async function invoice(subscription: StripeObject, amount: number, isPaid: boolean): Promise<void> {
    const made = makeInvoice(subscription, amount, isPaid, options.pagesUrl);
    keep(state.invoices, made);
    await tell(isPaid ? "invoice.paid" : "invoice.payment_failed", made);
  }

  function keep<T extends StripeObject>(things: Record<string, StripeObject>, thing: T): T {
    things[thing.id] = thing;
    changed();
    return thing;
  }

  async function answer(call: Call): Promise<{ status: number; body: object }> {
    const key = call.request.headers["idempotency-key"];
    const isBrowser = call.path.includes("{intent}") && keyOf(call.request) === options.publishableKey;
    try {
      if (!isBrowser && keyOf(call.request) !== options.secretKey) {
        throw new Refusal(401, { type: "invalid_request_error", message: "Invalid API Key provided" });
      }
      const known = typeof key === "string" ? byKey.get(key) : undefined;
      if (known !== undefined && known.body !== call.request.body) {
        const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
        throw new Refusal(400, { type: "idempotency_error", message });
      }
      if (known !== undefined) return { status: 200, body: await known.answer };
      const act = actions[`${call.request.method} ${call.path}`];
      if (act === undefined) throw missing("operation", call.path);
      const body = Promise.resolve(call).then(act);
      if (typeof key === "string") {
        byKey.set(key, { body: call.request.body, answer: body });
        // What was refused can be tried again.
        body.catch(() => byKey.delete(key));
      }
      return { status: 200, body: await body };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { status: error.status, body: { error: error.error } };
    }
  }

  const handler = createApiHandler(document, answer);

  return {
    ...handler,
    // `key` is how Stripe.js says who it is; the document knows keys in a header alone.
    handle: (request) => handler.handle(withKeyInHeader(request)),
    state,
    send,
    async bill(id, isPaid) {
      const known = find(state.subscriptions, id, "subscription");
      const amount = Number(
        Reflect.get(Object(Reflect.get(Object(listOf(known["items"])[0]), "price")), "unit_amount"),
      );
      await invoice(known, amount, isPaid);
      const status = isPaid ? "active" : "past_due";
      await tell("customer.subscription.updated", keep(state.subscriptions, { ...known, status }));
    },
  };
}

/** The double on a port of its own. */
export async function startStripe(options: StripeOptions): Promise<ApiDouble & Omit<StripeHandler, "handle">> {
  const { handle, ...rest } = createStripe(options);
  return { ...(await startReceiver(handle)), ...rest };
}

function listOf(list: unknown): readonly unknown[] {
  const data: unknown = Reflect.get(Object(list), "data");
  return Array.isArray(data) ? data : [];
}

function keyOf({ headers }: Received): string {
  return (headers.authorization ?? "").replace(/^Bearer /, "");
}

function withKeyInHeader(request: Received): Received {
  const [path = "", search] = request.path.split("?");
  const query = new URLSearchParams(search);
  const form = new URLSearchParams(request.body);
  const key = query.get("key") ?? form.get("key");
  if (key === null) return request;
  query.delete("key");
  form.delete("key");
  const headers = { ...request.headers, authorization: `Bearer ${key}` };
  return { ...request, path: `${path}?${query}`, headers, body: `${form}` };
}
