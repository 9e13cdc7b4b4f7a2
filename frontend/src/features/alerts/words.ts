import type { SubscriberState } from "../../lib/database.ts";
import { duration } from "../../lib/format.ts";
import type { ComponentStatus } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import type { Contact, Rule, Step } from "./queries.ts";

export const stateNames = {
  confirmed: "Confirmed",
  pending: "Not confirmed yet",
  unsubscribed: "Left",
  bounced: "Does not work",
  complained: "Complained",
} satisfies Record<SubscriberState, string>;

/** Statuses that can raise an alert, worst first. */
export const alertStatuses = [
  "major_outage",
  "partial_outage",
  "degraded_performance",
  "unknown",
] as const satisfies readonly ComponentStatus[];

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** "Mon" of ISO day 1. */
export function weekdayName(day: number): string {
  return weekdays[day - 1] ?? "";
}

/** "every day", "Mon – Fri", "Sat, Sun" */
export function daysText(days: readonly number[]): string {
  const sorted = days.toSorted((a, b) => a - b);
  const [first = 1, last = 7] = [sorted[0], sorted.at(-1)];
  if (sorted.length === 7) return "every day";
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${weekdayName(first)} – ${weekdayName(last)}`;
  return sorted.map(weekdayName).join(", ");
}

type Quiet = Pick<Contact, "quiet_from" | "quiet_until" | "quiet_days" | "time_zone">;

/** "22:00 – 07:00 every day, Europe/Berlin", or null without quiet hours. */
export function quietText({ quiet_from: from, quiet_until: until, quiet_days: days, time_zone: zone }: Quiet) {
  if (from === null || until === null) return null;
  const hours = from === until ? `all day from ${from.slice(0, 5)}` : `${from.slice(0, 5)} – ${until.slice(0, 5)}`;
  return `${hours} ${daysText(days)}, ${zone}`;
}

/** "at once", "after 15 min" */
export function whenText(minutes: number): string {
  return minutes === 0 ? "at once" : `after ${duration(minutes * 60)}`;
}

/** "At once: Ada, Bea" */
export function stepText({ afterMinutes, contactIds }: Step, nameOf: (id: string) => string | undefined): string {
  const names = contactIds.flatMap((id) => nameOf(id) ?? []).toSorted((a, b) => a.localeCompare(b));
  const when = whenText(afterMinutes);
  return `${when[0]?.toUpperCase()}${when.slice(1)}: ${names.length === 0 ? "nobody" : strings.sentence.names(names)}`;
}

/** "All components", "Cards and 2 more", "3 monitors" */
export function scopeText(rule: Rule, nameOf: (componentId: string) => string | undefined): string {
  if (rule.scope === "all") return "All components";
  const count = rule.monitorIds.length;
  if (rule.scope === "monitors") return count === 1 ? "1 monitor" : `${count} monitors`;
  const names = rule.componentIds.flatMap((id) => nameOf(id) ?? []).toSorted((a, b) => a.localeCompare(b));
  return names.length <= 2 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
