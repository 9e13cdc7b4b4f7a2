import type { ComponentStatus } from "../../lib/status.ts";
import type { IncidentImpact, IncidentStatus, MaintenanceStatus } from "./notices.ts";
import type { PageDescription } from "./snapshot.ts";

/** What each page beside the status page itself has: whose it is and how new. */
export interface NoticeFrame {
  /** The page's version these facts belong to. */
  version: number;
  generated_at: string;
  page: PageDescription;
  /** The page's overall state. */
  status_now: ComponentStatus;
}

/** An update of an incident or a maintenance with its Markdown rendered by the page handler. */
export interface RenderedUpdate<Status> {
  id: string;
  status: Status;
  html: string;
  displayed_at: string;
  edited_at: string | null;
}

export interface AffectedComponent {
  id: string;
  name: string;
  /** During an incident as it is now, afterwards as it ended. */
  status: ComponentStatus;
  /** The worst it was. */
  worst: ComponentStatus;
}

/** One incident with everything that was told of it. */
export interface IncidentBody extends NoticeFrame {
  kind: "incident";
  id: string;
  title: string;
  status: IncidentStatus;
  impact: IncidentImpact;
  started_at: string;
  resolved_at: string | null;
  next_update_at: string | null;
  components: AffectedComponent[];
  /** Newest first. */
  updates: RenderedUpdate<IncidentStatus>[];
  /** The newest update as plain text. */
  summary: string;
}

/** One maintenance with everything that was told of it. */
export interface MaintenanceBody extends NoticeFrame {
  kind: "maintenance";
  id: string;
  title: string;
  html: string;
  status: MaintenanceStatus;
  scheduled_for: string;
  scheduled_until: string;
  started_at: string | null;
  ended_at: string | null;
  components: { id: string; name: string; status: ComponentStatus }[];
  updates: RenderedUpdate<MaintenanceStatus>[];
  summary: string;
}

/** One line of the history. */
export interface HistoryEntry {
  kind: "incident" | "maintenance";
  id: string;
  title: string;
  status: IncidentStatus | MaintenanceStatus;
  impact: IncidentImpact;
  starts_at: string;
  /** Null while it goes on. */
  ends_at: string | null;
  component_ids: string[];
  /** Beginning of its words as plain text. */
  summary: string;
}

/** Three months of incidents and maintenance. */
export interface HistoryBody extends NoticeFrame {
  kind: "history";
  /** "2026-11": the month that is listed, and the last of the three. */
  month: string;
  months: string[];
  /** The last month there is anything to see of. */
  last_month: string;
  /** Set when only one component's entries are here. */
  component_id: string | null;
  components: { id: string; name: string }[];
  /** Newest first; each once, however many of the months it touches. */
  entries: HistoryEntry[];
}

export type NoticeBody = IncidentBody | MaintenanceBody | HistoryBody;

/** What a page may be asked for and not show. */
export type MissingKind = "incident" | "maintenance";
