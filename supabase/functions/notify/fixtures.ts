import type { ChannelOptions, Content, Delivery } from "./message.ts";
import { Providers } from "./providers.ts";

/** A delivery for tests. */
export function deliveryOf(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: 1,
    notificationId: 7,
    organizationId: "o",
    statusPageId: "p",
    subscriberId: "s",
    channel: "email",
    address: "mara@example.com",
    details: {},
    token: "a".repeat(64),
    confirmationToken: null,
    componentIds: null,
    threadId: "t",
    attempt: 1,
    ...changes,
  };
}

/** What a channel is made of, for tests: everything on this machine. */
export function optionsOf(changes: Partial<ChannelOptions> = {}): ChannelOptions {
  return {
    siteUrl: "https://status.example",
    functionsUrl: "https://api.example/functions/v1",
    providers: new Providers(),
    allowPrivate: true,
    apiUrls: {},
    ...changes,
  };
}

/** An update of an incident with two components, for tests. */
export function contentOf(changes: Partial<Content> = {}): Content {
  return {
    notification_id: 7,
    status_page_id: "p",
    topic: "incident.updated",
    page_slug: "northwind",
    page_title: "Northwind Payments",
    organization_name: "Northwind",
    time_zone: "Europe/Berlin",
    accent: "#005461",
    thread_id: "t",
    title: "Elevated card declines",
    status: "monitoring",
    impact: "major",
    starts_at: "2026-11-21T01:47:00Z",
    ends_at: "2026-11-21T02:29:00Z",
    next_update_at: "2026-11-21T03:00:00Z",
    body: "Back to **1.9 %**.",
    said_at: "2026-11-21T02:29:00Z",
    components: [
      { id: "cards", name: "Cards", old_status: "partial_outage", new_status: "degraded_performance" },
      { id: "wallets", name: "Wallets", old_status: "degraded_performance", new_status: "operational" },
    ],
    update_id: "u",
    page_status: "partial_outage",
    ...changes,
  };
}
