import { clip, oneLine } from "../chat.ts";
import { type Channel, type ChannelOptions, type Content, type Links, linksOf, type Outcome } from "../message.ts";
import type { TwilioProvider } from "../providers.ts";
import { statusCallbackOf, type TwilioAccount, twilioAccount, twilioOutcome } from "../twilio.ts";
import { alertAction, subjectOf } from "../wording.ts";

/** Texts through Twilio. Its messages take no idempotency key: what is sent twice arrives twice. */
export function createSms({ siteUrl, functionsUrl, providers, apiUrls }: ChannelOptions): Channel {
  const accounts = new Map<TwilioProvider, Promise<TwilioAccount>>();
  return {
    async send(delivery, content): Promise<Outcome> {
      const provider = providers.twilioOf(delivery.organizationId);
      if (provider === null || provider.from === "") {
        return { outcome: "retry", error: "no Twilio account is set", retryAfterSeconds: 300 };
      }
      const account = accounts.get(provider) ?? twilioAccount(provider, apiUrls.twilio);
      accounts.set(provider, account);
      const links = linksOf(delivery, content, siteUrl, functionsUrl);
      const owner = providers.hasOwnTwilio(delivery.organizationId) ? delivery.organizationId : null;
      try {
        const { sid } = await (await account).messages.create({
          to: delivery.address,
          from: provider.from,
          body: smsText(content, links, provider.from.startsWith("+")),
          ...statusCallbackOf(functionsUrl, owner),
        });
        return { outcome: "sent", providerId: sid };
      } catch (error) {
        return twilioOutcome(error);
      }
    },
    close() {
      accounts.clear();
    },
  };
}

/**
 * Status, title and link, in one segment if it can be.
 * @param canReply whether the sender is a number, to which STOP can be answered
 */
export function smsText(content: Content, links: Links, canReply: boolean): string {
  const page = clip(oneLine(content.page_title), 60);
  if (content.topic === "subscription.confirm") {
    return `${page}: open this to get updates by text. If it was not you, ignore it. ${links.confirm}`;
  }
  if (content.topic.startsWith("alert.")) {
    return `${clip(oneLine(content.organization_name), 60)}: ${clip(subjectOf(content), 120)} ${alertAction(content)}: ${links.subject}`;
  }
  const leave = canReply ? "Reply STOP to end." : `Stop: ${links.manage}`;
  return `${page}: ${clip(subjectOf(content), 120)} ${links.subject} ${leave}`;
}
