import { Constants } from "@heliograph/shared/db/database.types.ts";
import type { DeliveryState, SubscriberState } from "../../lib/database.ts";
import type { ComponentStatus } from "../../lib/status.ts";

export const channels = Constants.public.Enums.notification_channel;

export const subscriberStates = ["confirmed", "pending", "unsubscribed", "bounced", "complained"] as const;

export const stateNames = {
  confirmed: "Confirmed",
  pending: "Not confirmed yet",
  unsubscribed: "Unsubscribed",
  bounced: "Bounced",
  complained: "Complained",
} satisfies Record<SubscriberState, string>;

export const deliveryNames = {
  queued: "Waiting",
  sent: "Sent",
  dead: "Failed",
} satisfies Record<DeliveryState, string>;

export const deliveryStatuses = {
  queued: "unknown",
  sent: "operational",
  dead: "major_outage",
} satisfies Record<DeliveryState, ComponentStatus>;

const eventWords: Readonly<Record<string, string>> = {
  incidents: "incidents",
  maintenances: "maintenance",
  components: "changes of status",
};

/** "incidents" */
export function eventName(event: string): string {
  return eventWords[event] ?? event;
}

const topicWords: Readonly<Record<string, string>> = {
  "incident.declared": "Incident declared",
  "incident.updated": "Incident update",
  "incident.resolved": "Incident resolved",
  "incident.postmortem": "Postmortem",
  "maintenance.scheduled": "Maintenance planned",
  "maintenance.rescheduled": "Maintenance moved",
  "maintenance.reminder": "Maintenance reminder",
  "maintenance.started": "Maintenance started",
  "maintenance.updated": "Maintenance update",
  "maintenance.completed": "Maintenance completed",
  "maintenance.cancelled": "Maintenance cancelled",
  "component.status_changed": "Status changed",
  "subscription.confirm": "Request to confirm",
  "subscription.exists": "Reminder that they are subscribed",
};

/** What a message was about, in two or three words. */
export function topicName(topic: string): string {
  return topicWords[topic] ?? "Message";
}
