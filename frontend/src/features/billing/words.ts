import { dayLong } from "../../lib/format.ts";
import { localTime } from "../../lib/time-zone.ts";
import type { BillingState, Plan, Resource, Shortfall } from "./queries.ts";

/** "€19", "€19.50" */
export function priceOf({ price_cents, currency }: Pick<Plan, "price_cents" | "currency">): string {
  const isWhole = price_cents % 100 === 0;
  const options = { style: "currency", currency, minimumFractionDigits: isWhole ? 0 : 2 } as const;
  return new Intl.NumberFormat("en-US", options).format(price_cents / 100);
}

/** "29 November", on the reader's clock */
export function dayOf(instant: string, timeZone: string): string {
  return dayLong(localTime(instant, timeZone).slice(0, 10));
}

/** "every minute", "every 30 seconds" */
export function intervalOf(seconds: number): string {
  if (seconds === 60) return "every minute";
  return seconds > 60 && seconds % 60 === 0 ? `every ${seconds / 60} minutes` : `every ${seconds} seconds`;
}

/** "visa" as people write it. */
export function brandOf(brand: string): string {
  const known: Record<string, string> = {
    amex: "American Express",
    diners: "Diners Club",
    jcb: "JCB",
    unionpay: "UnionPay",
  };
  return known[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1);
}

export const resourceNames = {
  components: "Components",
  members: "Members",
  subscribers: "Subscribers",
} satisfies Record<Resource, string>;

/** What a plan or an organization has of one resource. */
export function limitOf(from: Pick<Plan, `max_${Resource}`>, resource: Resource): number | null {
  return from[`max_${resource}`];
}

/** How an organization's payment stands, for banners and for the head of the screen. */
export type Standing =
  /** Paid, or nothing due yet. */
  | { readonly kind: "fine" }
  /** The trial runs, and nobody has chosen a plan for the time after it. */
  | { readonly kind: "trial"; readonly endsAt: string }
  /** Unpaid, with or without a plan to pay for; suspended at `endsAt`. */
  | { readonly kind: "unpaid"; readonly hasPlan: boolean; readonly endsAt: string | null }
  | { readonly kind: "ended" };

/** Reads the standing out of the state. */
export function standingOf(state: BillingState): Standing {
  if (state.state === "canceled") return { kind: "ended" };
  if (state.state === "past_due")
    return { kind: "unpaid", hasPlan: state.has_subscription, endsAt: state.grace_ends_at };
  if (state.state === "trialing" && !state.has_subscription && state.trial_ends_at !== null)
    return { kind: "trial", endsAt: state.trial_ends_at };
  return { kind: "fine" };
}

/** Where a plan is less than what is used: "20 components (you have 30)". */
export function shortfallWords({ resource, most, used }: Omit<Shortfall, "plan_id">): string {
  return resource === "interval_seconds"
    ? `checks ${intervalOf(most)} (yours run ${intervalOf(used)})`
    : `${most} ${resource} (you have ${used})`;
}
