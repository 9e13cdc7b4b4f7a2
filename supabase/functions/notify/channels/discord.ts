import { z } from "zod";
import { chatNoticeOf, clip, createChat } from "../chat.ts";
import { type Answer, jsonOf } from "../http/post.ts";
import { bandOf } from "../mail/look.ts";
import type { AffectedComponent, Channel, ChannelOptions, Content, Links, Outcome } from "../message.ts";

/** Unknown webhook, and a token that is none (Discord's JSON error codes). */
const goneCodes = [10_015, 50_027];
const Refused = z.object({ code: z.number().optional(), retry_after: z.number().optional() });
const Sent = z.object({ id: z.string() });

/** Discord's webhooks. */
export function createDiscord(options: ChannelOptions): Channel {
  return createChat(options, { messageOf: discordMessage, judge, addressOf: waitingAddress });
}

/** Without `wait` Discord accepts what it may not keep. */
function waitingAddress(address: string): string {
  const url = new URL(address);
  url.searchParams.set("wait", "true");
  return url.href;
}

function judge({ status, body }: Answer): Outcome | undefined {
  const said = jsonOf(body);
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
