import { z } from "zod";
import { chatNoticeOf, clip } from "../chat.ts";
import { deliver } from "../http/deliver.ts";
import type { Answer } from "../http/post.ts";
import { bandOf } from "../mail/look.ts";
import {
  type AffectedComponent,
  type Channel,
  type ChannelOptions,
  type Content,
  followedOf,
  type Links,
  linksOf,
  type Outcome,
} from "../message.ts";

/** Unknown webhook, and a token that is none (Discord's JSON error codes). */
const goneCodes = [10_015, 50_027];
const Refused = z.object({ code: z.number().optional(), retry_after: z.number().optional() });
const Sent = z.object({ id: z.string() });

/** Discord's webhooks. They take no idempotency key: what is sent twice is shown twice. */
export function createDiscord({ siteUrl, functionsUrl, allowPrivate }: ChannelOptions): Channel {
  return {
    send(delivery, content, signal) {
      const links = linksOf(delivery, content, siteUrl, functionsUrl);
      const url = new URL(delivery.address);
      // Without it Discord accepts what it may not keep.
      url.searchParams.set("wait", "true");
      const body = JSON.stringify(discordMessage(content, followedOf(delivery, content), links));
      return deliver(url.href, { headers: { "content-type": "application/json" }, body, signal, allowPrivate }, judge);
    },
    isTheirServer: true,
    close() {},
  };
}

function judge({ status, body }: Answer): Outcome | undefined {
  const said: unknown = parsed(body);
  if (status >= 200 && status < 300) {
    const { data } = Sent.safeParse(said);
    return { outcome: "sent", ...(data !== undefined && { providerId: data.id }) };
  }
  const { code, retry_after } = Refused.safeParse(said).data ?? {};
  const error = `${status} ${body}`.slice(0, 300);
  if (code !== undefined && goneCodes.includes(code)) return { outcome: "dead", error, endsSubscription: true };
  if (status === 400) return { outcome: "dead", error };
  return retry_after === undefined ? undefined : { outcome: "retry", error, retryAfterSeconds: retry_after };
}

/** The message as Discord wants it: one embed; nobody is mentioned, whatever was written. */
export function discordMessage(content: Content, components: readonly AffectedComponent[], links: Links) {
  const { title, body, facts, action, manage } = chatNoticeOf(content, components, links);
  return {
    embeds: [
      {
        title: clip(title, 256),
        url: action.url,
        description: [clip(escaped(body), 3000), `[${action.label}](${action.url})`]
          .filter((part) => part !== "")
          .join("\n\n"),
        color: Number.parseInt(bandOf(content, components).fg.slice(1), 16),
        fields: [
          ...facts
            .slice(0, 20)
            .map(([name, value]) => ({ name: clip(name, 256), value: clip(value, 256), inline: true })),
          ...(manage === null ? [] : [{ name: "\u200b", value: `[${manage.label}](${manage.url})`, inline: false }]),
        ],
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

/** Discord reads Markdown: what is plain text stays it. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\]()#-]/g, "\\$&");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
