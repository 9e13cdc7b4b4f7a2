import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Something a plan has a number for. */
export type Resource = "components" | "members" | "subscribers";
/** How many of each a plan allows; null is no limit. */
type Limits = Record<`max_${Resource}`, number | null>;
export type Plan = Omit<Functions["plans"]["Returns"][number], keyof Limits> & Limits;
/** Something an organization has more of than a plan allows. */
export type Shortfall = Functions["plan_shortfalls"]["Returns"][number];
export type Card = Functions["my_card"]["Returns"][number];
type StateRow = Functions["billing_state"]["Returns"][number];

/** What the generator cannot know may be null. */
interface Nullable extends Limits {
  trial_ends_at: string | null;
  period_ends_at: string | null;
  /** When an unpaid bill suspends the organization; null while nothing is unpaid. */
  grace_ends_at: string | null;
  invoice_url: string | null;
  /** Of the monitor that checks most often; null without monitors. */
  used_interval_seconds: number | null;
  billing_contact_id: string | null;
  /** For the billing contact alone. */
  card_brand: string | null;
  card_last4: string | null;
}

/** Plan, limits, use and payment of an organization. */
export type BillingState = Omit<StateRow, keyof Nullable> & Nullable;

export const billingKey = (organizationId: string) => organizationKey(organizationId, "billing");
const cardKey = ["account", "card"] as const;

export const billingQueries = {
  plans: () =>
    queryOptions({
      queryKey: ["plans"],
      queryFn: async ({ signal }): Promise<Plan[]> => unwrap(await supabase().rpc("plans").abortSignal(signal)),
    }),
  /** The caller's card; null without a confirmed one. */
  myCard: (userId: string) =>
    queryOptions({
      queryKey: [...cardKey, userId],
      queryFn: async ({ signal }): Promise<Card | null> =>
        unwrap(await supabase().rpc("my_card").abortSignal(signal))[0] ?? null,
    }),
  /** What each plan has no room for. */
  shortfalls: (organizationId: string) =>
    queryOptions({
      queryKey: [...billingKey(organizationId), "shortfalls"],
      queryFn: async ({ signal }): Promise<Shortfall[]> =>
        unwrap(await supabase().rpc("plan_shortfalls", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** Null where there are no plans. */
  state: (organizationId: string) =>
    queryOptions({
      queryKey: billingKey(organizationId),
      // Payments happen at Stripe: nothing tells this page of them.
      refetchInterval: 60_000,
      queryFn: async ({ signal }): Promise<BillingState | null> =>
        unwrap(await supabase().rpc("billing_state", { organization_id: organizationId }).abortSignal(signal))[0] ??
        null,
    }),
};
