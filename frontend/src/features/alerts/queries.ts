import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Functions, NotificationChannel, Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of alerts, their rules and contacts. */
export const alertsKey = (organizationId: string) => organizationKey(organizationId, "alerts");

type Nullable<Data, Names extends keyof Data> = Omit<Data, Names> & { [Name in Names]: Data[Name] | null };

export type Alert = Nullable<
  Functions["alerts"]["Returns"][number],
  "acknowledged_at" | "acknowledged_by" | "ended_at" | "next_at"
>;
export type Contact = Nullable<
  Functions["alert_contacts"]["Returns"][number],
  "user_id" | "quiet_from" | "quiet_until" | "silent_until" | "end_reason" | "confirmed_at"
>;

/** Whoever is told at the same time: at once (0), or after minutes. */
export interface Step {
  readonly afterMinutes: number;
  readonly contactIds: readonly string[];
}

export interface Rule extends Row<"alert_rules"> {
  readonly componentIds: readonly string[];
  readonly monitorIds: readonly string[];
  /** In the order of their time. */
  readonly steps: readonly Step[];
}

const historySize = 20;
/** Escalation goes on by the clock. */
const openRefetchMs = 30_000;

export const alertQueries = {
  /** Open alerts, newest first. */
  open: (organizationId: string) =>
    queryOptions({
      queryKey: [...alertsKey(organizationId), "open"],
      refetchInterval: openRefetchMs,
      queryFn: async ({ signal }): Promise<Alert[]> =>
        unwrap(
          await supabase()
            .rpc("alerts", { organization_id: organizationId, is_open: true, max_rows: 100 })
            .abortSignal(signal),
        ),
    }),
  /** Alerts that are over, newest first, page by page. */
  ended: (organizationId: string) =>
    infiniteQueryOptions({
      queryKey: [...alertsKey(organizationId), "ended"],
      initialPageParam: null as string | null,
      queryFn: async ({ pageParam, signal }): Promise<Alert[]> =>
        unwrap(
          await supabase()
            .rpc("alerts", {
              organization_id: organizationId,
              is_open: false,
              max_rows: historySize,
              ...(pageParam !== null && { before: pageParam }),
            })
            .abortSignal(signal),
        ),
      getNextPageParam: (page): string | null => (page.length < historySize ? null : (page.at(-1)?.opened_at ?? null)),
    }),
  /** Contacts by name. */
  contacts: (organizationId: string) =>
    queryOptions({
      queryKey: [...alertsKey(organizationId), "contacts"],
      queryFn: async ({ signal }): Promise<Contact[]> =>
        unwrap(await supabase().rpc("alert_contacts", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** How contacts can be reached here. */
  channels: (organizationId: string) =>
    queryOptions({
      queryKey: [...alertsKey(organizationId), "channels"],
      queryFn: async ({ signal }): Promise<NotificationChannel[]> =>
        unwrap(await supabase().rpc("alert_channels", { organization_id: organizationId }).abortSignal(signal)),
    }),
  /** Rules by name. */
  rules: (organizationId: string) =>
    queryOptions({
      queryKey: [...alertsKey(organizationId), "rules"],
      queryFn: async ({ signal }): Promise<Rule[]> =>
        unwrap(
          await supabase()
            .from("alert_rules")
            .select(
              "*, components:alert_rule_components(component_id), monitors:alert_rule_monitors(monitor_id), contacts:alert_rule_contacts(contact_id, after_minutes)",
            )
            .eq("organization_id", organizationId)
            .order("name")
            .order("id")
            .abortSignal(signal),
        ).map(({ components, monitors, contacts, ...row }) => ({
          ...row,
          componentIds: components.map(({ component_id: id }) => id).sort(),
          monitorIds: monitors.map(({ monitor_id: id }) => id).sort(),
          steps: stepsOf(contacts),
        })),
    }),
};

/** Contacts with their minutes as steps. */
export function stepsOf(contacts: readonly { contact_id: string; after_minutes: number }[]): Step[] {
  const minutes = [...new Set(contacts.map(({ after_minutes: after }) => after))].toSorted((a, b) => a - b);
  return minutes.map((afterMinutes) => ({
    afterMinutes,
    contactIds: contacts
      .filter(({ after_minutes: after }) => after === afterMinutes)
      .map(({ contact_id: id }) => id)
      .sort(),
  }));
}
