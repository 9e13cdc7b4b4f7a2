/** What can be heard of, in the order in which it is offered. */
export const eventKinds = ["incidents", "maintenances", "components"] as const;
export type EventKind = (typeof eventKinds)[number];

/** Ways to be told, in the order in which they are offered. */
export const channels = ["email", "sms", "call", "push", "slack", "teams", "discord", "webhook"] as const;
export type Channel = (typeof channels)[number];

/** What a page can be followed by. */
export interface Offer {
  channels: Channel[];
  /** The key a browser subscribes with; null when it cannot. */
  pushKey: string | null;
}

/** A subscription as its holder sees it. */
export interface Subscription {
  channel: Channel;
  address: string;
  /** What the messages of a webhook are signed with. */
  signing_secret: string | null;
  state: "pending" | "confirmed" | "unsubscribed" | "bounced" | "complained";
  events: EventKind[];
  component_ids: string[];
  group_ids: string[];
}

/** What the function `subscriptions` answered. */
export type Answer = { ok: true; data: unknown } | { ok: false; code: string; message: string; field: string | null };

/** How the function is reached. */
export interface SubscriptionsAddress {
  supabaseUrl: string;
  publishableKey: string;
}

/** Calls the function. Never rejects: what fails on the way has the code `unreachable`. */
export async function callSubscriptions(
  { supabaseUrl, publishableKey }: SubscriptionsAddress,
  action: "" | "channels" | "confirm" | "read" | "change" | "unsubscribe" | "erase",
  body: object,
): Promise<Answer> {
  try {
    const response = await fetch(`${supabaseUrl}/functions/v1/subscriptions${action === "" ? "" : `/${action}`}`, {
      method: "POST",
      headers: { apikey: publishableKey, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    const data: unknown = await response.json();
    if (response.ok) return { ok: true, data };
    const error = field(data, "error");
    return {
      ok: false,
      code: textOf(field(error, "code")) ?? "internal",
      message: textOf(field(error, "message")) ?? "",
      field: textOf(field(error, "field")),
    };
  } catch {
    return { ok: false, code: "unreachable", message: "", field: null };
  }
}

/** The answer of `read` and the token in that of `confirm`, as far as they are what they should be. */
export function subscriptionIn(data: unknown): Subscription | null {
  const [address, state] = [textOf(field(data, "address")), textOf(field(data, "state"))];
  const channel = channels.find((name) => name === field(data, "channel"));
  const known = (["pending", "confirmed", "unsubscribed", "bounced", "complained"] as const).find(
    (name) => name === state,
  );
  if (address === null || known === undefined || channel === undefined) return null;
  return {
    channel,
    address,
    signing_secret: textOf(field(data, "signing_secret")),
    state: known,
    events: eventKinds.filter((name) => textsOf(field(data, "events")).includes(name)),
    component_ids: textsOf(field(data, "component_ids")),
    group_ids: textsOf(field(data, "group_ids")),
  };
}

/** The answer of `channels`, as far as this page knows what it names. */
export function offerIn(data: unknown): Offer {
  const named = textsOf(field(data, "channels"));
  return { channels: channels.filter((name) => named.includes(name)), pushKey: textOf(field(data, "push_key")) };
}

export function tokenIn(data: unknown): string | null {
  return textOf(field(data, "token"));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
