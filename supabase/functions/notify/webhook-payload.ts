import type { AffectedComponent, Content, Links } from "./message.ts";
import { plainBody } from "./wording.ts";

/** What signatures are, for who receives them. */
const documentation = "https://www.standardwebhooks.com";

/** Status of a page in the words of Statuspage's API, which receivers of webhooks know. */
const indicators: Readonly<Record<string, readonly [indicator: string, description: string]>> = {
  operational: ["none", "All Systems Operational"],
  degraded_performance: ["minor", "Partially Degraded Service"],
  partial_outage: ["major", "Partial System Outage"],
  major_outage: ["critical", "Major Service Outage"],
  under_maintenance: ["maintenance", "Service Under Maintenance"],
};

/** What a webhook is told: the event with `page` and `meta` as Statuspage sends them, so that its receivers work. */
export function webhookPayload(content: Content, components: readonly AffectedComponent[], links: Links, now: Date) {
  if (content.topic.startsWith("alert.")) return alertPayload(content, links, now);
  const [indicator, description] = indicators[statusOf(content.page_status)] ?? ["minor", "Partially Degraded Service"];
  return {
    meta: { unsubscribe: links.manage, documentation, generated_at: now.toISOString() },
    page: {
      id: content.status_page_id,
      name: content.page_title,
      url: links.page,
      status_indicator: indicator,
      status_description: description,
    },
    ...(content.topic.startsWith("component.")
      ? componentOf(content, components[0])
      : { incident: incidentOf(content, components, links) }),
  };
}

/** What a receiver has to send back, with the secret that everything is signed with. */
export function challengePayload(content: Content, links: Links, challenge: string, secret: string, now: Date) {
  return {
    meta: { unsubscribe: null, documentation, generated_at: now.toISOString() },
    type: content.topic,
    page: { id: content.status_page_id, name: content.page_title, url: links.page },
    challenge,
    confirm_url: links.confirm,
    signing_secret: secret,
  };
}

/** An alert of the team: opened, or over. */
function alertPayload(content: Content, links: Links, now: Date) {
  return {
    meta: { unsubscribe: null, documentation, generated_at: now.toISOString() },
    type: content.topic,
    organization: content.organization_name,
    alert: {
      id: content.thread_id,
      status: content.status,
      component: content.components[0] && { id: content.components[0].id, name: content.components[0].name },
      opened_at: timeOf(content.starts_at),
      ended_at: timeOf(content.ends_at),
      body: plainBody(content),
      // A person who opens it can acknowledge; opening it does nothing by itself.
      url: links.subject,
    },
  };
}

function incidentOf(content: Content, components: readonly AffectedComponent[], links: Links) {
  const isMaintenance = content.topic.startsWith("maintenance.");
  const [said, starts, ends] = [content.said_at, content.starts_at, content.ends_at].map(timeOf);
  const isOver = content.status === "resolved" || content.status === "postmortem" || content.status === "completed";
  return {
    id: content.thread_id,
    name: content.title,
    status: content.status,
    impact: isMaintenance ? "maintenance" : (content.impact ?? "none"),
    page_id: content.status_page_id,
    shortlink: links.subject,
    started_at: starts,
    updated_at: said,
    resolved_at: isOver ? (isMaintenance ? said : ends) : null,
    ...(isMaintenance && { scheduled_for: starts, scheduled_until: ends }),
    incident_updates: [
      {
        id: content.update_id,
        incident_id: content.thread_id,
        status: content.status,
        body: plainBody(content),
        created_at: said,
        updated_at: said,
        display_at: said,
        affected_components: components.map(({ id, name, old_status, new_status }) => ({
          code: id,
          name,
          old_status: statusOf(old_status),
          new_status: statusOf(new_status),
        })),
      },
    ],
    components: components.map(({ id, name, new_status }) => ({ id, name, status: statusOf(new_status) })),
  };
}

function componentOf(content: Content, component: AffectedComponent | undefined) {
  if (component === undefined) return {};
  const { id, name, old_status, new_status } = component;
  return {
    component: { id, name, status: statusOf(new_status), page_id: content.status_page_id },
    component_update: {
      id: String(content.notification_id),
      component_id: id,
      old_status: statusOf(old_status),
      new_status: statusOf(new_status),
      created_at: timeOf(content.starts_at ?? content.said_at),
    },
  };
}

/** Their words have no "unknown": it is not known to work. */
function statusOf(status: string): string {
  return status === "unknown" ? "degraded_performance" : status;
}

function timeOf(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
