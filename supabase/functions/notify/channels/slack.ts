import { type ChatNotice, chatNoticeOf, clip, createChat } from "../chat.ts";
import type { Answer } from "../http/post.ts";
import type { AffectedComponent, Channel, ChannelOptions, Content, Links, Outcome } from "../message.ts";

/** What Slack says of a webhook that will never work again (see the test for where it says so). */
const gone = /^(no_service|no_service_id|no_team|team_disabled|invalid_token|channel_not_found|channel_is_archived)\b/;

/** Slack's incoming webhooks. */
export function createSlack(options: ChannelOptions): Channel {
  return createChat(options, { messageOf: slackMessage, judge });
}

function judge({ status, body }: Answer): Outcome | undefined {
  if (gone.test(body)) return { outcome: "dead", error: `${status} ${body}`, endsSubscription: true };
  return status === 400 ? { outcome: "dead", error: `${status} ${body}` } : undefined;
}

/** The message as Slack wants it: blocks, and the text that notifications show. */
export function slackMessage(content: Content, components: readonly AffectedComponent[], links: Links) {
  const notice = chatNoticeOf(content, components, links);
  return { text: escaped(notice.title), blocks: blocksOf(notice) };
}

function blocksOf({ title, body, facts, action, manage }: ChatNotice) {
  return [
    { type: "header", text: plain(clip(title, 150)) },
    // Plain text: no mention and no link of the author's makes anything happen here.
    ...(body === "" ? [] : [{ type: "section", text: plain(clip(body, 2900)) }]),
    ...(facts.length === 0 ? [] : [{ type: "section", text: marked(clip(factLines(facts), 2900)) }]),
    { type: "section", text: marked(link(action)) },
    ...(manage === null ? [] : [{ type: "context", elements: [marked(link(manage))] }]),
  ];
}

const plain = (text: string) => ({ type: "plain_text", text, emoji: false }) as const;
const marked = (text: string) => ({ type: "mrkdwn", text }) as const;
const link = ({ label, url }: ChatNotice["action"]) => `<${url}|${label}>`;

function factLines(facts: ChatNotice["facts"]): string {
  return facts.map(([name, value]) => `*${escaped(name)}*: ${escaped(value)}`).join("\n");
}

/** The three characters that mean something in Slack's text. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
