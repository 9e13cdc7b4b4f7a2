import webPush from "web-push";
import { z } from "zod";
import { clip } from "../chat.ts";
import { deliver } from "../http/deliver.ts";
import type { Answer } from "../http/post.ts";
import {
  type Channel,
  type ChannelOptions,
  type Content,
  type Delivery,
  type Links,
  linksOf,
  type Outcome,
} from "../message.ts";
import type { Provider } from "../providers.ts";
import { oneLine, plainBody, subjectOf } from "../wording.ts";

const Details = z.object({ keys: z.object({ p256dh: z.string(), auth: z.string() }) });
const daySeconds = 86_400;

/** Browser push (RFC 8030, 8291, 8292). Push services take no idempotency key; a browser shows one message a topic. */
export function createPush({ siteUrl, functionsUrl, providers, allowPrivate }: ChannelOptions): Channel {
  const authorizations = new Map<string, string>();

  /** Our token for a push service, signed once for all browsers there. */
  function authorizationFor(origin: string, { subject, public_key, private_key }: Provider<"push">): string {
    const known = authorizations.get(origin);
    if (known !== undefined) return known;
    const { Authorization } = webPush.getVapidHeaders(origin, subject, public_key, private_key, "aes128gcm");
    authorizations.set(origin, Authorization);
    return Authorization;
  }

  return {
    async send(delivery, content, signal): Promise<Outcome> {
      const provider = providers.push();
      if (provider === null) return { outcome: "retry", error: "no push keys are set", retryAfterSeconds: 300 };
      const Authorization = authorizationFor(new URL(delivery.address).origin, provider);
      const links = linksOf(delivery, content, siteUrl, functionsUrl);
      const sealed = seal(delivery, JSON.stringify(pushMessage(delivery, content, links, functionsUrl)), Authorization);
      if (sealed === null) return { outcome: "dead", error: "the browser's keys are none", endsSubscription: true };
      return deliver(delivery.address, { ...sealed, signal, allowPrivate }, judge);
    },
    // The browser names it: it may be anybody's.
    isTheirServer: true,
    close() {},
  };
}

/** The message as only the browser can read it; null when what it gave as its keys are none. */
function seal({ details, address, threadId }: Delivery, text: string, Authorization: string) {
  const { data } = Details.safeParse(details);
  if (data === undefined) return null;
  try {
    const { headers, body } = webPush.generateRequestDetails({ endpoint: address, keys: data.keys }, text, {
      headers: { Authorization },
      TTL: daySeconds,
      urgency: "high",
      // While a browser is away, the newest word of an incident takes the place of older ones.
      ...(threadId !== null && { topic: threadId.replaceAll("-", "") }),
    });
    return { headers: stringsOf(headers), body };
  } catch {
    return null;
  }
}

function judge({ status, body }: Answer): Outcome | undefined {
  const error = `${status} ${body}`.trim().slice(0, 300);
  if (status === 404) return { outcome: "dead", error, endsSubscription: true };
  if (status === 401 || status === 403) return { outcome: "retry", error, retryAfterSeconds: 300 };
  return status === 400 || status === 413 ? { outcome: "dead", error } : undefined;
}

/** What the service worker of the page is given (frontend/src/service-worker.ts). */
export function pushMessage(
  { confirmationToken, token }: Delivery,
  content: Content,
  links: Links,
  functionsUrl: string,
) {
  if (content.topic === "subscription.confirm") {
    return {
      type: "confirm",
      title: oneLine(content.page_title),
      body: "You hear of incidents and maintenance here from now on.",
      url: `${links.page}/subscription#token=${token}`,
      tag: `confirm-${content.status_page_id}`,
      confirm_url: `${functionsUrl}/subscriptions/confirm`,
      confirm_token: confirmationToken ?? "",
    };
  }
  return {
    type: "notice",
    title: clip(oneLine(`${content.page_title}: ${subjectOf(content)}`), 160),
    body: clip(plainBody(content).replaceAll(/\s+/g, " "), 240),
    url: links.subject,
    // One message an incident: a later one takes the place of what is still shown.
    tag: content.thread_id,
  };
}

function stringsOf(headers: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
