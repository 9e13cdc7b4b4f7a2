import type { Database } from "../_shared/db/database.types.ts";
import type { Providers } from "./providers.ts";

type Returned<Name extends keyof Database["public"]["Functions"]> =
  Database["public"]["Functions"][Name]["Returns"] extends readonly (infer Row)[] ? Row : never;

/** What a notification says, as `notification_contents` returns it: the same for all subscribers of a page. */
export type Content = Omit<
  Returned<"notification_contents">,
  "components" | "impact" | "ends_at" | "next_update_at"
> & {
  readonly impact: "none" | "minor" | "major" | "critical" | null;
  readonly ends_at: string | null;
  readonly next_update_at: string | null;
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
  /** What the channel needs besides: keys of a browser, the secret a webhook is signed with. */
  readonly details: Readonly<Record<string, unknown>>;
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
  | { readonly outcome: "sent"; readonly providerId?: string; readonly confirmsSubscription?: boolean }
  | {
      readonly outcome: "retry";
      readonly error: string;
      readonly retryAfterSeconds?: number;
      /** It only waits for its turn at the provider: not counted as a try. */
      readonly isThrottled?: boolean;
    }
  | { readonly outcome: "dead"; readonly error: string; readonly endsSubscription?: boolean };

/** One way to reach subscribers. Never rejects: what goes wrong is an outcome. */
export interface Channel {
  send(delivery: Delivery, content: Content, signal: AbortSignal): Promise<Outcome>;
  /** Whether it calls servers of subscribers, which may hang: these have lanes of their own, so that they hold up nobody else. */
  readonly isTheirServer?: true;
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
  /** Addresses of chosen receivers may be private ones. For tests, and for those who only reach their own network. */
  readonly allowPrivate: boolean;
  /** Where the makers' APIs are, if not where their packages expect them. */
  readonly apiUrls: { readonly resend?: string | undefined; readonly twilio?: string | undefined };
}

/** Those of the components that the subscriber follows. */
export function followedOf({ componentIds }: Delivery, { components }: Content): readonly AffectedComponent[] {
  return componentIds === null ? components : components.filter(({ id }) => componentIds.includes(id));
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
  if (content.topic.startsWith("alert.")) return alertLinks(delivery, content, siteUrl);
  if (content.topic === "invitation.created") {
    const subject = `${siteUrl}/invitation#token=${delivery.token}`;
    return { subject, page: siteUrl, manage: siteUrl, confirm: subject, oneClick: "" };
  }
  if (content.topic.startsWith("account.")) {
    // Nobody leaves these, and no link lets anybody in.
    const subject = `${siteUrl}/forgot-password`;
    return { subject, page: siteUrl, manage: siteUrl, confirm: subject, oneClick: "" };
  }
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

/** Alerts are for the team: they lead to the alert, and are left in the dashboard. */
function alertLinks({ token, confirmationToken }: Delivery, { topic }: Content, siteUrl: string): Links {
  const confirm = `${siteUrl}/alert#confirm=${confirmationToken ?? ""}`;
  return {
    subject: topic === "alert.confirm" ? confirm : `${siteUrl}/alert#token=${token}`,
    page: siteUrl,
    manage: siteUrl,
    confirm,
    oneClick: "",
  };
}
