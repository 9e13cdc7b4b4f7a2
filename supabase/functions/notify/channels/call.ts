import { clip, shortNoticeOf } from "../chat.ts";
import type { Channel, ChannelOptions, Content, Delivery } from "../message.ts";
import { createTwilio } from "../twilio.ts";
import { subjectOf } from "../wording.ts";

/** Calls through Twilio: the message is read out. */
export function createCall(options: ChannelOptions): Channel {
  return createTwilio(options, {
    // Only a number can call, whatever name texts come from.
    senderOf({ call_from, from }) {
      const number = call_from || from;
      return number.startsWith("+") ? number : null;
    },
    noSender: "no number to call from is set",
    start(account, envelope, delivery, content) {
      const twiml = callTwiml(content, pressedUrl(options.functionsUrl, delivery, content));
      return account.calls.create({ ...envelope, twiml });
    },
  });
}

/** Where a pressed key goes: to the function `subscriptions`, or `alerts`. */
function pressedUrl(functionsUrl: string, { token, confirmationToken }: Delivery, { topic }: Content): string {
  const query = topic.endsWith(".confirm") ? `confirm=${confirmationToken ?? ""}` : `token=${token}`;
  return `${functionsUrl}/${topic.startsWith("alert.") ? "alerts" : "subscriptions"}/call?${query}`;
}

/** What is said, before the words about keys. */
export function callText(content: Content): string {
  if (content.topic === "subscription.confirm") {
    return `Hello. Somebody, hopefully you, asked that we call this number with updates of ${content.page_title}.`;
  }
  if (content.topic === "alert.confirm") {
    return `Hello. ${content.organization_name} wants to call this number when something is down.`;
  }
  if (content.topic.startsWith("alert.")) {
    return `Hello. This is an alert of ${content.organization_name}. ${clip(subjectOf(content), 200)}.`;
  }
  return `Hello. This is an update of ${shortNoticeOf(content, 400)}`;
}

/** The call as Twilio takes it (TwiML): everything is said twice, because people answer while they walk. */
export function callTwiml(content: Content, pressed: string): string {
  const text = callText(content);
  const keys = keysOf(content);
  const say = (sentence: string) => `<Say language="en-GB">${escaped(sentence)}</Say>`;
  if (keys === null) return `<Response>${say(text)}<Pause length="1"/>${say(text)}</Response>`;
  const gather = `<Gather numDigits="1" timeout="8" method="POST" action="${escaped(pressed)}">`;
  return `<Response>${gather}${say(text)}<Pause length="1"/>${say(text)}${say(keys)}</Gather>${say("Goodbye.")}</Response>`;
}

/** Null where there is nothing to press a key for. */
function keysOf({ topic }: Content): string | null {
  if (topic === "alert.ended") return null;
  if (topic.endsWith(".confirm")) return "To confirm, press 1. If you do not expect this, hang up.";
  return topic.startsWith("alert.") ? "To acknowledge it, press 1." : "To stop these calls, press 9.";
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
