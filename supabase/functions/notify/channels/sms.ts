import { clip } from "../chat.ts";
import { type Channel, type ChannelOptions, type Content, type Links, linksOf } from "../message.ts";
import { createTwilio } from "../twilio.ts";
import { alertAction, oneLine, subjectOf } from "../wording.ts";

/** Texts through Twilio. */
export function createSms(options: ChannelOptions): Channel {
  return createTwilio(options, {
    senderOf: ({ from }) => (from === "" ? null : from),
    noSender: "no Twilio account is set",
    start(account, envelope, delivery, content) {
      const links = linksOf(delivery, content, options.siteUrl, options.functionsUrl);
      const body = smsText(content, links, envelope.from.startsWith("+"));
      return account.messages.create({ ...envelope, body });
    },
  });
}

/**
 * Status, title and link, in one segment if it can be.
 * @param canReply whether the sender is a number, to which STOP can be answered
 */
export function smsText(content: Content, links: Links, canReply: boolean): string {
  const page = clip(oneLine(content.page_title), 60);
  if (content.topic === "subscription.confirm") {
    return `${page}: open this to get updates by text. If this was not you, ignore it. ${links.confirm}`;
  }
  if (content.topic.startsWith("alert.")) {
    return `${clip(oneLine(content.organization_name), 60)}: ${clip(subjectOf(content), 120)} ${alertAction(content)}: ${links.subject}`;
  }
  const leave = canReply ? "Reply STOP to end." : `Stop: ${links.manage}`;
  return `${page}: ${clip(subjectOf(content), 120)} ${links.subject} ${leave}`;
}
