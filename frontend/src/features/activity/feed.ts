import type { Json } from "@heliograph/shared/db/database.types.ts";
import { roleNames, roles } from "../../lib/permissions.ts";
import { type ComponentStatus, isComponentStatus } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";

/** One line of the activity list: `subject` in bold, then the rest of the sentence. */
export interface ActivityEntry {
  key: string;
  /** ISO time. */
  at: string;
  subject: string;
  sentence: string;
  /** Who did it; otherwise a component's status. */
  actorId: string | null;
  status: ComponentStatus | null;
}

export interface StatusEventRow {
  id: number;
  component_id: string;
  status: ComponentStatus;
  cause: string;
  started_at: string;
  component: { name: string };
}

export interface AuditEventRow {
  id: number;
  occurred_at: string;
  actor_id: string | null;
  action: string;
  object_id: string;
  before: Json;
  after: Json;
}

export interface FeedNames {
  /** By user id. */
  people: ReadonlyMap<string, string>;
  /** By id of a component, group, monitor or page. */
  objects: ReadonlyMap<string, string>;
}

const statusSentences = {
  operational: "is operational",
  unknown: "has no data",
  under_maintenance: "is under maintenance",
  degraded_performance: "is degraded",
  partial_outage: "has a partial outage",
  major_outage: "has a major outage",
} satisfies Record<ComponentStatus, string>;

/** Status changes and what people did, newest first. The same act on many rows at once is one line. */
export function activityFeed(
  statusEvents: readonly StatusEventRow[],
  auditEvents: readonly AuditEventRow[],
  names: FeedNames,
  count: number,
): ActivityEntry[] {
  const statuses = statusEvents.map(
    (event): ActivityEntry => ({
      key: `status:${event.id}`,
      at: event.started_at,
      subject: event.component.name,
      sentence: statusSentences[event.status],
      actorId: null,
      status: event.status,
    }),
  );
  const acts = auditEvents.flatMap((event): ActivityEntry[] => {
    const sentence = auditSentence(event, names);
    if (sentence === null) return [];
    const subject = names.people.get(event.actor_id ?? "") ?? "Somebody";
    const { occurred_at: at, actor_id: actorId } = event;
    return [{ key: `audit:${event.id}`, at, subject, sentence, actorId, status: null }];
  });
  return [...statuses, ...acts]
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .filter((entry, index, all) => {
      const before = all[index - 1];
      return before === undefined || before.subject !== entry.subject || before.sentence !== entry.sentence;
    })
    .slice(0, count);
}

const nouns: Record<string, string> = {
  components: "component",
  component_groups: "group",
  monitors: "monitor",
  status_pages: "status page",
  incidents: "incident",
};

/** What somebody did, without the subject. Null for what is only a side effect. */
export function auditSentence(event: AuditEventRow, names: FeedNames): string | null {
  const [table = "", verb = ""] = event.action.split(".");
  const before = fields(event.before);
  const after = fields(event.after);
  const name =
    text(after["name"]) ??
    text(after["title"]) ??
    names.objects.get(event.object_id) ??
    text(before["name"]) ??
    text(before["title"]);
  if (table === "members") return memberSentence(verb, event.object_id, event.actor_id, before, after, names);
  if (table === "status_page_components") return "changed what a status page shows";
  if (table === "organizations") return organizationSentence(verb, after);
  const noun = nouns[table];
  if (noun === undefined) return null;
  if (table === "incidents") return incidentSentence(verb, name ?? "an incident", after);
  const object = name ?? `a ${noun}`;
  if (verb === "insert") return `created ${object}`;
  if (verb === "delete") return `deleted ${object}`;
  if ("manual_status" in after) {
    const status = after["manual_status"];
    return isComponentStatus(status)
      ? `set ${object} to ${strings.statusInSentence[status]}`
      : `gave ${object} back to its monitors`;
  }
  if ("archived_at" in after) return after["archived_at"] === null ? `restored ${object}` : `archived ${object}`;
  if ("paused_at" in after) return after["paused_at"] === null ? `resumed ${object}` : `paused ${object}`;
  if ("name" in after && text(before["name"]) !== null) return `renamed ${text(before["name"])} to ${object}`;
  const isMoved = Object.keys(after).every((key) => key === "position" || key === "group_id");
  return isMoved ? `reordered ${noun}s` : `changed ${object}`;
}

function organizationSentence(verb: string, after: Record<string, unknown>): string {
  if (verb === "insert") return "created the organization";
  if ("deleted_at" in after)
    return after["deleted_at"] === null ? "restored the organization" : "deleted the organization";
  if ("suspended_at" in after)
    return after["suspended_at"] === null ? "let the organization in again" : "suspended the organization";
  if ("requires_mfa" in after)
    return after["requires_mfa"] === true ? "requires a second factor now" : "requires no second factor any more";
  if ("billing_contact_id" in after) return "handed the bills over";
  return "name" in after || "slug" in after
    ? "changed the organization's name or address"
    : "changed the organization's settings";
}

function incidentSentence(verb: string, title: string, after: Record<string, unknown>): string | null {
  if (verb === "insert") return after["published_at"] === null ? `drafted ${title}` : `declared ${title}`;
  if ("deleted_at" in after) return after["deleted_at"] === null ? `restored ${title}` : `deleted ${title}`;
  if (text(after["published_at"]) !== null) return `published ${title}`;
  const status = text(after["status"]);
  if (status === "resolved") return `resolved ${title}`;
  if (status === "postmortem") return `wrote a postmortem of ${title}`;
  if (status !== null) return `moved ${title} to ${status}`;
  return "acknowledged_at" in after ? `acknowledged ${title}` : `changed ${title}`;
}

function memberSentence(
  verb: string,
  userId: string,
  actorId: string | null,
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  names: FeedNames,
): string {
  const person = names.people.get(userId) ?? "a member";
  const role = roles.find((candidate) => candidate === after["role"]);
  const roleName = role === undefined ? "member" : roleNames[role].toLowerCase();
  if (verb === "insert") return userId === actorId ? "joined" : `added ${person} as ${roleName}`;
  if (verb === "delete")
    return userId === actorId || before["user_id"] === actorId ? "left the organization" : `removed ${person}`;
  return `made ${userId === actorId ? "themselves" : person} ${roleName}`;
}

function fields(json: Json): Record<string, unknown> {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
