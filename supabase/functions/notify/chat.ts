import { deliver } from "./http/deliver.ts";
import type { Answer } from "./http/post.ts";
import {
  type AffectedComponent,
  type Channel,
  type ChannelOptions,
  type Content,
  followedOf,
  type Links,
  linksOf,
  type Outcome,
} from "./message.ts";
import { alertAction, componentStatuses, factsOf, headline, oneLine, plainBody, subjectOf } from "./wording.ts";

/** What the incoming webhooks of chat programs differ in. */
export interface ChatMaker {
  /** The message as the maker wants it. */
  readonly messageOf: (content: Content, components: readonly AffectedComponent[], links: Links) => object;
  /** What the maker's own words mean; undefined leaves it to the status. */
  readonly judge: (answer: Answer) => Outcome | undefined;
  /** Where to post, if not to the subscriber's address as it is. */
  readonly addressOf?: (address: string) => string;
}

/** A channel of a chat program. Their webhooks take no idempotency key: what is sent twice is shown twice. */
export function createChat(
  { siteUrl, functionsUrl, allowPrivate }: ChannelOptions,
  { messageOf, judge, addressOf = (address) => address }: ChatMaker,
): Channel {
  return {
    send(delivery, content, signal) {
      const links = linksOf(delivery, content, siteUrl, functionsUrl);
      const body = JSON.stringify(messageOf(content, followedOf(delivery, content), links));
      const headers = { "content-type": "application/json" };
      return deliver(addressOf(delivery.address), { headers, body, signal, allowPrivate }, judge);
    },
    isTheirServer: true,
    close() {},
  };
}

/** What a chat message says, before it takes a maker's format. All of it plain text. */
export interface ChatNotice {
  readonly title: string;
  readonly body: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What the reader does next. */
  readonly action: { readonly label: string; readonly url: string };
  /** Where those leave who want no more; null before they have confirmed. */
  readonly manage: { readonly label: string; readonly url: string } | null;
}

/** The words of a message for a channel of a chat program. */
export function chatNoticeOf(content: Content, components: readonly AffectedComponent[], links: Links): ChatNotice {
  if (content.topic === "subscription.confirm") {
    return {
      title: subjectOf(content),
      body: `Somebody, hopefully one of you, asked to post updates of ${content.page_title} here. Nothing is posted before one of you confirms. The link is valid for three days.`,
      facts: [],
      action: { label: "Confirm subscription", url: links.confirm },
      manage: null,
    };
  }
  if (content.topic === "subscription.exists") {
    return {
      title: subjectOf(content),
      body: "Somebody asked to post its updates here, which is done already. Nothing has changed.",
      facts: [],
      action: { label: "Change what you follow", url: links.manage },
      manage: null,
    };
  }
  const isAlert = content.topic.startsWith("alert.");
  return {
    title: subjectOf(content),
    body: plainBody(content),
    facts: [
      ...factsOf(content),
      ...(isAlert ? [] : components).map((component) => [component.name, changeOf(component)] as const),
    ],
    action: { label: actionOf(content), url: links.subject },
    manage: isAlert ? null : { label: "Change what is posted here", url: links.manage },
  };
}

/** "Partial outage → Degraded", or the status alone where it did not change. */
export function changeOf({ old_status, new_status }: AffectedComponent): string {
  const status = componentStatuses[new_status] ?? new_status;
  return old_status === new_status ? status : `${componentStatuses[old_status] ?? old_status} → ${status}`;
}

/** What is said where there is room for a sentence or two: "Northwind: Monitoring: Cards declined. We are …" */
export function shortNoticeOf(content: Content, maxBody: number): string {
  const body = clip(plainBody(content).replaceAll(/\s+/g, " "), maxBody);
  return oneLine(`${content.page_title}: ${headline(content)}: ${content.title}. ${body}`);
}

/** At most so many characters, with a sign that there was more. */
export function clip(text: string, max: number): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join("")}…`;
}

function actionOf(content: Content): string {
  const { topic } = content;
  if (topic.startsWith("alert.")) return alertAction(content);
  if (topic.startsWith("incident.")) return "Open incident page";
  return topic.startsWith("maintenance.") ? "Open maintenance page" : "Open status page";
}
