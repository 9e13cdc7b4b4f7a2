import type { ComponentStatus } from "../../lib/status.ts";
import type { OpenIncident, PastIncident, PlannedMaintenance } from "./notices.ts";

/** What a visitor sees of one page: the `body` of `page_snapshots`, built by the database. Times are ISO 8601. */
export interface PageSnapshot {
  version: number;
  generated_at: string;
  page: PageDescription;
  status: OverallStatus;
  groups: GroupSnapshot[];
  components: ComponentSnapshot[];
  incidents: OpenIncident[];
  maintenances: PlannedMaintenance[];
  past: PastIncident[];
}

export interface PageDescription {
  id: string;
  slug: string;
  title: string;
  description: string | null;
  organization_name: string;
  /** IANA name; days and times of the page are told in it. */
  time_zone: string;
  theme: "system" | "light" | "dark";
  accent: string | null;
  accent_dark: string | null;
  /** Where browsers find the logo; the page handler makes it from the object's path. */
  logo_url: string | null;
  links: { label: string; url: string }[];
  announcement: string | null;
}

export type Indicator = "none" | "minor" | "major" | "critical" | "maintenance" | "unknown";

export interface OverallStatus {
  indicator: Indicator;
  /** The status that tints the header. */
  status: ComponentStatus;
  /** The Statuspage API's wording, for machines; the page words the state itself. */
  description: string;
  counts: Partial<Record<ComponentStatus, number>>;
}

export interface GroupSnapshot {
  /** Null for the components without a group. */
  id: string | null;
  name: string | null;
  status: ComponentStatus;
  component_ids: string[];
}

export type StatusCause = "manual" | "monitor" | "incident" | "maintenance" | "none";

export interface ComponentSnapshot {
  id: string;
  name: string;
  description: string | null;
  kind: string;
  group_id: string | null;
  status: ComponentStatus;
  since: string | null;
  cause: StatusCause;
  /** Per cent over the days shown, truncated; null = no data. */
  uptime: number | null;
  days: DayHistory;
  latency: Latency | null;
}

export interface DayHistory {
  /** Calendar date of the last letter, in the page's time zone. */
  end: string;
  /** One letter a day, oldest first: the worst status of that day (o d p m w u). */
  statuses: string;
  /** Only days that were not wholly operational or without data. */
  details: Record<string, DayDetail>;
}

export interface DayDetail {
  uptime: number | null;
  seconds: Partial<Record<ComponentStatus, number>>;
}

export interface Latency {
  p95_ms: number | null;
  /** 24 values, oldest first. */
  hourly_p95_ms: (number | null)[];
}

/** A component's part of a change, today's bar and the uptime included: the database decides those too. */
export interface ComponentChange {
  id: string;
  status: ComponentStatus;
  since: string | null;
  cause: StatusCause;
  uptime: number | null;
  /** Letter of today in the row of days. */
  today: string;
  /** Null on a day that is wholly operational or without data. */
  today_details: DayDetail | null;
}

/** Payload of the broadcast `changes` on `page:<id>`; `changes: null` asks for a new snapshot. */
export interface PageChange {
  version: number;
  previous_version: number;
  generated_at: string;
  changes: {
    status: OverallStatus;
    groups: { id: string | null; status: ComponentStatus }[];
    components: ComponentChange[];
    /** Here when incidents or maintenance changed, and then whole. */
    incidents?: OpenIncident[];
    maintenances?: PlannedMaintenance[];
    past?: PastIncident[];
  } | null;
}

/**
 * Whether a broadcast is one this version of the page understands. Only SQL can send on the topic, so this guards
 * against an older or newer database, not against an enemy: what does not match leads to a refetch.
 */
export function isPageChange(value: unknown): value is PageChange {
  if (!isRecord(value)) return false;
  if (typeof value.version !== "number" || typeof value.previous_version !== "number") return false;
  if (value.changes === null) return true;
  return (
    isRecord(value.changes) &&
    isRecord(value.changes.status) &&
    Array.isArray(value.changes.groups) &&
    Array.isArray(value.changes.components) &&
    [value.changes.incidents, value.changes.maintenances, value.changes.past].every(isListIfPresent)
  );
}

function isListIfPresent(value: unknown): boolean {
  return value === undefined || Array.isArray(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
