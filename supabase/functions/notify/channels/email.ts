import { ForbiddenAddress } from "../http/post.ts";
import { MailRenderer } from "../mail/render.ts";
import { type ResendAccess, sendThroughResend } from "../mail/resend.ts";
import { connectSmtp, type SmtpServer, type SmtpTransport } from "../mail/smtp.ts";
import { type Channel, type ChannelOptions, type Content, type Delivery, linksOf, type Outcome } from "../message.ts";
import { Pace } from "../pace.ts";
import type { Provider } from "../providers.ts";

/** E-mail over SMTP, one pool of connections a server, or through Resend; one rendering for all who follow the same. */
export function createEmail({ siteUrl, functionsUrl, providers, apiUrls, allowPrivate }: ChannelOptions): Channel {
  const renderer = new MailRenderer(siteUrl, functionsUrl);
  const transports = new Map<SmtpServer, Promise<SmtpTransport>>();
  const paces = new Map<string, Pace>();

  function transportOf(smtp: SmtpServer, organizationId: string): Promise<SmtpTransport> {
    // The instance's server may well be in its own network; one that an organization names may not.
    const mustBePublic = providers.hasOwnEmail(organizationId) && !allowPrivate;
    const transport = transports.get(smtp) ?? connectSmtp(smtp, mustBePublic);
    transports.set(smtp, transport);
    return transport;
  }

  function accessOf({ api_key: apiKey, per_second }: Provider<"resend">["resend"]): ResendAccess {
    const pace = paces.get(apiKey) ?? new Pace(per_second);
    paces.set(apiKey, pace);
    return { apiKey, baseUrl: apiUrls.resend, pace };
  }

  return {
    async send(delivery, content, signal): Promise<Outcome> {
      const provider = providers.emailOf(delivery.organizationId);
      if (provider === null) return { outcome: "retry", error: "no mail server is set", retryAfterSeconds: 300 };
      const { from_address, from_name, reply_to } = provider.sender;
      const mail = renderer.mailFor(delivery, content);
      const domain = from_address.split("@")[1] ?? "localhost";
      const message = {
        from: { name: from_name === "" ? content.page_title : from_name, address: from_address },
        to: delivery.address,
        ...(reply_to !== "" && { replyTo: reply_to }),
        ...mail,
        ...threadHeaders(delivery, content, domain),
        headers: listHeaders(delivery, content),
      };
      if ("resend" in provider) return sendThroughResend(accessOf(provider.resend), message, signal);
      try {
        const transport = await transportOf(provider.smtp, delivery.organizationId);
        // When it aborts, the connection that is at it closes too.
        const { messageId } = await transport.sendMail({ ...message, signal });
        return { outcome: "sent", providerId: messageId };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    close() {
      for (const transport of transports.values()) {
        transport.then(
          (open) => open.close(),
          () => {},
        );
      }
      transports.clear();
    },
  };

  function listHeaders(delivery: Delivery, content: Content): Record<string, string> {
    const links = linksOf(delivery, content, siteUrl, functionsUrl);
    return {
      "Auto-Submitted": "auto-generated",
      ...(links.oneClick !== "" && (delivery.confirmationToken === null || content.topic !== "subscription.confirm")
        ? { "List-Unsubscribe": `<${links.oneClick}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }
        : {}),
    };
  }
}

/**
 * The same delivery has the same id however often it is tried, so that a mail program shows it once. All mails of an
 * incident answer one root, so that it shows them as one conversation.
 */
function threadHeaders(
  delivery: Delivery,
  content: Content,
  domain: string,
): { messageId: string; inReplyTo?: string; references?: string } {
  const messageId = `<${content.notification_id}.${delivery.subscriberId}@${domain}>`;
  if (delivery.threadId === null) return { messageId };
  const root = `<${delivery.threadId}.${delivery.subscriberId}@${domain}>`;
  return { messageId, inReplyTo: root, references: root };
}

/**
 * SMTP's own words (RFC 5321 §4.2.1, RFC 3463): 5yz is final, 4yz is not, and no answer is not either. Only what blames
 * the mailbox ends the subscription; a refusal of the sender or of the content is ours to mend.
 */
export function outcomeOf(error: unknown): Outcome {
  // An admin can mend it.
  if (error instanceof ForbiddenAddress) {
    return { outcome: "retry", error: `mail server: ${error.message}`, retryAfterSeconds: 300 };
  }
  const { responseCode, response, code, message } = asSmtpError(error);
  const said = response ?? `${code ?? ""} ${message}`.trim();
  if (responseCode === undefined || responseCode < 500) {
    return { outcome: "retry", error: said, ...(code === "EAUTH" && { retryAfterSeconds: 300 }) };
  }
  const enhanced = /\b5\.(\d{1,3})\.(\d{1,3})\b/.exec(said);
  const isMailbox =
    enhanced === null
      ? [550, 551, 553].includes(responseCode)
      : enhanced[1] === "1" && ["1", "2", "3", "6", "10"].includes(enhanced[2] ?? "");
  // A wrong password or sender is refused for every mail alike: it must not kill them all.
  if (code === "EAUTH" || [530, 535, 538].includes(responseCode)) {
    return { outcome: "retry", error: said, retryAfterSeconds: 300 };
  }
  return { outcome: "dead", error: said, endsSubscription: isMailbox };
}

function asSmtpError(error: unknown): { responseCode?: number; response?: string; code?: string; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const [responseCode, response, code] = ["responseCode", "response", "code"].map((name): unknown =>
    Reflect.get(error, name),
  );
  return {
    message: error.message,
    ...(typeof responseCode === "number" && { responseCode }),
    ...(typeof response === "string" && { response }),
    ...(typeof code === "string" && { code }),
  };
}
