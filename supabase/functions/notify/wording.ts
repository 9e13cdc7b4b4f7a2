import { convert } from "html-to-text";
import { markdownToHtml } from "../_shared/domain/markdown.ts";
import type { Content } from "./message.ts";

const incidentStatuses: Readonly<Record<string, string>> = {
  investigating: "Investigating",
  identified: "Identified",
  monitoring: "Monitoring",
  resolved: "Resolved",
  postmortem: "Postmortem",
};

const maintenanceTopics: Readonly<Record<string, string>> = {
  "maintenance.scheduled": "Scheduled",
  "maintenance.rescheduled": "Rescheduled",
  "maintenance.reminder": "Coming up",
  "maintenance.started": "In progress",
  "maintenance.updated": "Update",
  "maintenance.completed": "Completed",
  "maintenance.cancelled": "Cancelled",
};

export const componentStatuses: Readonly<Record<string, string>> = {
  operational: "Operational",
  unknown: "No data",
  degraded_performance: "Degraded",
  partial_outage: "Partial outage",
  major_outage: "Major outage",
  under_maintenance: "Maintenance",
};

const alertActions: Readonly<Record<string, string>> = {
  "alert.confirm": "Confirm",
  "alert.raised": "Acknowledge",
  "alert.ended": "Open alert",
};

interface AccountNotice {
  readonly subject: string;
  readonly said: string;
  /** For whoever did it, and for whoever did not. */
  readonly advice: readonly string[];
}

/** By topic (`private.tell_account`). */
const accountNotices: Readonly<Record<string, AccountNotice>> = {
  "account.recovery_code_used": {
    subject: "Your second factor was removed with a recovery code",
    said: "Somebody signed in to your account and used one of its recovery codes. The second factor is gone, the password is void, and every other session has ended.",
    advice: [
      "If this was you, choose a new password and set up a second factor again.",
      "If this was not you, tell your administrator at once: they end the session, and take away a second factor that somebody else has set up meanwhile. Then choose a new password and create new recovery codes.",
    ],
  },
  "account.second_factors_removed": {
    subject: "Your second factor was removed by an administrator",
    said: "Your administrator removed the second factor of your account with its recovery codes, and ended every session. Until you set up another one, the password alone lets in.",
    advice: [
      "If you asked for this, sign in and set up a second factor again.",
      "If you did not ask for this, choose a new password at once, and ask your administrator who did.",
    ],
  },
};

/** What the owner of an account is told. @throws for a topic without words */
export function accountNotice({ topic }: Content): AccountNotice {
  const notice = accountNotices[topic];
  if (notice === undefined) throw new Error(`There are no words for ${topic}`);
  return notice;
}

/** What who is alerted does next. */
export function alertAction({ topic }: Content): string {
  return alertActions[topic] ?? "Open alert";
}

/** What a message is about in one word or two: "Investigating", "Coming up". */
export function headline(content: Content): string {
  if (content.topic === "alert.ended") return "Alert over";
  if (content.topic === "alert.confirm") return "Confirm alerts";
  if (content.topic === "alert.raised") return componentStatuses[content.status] ?? "Alert";
  if (content.topic === "component.status_changed") return componentStatuses[content.status] ?? "Update";
  return maintenanceTopics[content.topic] ?? incidentStatuses[content.status] ?? "Update";
}

/** One line: "Investigating: Cards declined". Never more than one, whatever people typed. */
export function subjectOf(content: Content): string {
  const title = oneLine(content.title);
  if (content.topic === "subscription.confirm") return `Confirm your subscription to ${title}`;
  if (content.topic === "subscription.exists") return `You already follow ${title}`;
  if (content.topic === "alert.confirm") return `Confirm that ${title} may send you alerts`;
  if (content.topic === "invitation.created") return `Join ${title} on Heliograph`;
  if (content.topic.startsWith("account.")) return accountNotice(content).subject;
  return `${headline(content)}: ${title}`;
}

/** Without line breaks and other control characters. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}

/** "Sat 21 Nov 2026, 03:29 CET" in the page's time zone. */
export function timeOf(time: string, zone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
    timeZoneName: "short",
  })
    .format(new Date(time))
    .replace(/^(\w+), /, "$1 ");
}

/** "42 min", "3 h 5 min", "2 d 4 h". */
export function durationOf(from: string, until: string): string {
  const minutes = Math.max(1, Math.round((Date.parse(until) - Date.parse(from)) / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${minutes} min`;
}

/** The facts under a message, each with its name. */
export function factsOf(content: Content): readonly (readonly [name: string, value: string])[] {
  const zone = content.time_zone;
  if (content.topic.startsWith("maintenance.")) {
    return [
      ["Begins", timeOf(content.starts_at, zone)],
      ["Ends", timeOf(content.ends_at ?? content.starts_at, zone)],
      ["Duration", durationOf(content.starts_at, content.ends_at ?? content.starts_at)],
    ];
  }
  if (content.topic === "component.status_changed") {
    const before = content.components[0]?.old_status;
    return [
      ["Since", timeOf(content.starts_at, zone)],
      ...(before === undefined ? [] : [["Before", componentStatuses[before] ?? before] as const]),
    ];
  }
  if (content.topic === "alert.raised") return [["Since", timeOf(content.starts_at, zone)]];
  if (content.topic === "alert.ended") {
    return [
      ["Began", timeOf(content.starts_at, zone)],
      ["Duration", durationOf(content.starts_at, content.ends_at ?? content.said_at)],
    ];
  }
  if (!content.topic.startsWith("incident.")) return [];
  return [
    ["Started", timeOf(content.starts_at, zone)],
    [
      content.ends_at === null ? "Duration so far" : "Duration",
      durationOf(content.starts_at, content.ends_at ?? content.said_at),
    ],
    ...(content.next_update_at === null
      ? []
      : [["Next update", `by ${timeOf(content.next_update_at, zone)}`] as const]),
  ];
}

const bodies = new WeakMap<Content, string>();

/** What was written, without markup; worked out once for all who are told. */
export function plainBody(content: Content): string {
  const body = bodies.get(content) ?? convert(markdownToHtml(content.body), { wordwrap: false }).trim();
  bodies.set(content, body);
  return body;
}
