import { readFile } from "node:fs/promises";
import { convert, type HtmlToTextOptions } from "html-to-text";
import { supabasePath } from "../../config.ts";
import type { Settings } from "../../settings.ts";
import { escapeHtml } from "../html.ts";
import type { Mailbox } from "../mail/mailbox.ts";
import type { AuthLimits } from "./limits.ts";

/** GoTrue's names of mails, as used in config.toml. */
type TemplateName = keyof Settings["auth"]["email"]["template"];
type NotificationName = keyof Settings["auth"]["email"]["notification"];
type Configured = Settings["auth"]["email"]["template"][TemplateName];

/** The `type` of a link. */
export type LinkType = "signup" | "invite" | "magiclink" | "recovery" | "email_change";

const textOptions: HtmlToTextOptions = {
  wordwrap: false,
  selectors: [
    { selector: "a", options: { linkBrackets: false, hideLinkHrefIfSameAsText: true } },
    { selector: "h1", options: { uppercase: false } },
  ],
};

interface MailOptions {
  readonly mailbox: Mailbox;
  readonly url: string;
  readonly settings: Settings["auth"];
  readonly limits: AuthLimits;
  readonly onError: (message: string, error: unknown) => void;
}

interface Message {
  readonly to: string;
  readonly code: string;
  /** The account's address, where it is not the recipient. */
  readonly email?: string;
  readonly newEmail?: string;
}

const templateOf: Readonly<Record<LinkType, TemplateName>> = {
  signup: "confirmation",
  invite: "invite",
  magiclink: "magic_link",
  recovery: "recovery",
  email_change: "email_change",
};

/**
 * Writes GoTrue's mails into the mail catcher. Templates and their variables are GoTrue's: `[auth.email.template.<name>]`
 * of config.toml, `{{ .ConfirmationURL }}` and so on.
 */
export class Mails {
  private readonly options: MailOptions;

  constructor(options: MailOptions) {
    this.options = options;
  }

  /** The address behind a mail's button. @param token the code's hash, as stored */
  link(type: LinkType, token: string, redirectTo: string): string {
    const link = new URL("/auth/v1/verify", this.options.url);
    link.searchParams.set("token", token);
    link.searchParams.set("type", type);
    link.searchParams.set("redirect_to", redirectTo);
    return link.href;
  }

  /** A mail with a link and a code that does the same. @throws AuthFailure beyond the number of mails */
  async sendLink(type: LinkType, token: string, redirectTo: string, message: Message): Promise<void> {
    await this.send(templateOf[type], message, {
      ConfirmationURL: this.link(type, token, redirectTo),
      TokenHash: token,
      RedirectTo: redirectTo,
    });
  }

  /** The code for whoever is about to change a password. @throws AuthFailure beyond the number of mails */
  async sendReauthentication(message: Message): Promise<void> {
    await this.send("reauthentication", message, {});
  }

  /**
   * Tells the owner of an account what became of it, where config.toml has it on. A mail that cannot be sent fails nothing, as at GoTrue.
   * @param facts what the template may name besides the address: `OldEmail`, `FactorType`
   */
  async notify(name: NotificationName, to: string, facts: Readonly<Record<string, string>> = {}): Promise<void> {
    const { settings, url, limits, onError } = this.options;
    const configured = settings.email.notification[name];
    if (!configured.enabled || to === "" || !limits.takeNotice(to)) return;
    const variables = { SiteURL: url, Email: to, Data: "", ...facts };
    await this.write(to, configured, variables).catch((error: unknown) => onError(`no mail ${name}`, error));
  }

  private async send(name: TemplateName, message: Message, links: Record<string, string>): Promise<void> {
    const { url, settings, limits } = this.options;
    const variables: Record<string, string> = {
      ConfirmationURL: "",
      TokenHash: "",
      RedirectTo: url,
      ...links,
      Token: message.code,
      SiteURL: url,
      Email: message.email ?? message.to,
      NewEmail: message.newEmail ?? "",
      Data: "",
    };
    limits.takeMail();
    await this.write(message.to, settings.email.template[name], variables);
  }

  private async write(
    to: string,
    { subject, content_path }: Configured,
    variables: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { mailbox, url } = this.options;
    const html = fill(await readFile(supabasePath("..", content_path), "utf8"), variables, escapeHtml);
    await mailbox.add({
      from: `Heliograph <no-reply@${new URL(url).hostname}>`,
      to: [to],
      subject: fill(subject, variables, (text) => text),
      text: convert(html, textOptions),
      html,
      headers: {},
    });
  }
}

function fill(template: string, variables: Readonly<Record<string, string>>, encode: (text: string) => string): string {
  return template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = variables[name];
    return value === undefined ? whole : encode(value);
  });
}
