import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { App } from "@supabase/lite";
import type postgres from "postgres";
import { supabasePath } from "../../config.ts";
import type { Settings } from "../../settings.ts";
import { escapeHtml } from "../html.ts";
import type { Mailbox } from "../mail/mailbox.ts";
import { requestContext } from "../request-context.ts";
import { defaultTemplates, type TemplateName } from "./templates.ts";

type Mailer = NonNullable<App["_mailer"]>;
type MailMeta = NonNullable<Parameters<Mailer["sendConfirmation"]>[3]>;

/** Prefix of a link's token that stands for a PKCE flow, as in GoTrue. */
export const pkcePrefix = "pkce_";

interface MailerOptions {
  readonly mailbox: Mailbox;
  readonly sql: postgres.Sql;
  readonly url: string;
  readonly settings: Settings["auth"];
}

/**
 * Writes GoTrue's mails into the mail catcher. In place of lite's own mailer, because that one knows neither
 * `redirect_to` nor PKCE, both of which every supabase-js client uses. Templates and their variables are GoTrue's:
 * `[auth.email.template.<name>]` of config.toml, `{{ .ConfirmationURL }}` and so on.
 */
export function createMailer(options: MailerOptions): Mailer {
  const send = async (
    template: TemplateName,
    type: string,
    email: string,
    hash: string,
    otp: string,
    meta: MailMeta | undefined,
  ) => {
    const redirectTo = requestContext.getStore()?.redirectTo ?? options.url;
    const token = type === "" ? hash : await withPkce(options.sql, hash, type, meta?.userId);
    const link = new URL("/auth/v1/verify", options.url);
    link.searchParams.set("token", token);
    link.searchParams.set("type", type);
    link.searchParams.set("redirect_to", redirectTo);
    const variables: Record<string, string> = {
      ConfirmationURL: type === "" ? "" : link.href,
      Token: otp,
      TokenHash: token,
      SiteURL: options.url,
      RedirectTo: redirectTo,
      Email: meta?.currentEmail ?? email,
      NewEmail: meta?.newEmail ?? email,
      Data: meta?.data ?? "",
    };
    const configured = options.settings.email.template[template];
    const fallback = defaultTemplates[template];
    const html =
      configured?.content_path === undefined
        ? fallback.html
        : await readFile(supabasePath("..", configured.content_path), "utf8");
    await options.mailbox.add({
      from: `Heliograph <no-reply@${new URL(options.url).hostname}>`,
      to: [email],
      subject: fill(configured?.subject ?? fallback.subject, variables, (text) => text),
      text: fill(fallback.text, variables, (text) => text),
      html: fill(html, variables, escapeHtml),
      headers: {},
    });
  };
  return {
    sendConfirmation: (email, hash, otp, meta) => send("confirmation", "signup", email, hash, otp, meta),
    sendRecovery: (email, hash, otp, meta) => send("recovery", "recovery", email, hash, otp, meta),
    sendMagicLink: (email, hash, otp, meta) => send("magic_link", "magiclink", email, hash, otp, meta),
    sendEmailChange: (email, hash, otp, meta) => send("email_change", "email_change", email, hash, otp, meta),
    sendReauthentication: (email, otp, meta) => send("reauthentication", "", email, meta?.tokenHash ?? "", otp, meta),
  };
}

/** Remembers the client's challenge; the link then yields a code that only this client can exchange. */
async function withPkce(sql: postgres.Sql, hash: string, type: string, userId: string | undefined): Promise<string> {
  const challenge = requestContext.getStore()?.codeChallenge;
  if (challenge === undefined || userId === undefined) return hash;
  await sql`
    insert into auth.flow_state (id, user_id, provider_type, authentication_method, code_challenge, code_challenge_method)
    values (${randomUUID()}, ${userId}, 'email', ${type}, ${challenge.challenge}, ${challenge.method})`;
  return pkcePrefix + hash;
}

function fill(template: string, variables: Record<string, string>, encode: (text: string) => string): string {
  return template.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (whole, name: string) => {
    const value = variables[name];
    return value === undefined ? whole : encode(value);
  });
}
