import { createElement, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type AffectedComponent, type Content, type Delivery, followedOf, type Links, linksOf } from "../message.ts";
import { accountNotice, alertAction, componentStatuses, factsOf, headline, plainBody, subjectOf } from "../wording.ts";
import { AccountNoticeMail, accountAction } from "./account-notice-mail.tsx";
import { AlertMail } from "./alert-mail.tsx";
import { InvitationMail, invitationNote } from "./invitation-mail.tsx";
import { ConfirmMail, ExistsMail, NoticeMail } from "./notice-mail.tsx";

/** A mail ready to be sent. */
export interface Mail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const doctype =
  '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">';

/**
 * Renders mails, each once for all who follow the same of its components; for a subscriber only the links are filled in.
 * @param siteUrl      where pages are served
 * @param functionsUrl where functions are called from outside
 */
export class MailRenderer {
  readonly #siteUrl: string;
  readonly #functionsUrl: string;
  readonly #rendered = new Map<string, Mail>();
  /** What is filled in for each subscriber: nobody can guess it and write it into a message. HTML leaves it as it is. */
  readonly #slots = { token: crypto.randomUUID(), confirmation: crypto.randomUUID() };

  constructor(siteUrl: string, functionsUrl: string) {
    this.#siteUrl = siteUrl;
    this.#functionsUrl = functionsUrl;
  }

  /** How many were rendered so far. */
  get size(): number {
    return this.#rendered.size;
  }

  mailFor(delivery: Delivery, content: Content): Mail {
    const components = followedOf(delivery, content);
    const key = [content.notification_id, content.status_page_id, ...components.map(({ id }) => id)].join();
    let mail = this.#rendered.get(key);
    if (mail === undefined) {
      if (this.#rendered.size >= 500) this.#rendered.clear();
      const template = { ...delivery, token: this.#slots.token, confirmationToken: this.#slots.confirmation };
      mail = render(content, components, linksOf(template, content, this.#siteUrl, this.#functionsUrl));
      this.#rendered.set(key, mail);
    }
    const fill = (part: string) =>
      part
        .replaceAll(this.#slots.token, () => delivery.token)
        .replaceAll(this.#slots.confirmation, () => delivery.confirmationToken ?? "");
    return { subject: mail.subject, html: fill(mail.html), text: fill(mail.text) };
  }
}

function render(content: Content, components: readonly AffectedComponent[], links: Links): Mail {
  const element = elementOf(content, components, links);
  return {
    subject: subjectOf(content),
    html: doctype + renderToStaticMarkup(element),
    text: plainText(content, components, links),
  };
}

function elementOf(content: Content, components: readonly AffectedComponent[], links: Links): ReactElement {
  const { topic } = content;
  if (topic === "subscription.confirm") return createElement(ConfirmMail, { content, links });
  if (topic === "subscription.exists") return createElement(ExistsMail, { content, links });
  if (topic === "invitation.created") return createElement(InvitationMail, { content, links });
  if (topic.startsWith("account.")) return createElement(AccountNoticeMail, { content, links });
  if (topic.startsWith("alert.")) return createElement(AlertMail, { content, links });
  return createElement(NoticeMail, { content, components, links });
}

/** The same in the same order, for those who read text. */
function plainText(content: Content, components: readonly AffectedComponent[], links: Links): string {
  if (content.topic === "subscription.confirm") {
    return `Somebody, hopefully you, asked to hear from ${content.page_title} at this address.
Nothing is sent before you confirm:

${links.confirm}

The link is valid for three days. If this was not you, ignore this mail.
`;
  }
  if (content.topic === "subscription.exists") {
    return `Somebody asked to subscribe this address to ${content.page_title}, which it is. Nothing has changed.

Change what you follow: ${links.manage}
`;
  }
  if (content.topic === "invitation.created") {
    return `${plainBody(content)}\n\nAccept the invitation: ${links.subject}\n\n${invitationNote(content)}\n`;
  }
  if (content.topic.startsWith("account.")) {
    const { said, advice } = accountNotice(content);
    return `${[`Account: ${content.title}`, said, ...advice, `${accountAction}: ${links.subject}`].join("\n\n")}\n`;
  }
  if (content.topic.startsWith("alert.")) {
    return [
      content.topic === "alert.confirm" ? "" : `${headline(content)}: ${content.title}`,
      plainBody(content),
      factsOf(content)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
      `${alertAction(content)}: ${links.subject}`,
    ]
      .filter((part) => part !== "")
      .join("\n\n")
      .concat("\n");
  }
  const changes = components.map(({ name, old_status, new_status }) =>
    old_status === new_status
      ? `- ${name}: ${componentStatuses[new_status]}`
      : `- ${name}: ${componentStatuses[old_status]} -> ${componentStatuses[new_status]}`,
  );
  return [
    `${headline(content)}: ${content.title}`,
    plainBody(content),
    factsOf(content)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n"),
    changes.join("\n"),
    links.subject,
    `You get this because you follow ${content.page_title}.\nChange what you follow or unsubscribe: ${links.manage}`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")
    .concat("\n");
}
