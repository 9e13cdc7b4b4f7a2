export type EventKind = "incidents" | "maintenances";

/** A subscription as its holder sees it. */
export interface Subscription {
  address: string;
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
  action: "" | "confirm" | "read" | "change" | "unsubscribe" | "erase",
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
  const known = (["pending", "confirmed", "unsubscribed", "bounced", "complained"] as const).find(
    (name) => name === state,
  );
  if (address === null || known === undefined) return null;
  return {
    address,
    state: known,
    events: (["incidents", "maintenances"] as const).filter((name) => textsOf(field(data, "events")).includes(name)),
    component_ids: textsOf(field(data, "component_ids")),
    group_ids: textsOf(field(data, "group_ids")),
  };
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
