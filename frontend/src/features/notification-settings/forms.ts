import { z } from "zod";
import type { Providers } from "./providers.ts";

/** Ways a mail leaves: as the instance's do, over one's own server, or through Resend. */
export const mailWays = ["instance", "smtp", "resend"] as const;

const email = z.email();
const isEmail = (text: string) => email.safeParse(text).success;
const required = (text: string) => text.trim() !== "";

const MailShape = z.object({
  way: z.enum(mailWays),
  host: z.string(),
  port: z.string(),
  secure: z.boolean(),
  username: z.string(),
  password: z.string(),
  api_key: z.string(),
  webhook_secret: z.string(),
  from_address: z.string(),
  from_name: z.string(),
  reply_to: z.string(),
});
export type MailValues = z.infer<typeof MailShape>;

/**
 * The rules of the form.
 * @param blockedPorts ports that cannot be reached from where messages are sent
 * @param hasKey       whether a key for Resend is stored
 */
export function mailForm(blockedPorts: readonly number[], hasKey: boolean) {
  return MailShape.superRefine((values, context) => {
    const fail = (path: keyof MailValues, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (/["<>\r\n]/.test(values.from_name)) fail("from_name", "A name has no quotes or brackets.");
    if (values.from_name.length > 100) fail("from_name", "A name has at most 100 characters.");
    if (required(values.reply_to) && !isEmail(values.reply_to.trim())) fail("reply_to", "This is no e-mail address.");
    if (values.way === "instance") return;
    if (!isEmail(values.from_address.trim())) fail("from_address", "Enter the e-mail address mails come from.");
    if (values.way === "resend") {
      if (!hasKey && !required(values.api_key)) fail("api_key", "Enter an API key.");
      return;
    }
    if (!/^[a-z0-9.:-]+$/i.test(values.host.trim())) fail("host", "Enter the server's name: smtp.example.com.");
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) fail("port", "A port is a number up to 65535.");
    else if (blockedPorts.includes(port))
      fail("port", `Hosted Supabase lets no function reach port ${port}. Use 465 with TLS.`);
  });
}

/**
 * What is stored, as the form shows it. Secrets are never shown.
 * @param unset the way that is shown where no provider is stored
 */
export function mailValues({ smtp, resend, sender }: Providers, unset: MailValues["way"] = "instance"): MailValues {
  const way = resend !== null ? "resend" : smtp !== null ? "smtp" : unset;
  const named = resend?.settings ?? smtp?.settings ?? sender?.settings;
  return {
    way,
    host: smtp?.settings.host ?? "",
    port: String(smtp?.settings.port ?? 465),
    secure: smtp?.settings.secure ?? true,
    username: smtp?.settings.username ?? "",
    password: "",
    api_key: "",
    webhook_secret: "",
    from_address: resend?.settings.from_address ?? smtp?.settings.from_address ?? "",
    from_name: named?.from_name ?? "",
    reply_to: named?.reply_to ?? "",
  };
}

/** A provider as the database takes it. */
export interface ProviderInput {
  readonly provider: "smtp" | "resend" | "sender" | "twilio";
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Null keeps what is stored. */
  readonly secrets: Readonly<Record<string, string>> | null;
}

/** What to store for the mails' way. */
export function mailProvider(values: MailValues): ProviderInput {
  const sender = { from_name: values.from_name.trim(), reply_to: values.reply_to.trim() };
  if (values.way === "instance") return { provider: "sender", settings: sender, secrets: null };
  const from = { ...sender, from_address: values.from_address.trim() };
  if (values.way === "resend")
    return {
      provider: "resend",
      settings: from,
      secrets: filled({ api_key: values.api_key, webhook_secret: values.webhook_secret }),
    };
  return {
    provider: "smtp",
    settings: {
      ...from,
      host: values.host.trim(),
      port: Number(values.port),
      secure: values.secure,
      username: values.username.trim(),
    },
    secrets: filled({ password: values.password }),
  };
}

const TwilioShape = z.object({
  account_sid: z.string(),
  auth_token: z.string(),
  from: z.string(),
  call_from: z.string(),
});
export type TwilioValues = z.infer<typeof TwilioShape>;

const isNumber = (text: string) => /^\+[1-9]\d{6,14}$/.test(plainNumber(text));

/** @param hasToken whether a token is stored */
export function twilioForm(hasToken: boolean) {
  return TwilioShape.superRefine((values, context) => {
    const fail = (path: keyof TwilioValues, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (!/^AC[0-9a-f]{32}$/.test(values.account_sid.trim()))
      fail("account_sid", "An account SID is AC and 32 letters and digits.");
    if (!hasToken && !required(values.auth_token)) fail("auth_token", "Enter the auth token.");
    const isName = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(values.from.trim());
    // Without a sender of texts an account can still call.
    const isCalling = !required(values.from) && required(values.call_from);
    if (!isNumber(values.from) && !isName && !isCalling)
      fail("from", "Enter a number with its country (+49 151 23456789), or a sender name of up to 11 letters.");
    if (required(values.call_from) && !isNumber(values.call_from))
      fail("call_from", "Enter a number with its country: +49 151 23456789.");
  });
}

/** What is stored, as the form shows it. */
export function twilioValues({ twilio }: Providers): TwilioValues {
  const { account_sid, from, call_from } = twilio?.settings ?? { account_sid: "", from: "", call_from: "" };
  return { account_sid, auth_token: "", from, call_from };
}

/** What to store for Twilio. */
export function twilioProvider(values: TwilioValues): ProviderInput {
  const from = values.from.trim();
  return {
    provider: "twilio",
    settings: {
      account_sid: values.account_sid.trim(),
      ...(from !== "" && { from: isNumber(from) ? plainNumber(from) : from }),
      ...(required(values.call_from) && { call_from: plainNumber(values.call_from) }),
    },
    secrets: filled({ auth_token: values.auth_token }),
  };
}

/** "+49 (151) 234-56789" → "+4915123456789" */
export function plainNumber(text: string): string {
  return text.trim().replaceAll(/[ ().-]/g, "");
}

function filled(secrets: Readonly<Record<string, string>>): Record<string, string> | null {
  const entries = Object.entries(secrets).filter(([, value]) => value !== "");
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
