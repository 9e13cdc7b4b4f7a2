import type { Database } from "../_shared/db/database.types.ts";
import type { Providers } from "./providers.ts";

type Returned<Name extends keyof Database["public"]["Functions"]> =
  Database["public"]["Functions"][Name]["Returns"] extends readonly (infer Row)[] ? Row : never;

/** What a notification says, as `notification_contents` returns it: the same for all subscribers of a page. */
export type Content = Omit<Returned<"notification_contents">, "components" | "impact"> & {
  readonly impact: "none" | "minor" | "major" | "critical" | null;
  readonly components: readonly AffectedComponent[];
};

export interface AffectedComponent {
  readonly id: string;
  readonly name: string;
  readonly old_status: Database["public"]["Enums"]["component_status"];
  readonly new_status: Database["public"]["Enums"]["component_status"];
}

/** One delivery to make, as `claim_deliveries` leases it. */
export interface Delivery {
  readonly id: number;
  readonly notificationId: number;
  readonly organizationId: string;
  readonly statusPageId: string;
  readonly subscriberId: string;
  readonly channel: Database["public"]["Enums"]["notification_channel"];
  readonly address: string;
  /** What the holder's links carry. */
  readonly token: string;
  /** Of a subscription that is not confirmed yet. */
  readonly confirmationToken: string | null;
  /** What the subscriber follows; null is the whole page. */
  readonly componentIds: readonly string[] | null;
  /** Messages of one incident or maintenance belong together; null for those about the subscription itself. */
  readonly threadId: string | null;
  readonly attempt: number;
}

/** What became of a delivery. `retry` may succeed later, `dead` never will. */
export type Outcome =
  | { readonly outcome: "sent"; readonly providerId?: string }
  | { readonly outcome: "retry"; readonly error: string; readonly retryAfterSeconds?: number }
  | { readonly outcome: "dead"; readonly error: string; readonly endsSubscription?: boolean };

/** One way to reach subscribers. Never rejects: what goes wrong is an outcome. */
export interface Channel {
  send(delivery: Delivery, content: Content, signal: AbortSignal): Promise<Outcome>;
  /** Lets go of connections. */
  close(): void;
}

/** What channels are made of. */
export interface ChannelOptions {
  /** Where pages are served. */
  readonly siteUrl: string;
  /** Where functions are called from outside. */
  readonly functionsUrl: string;
  readonly providers: Providers;
}

/** Where links of messages lead. */
export interface Links {
  /** The incident, the maintenance, or the page. */
  readonly subject: string;
  readonly page: string;
  readonly manage: string;
  readonly confirm: string;
  /** RFC 8058: posting to it unsubscribes. */
  readonly oneClick: string;
}

/**
 * @param siteUrl      where pages are served
 * @param functionsUrl where functions are called from outside
 */
export function linksOf(delivery: Delivery, content: Content, siteUrl: string, functionsUrl: string): Links {
  const page = `${siteUrl}/status/${encodeURIComponent(content.page_slug)}`;
  const [kind] = content.topic.split(".");
  const subject =
    kind === "incident"
      ? `${page}/incidents/${content.thread_id}`
      : kind === "maintenance"
        ? `${page}/maintenance/${content.thread_id}`
        : page;
  return {
    subject,
    page,
    // Behind "#", so that tokens reach no server's log.
    manage: `${page}/subscription#token=${delivery.token}`,
    confirm: `${page}/subscription#confirm=${delivery.confirmationToken ?? ""}`,
    oneClick: `${functionsUrl}/subscriptions/unsubscribe?token=${delivery.token}`,
  };
}
