import { z } from "zod";
import { Once } from "./once.ts";

const Smtp = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(465),
  /** TLS from the first byte; otherwise STARTTLS where the server has it. */
  secure: z.boolean().default(true),
  username: z.string().default(""),
  password: z.string().default(""),
});

const Resend = z.object({
  api_key: z.string().min(1),
  /** What Resend signs its reports of bounces with. */
  webhook_secret: z.string().default(""),
  /** Requests a second that the account may make; two unless Resend has raised it. */
  per_second: z.number().min(0.1).max(1000).default(2),
});

const Sender = z.object({
  from_address: z.string().min(3),
  from_name: z.string().default(""),
  reply_to: z.string().default(""),
});

/** Name and reply address of an organization that mails over the instance's server. */
const OwnSender = z.object({ from_name: z.string().default(""), reply_to: z.string().default("") });

const Twilio = z.object({
  account_sid: z.string().min(1),
  auth_token: z.string().min(1),
  /** A number, or a name where a country takes one. */
  from: z.string().default(""),
  /** The number calls come from, if not `from`. */
  call_from: z.string().default(""),
});

const Push = z.object({
  public_key: z.string().min(1),
  private_key: z.string().min(1),
  /** How a push service reaches who sends: `mailto:` or `https://`. */
  subject: z.string().min(1),
});

const schemas = {
  smtp: z.object({ smtp: Smtp, sender: Sender }),
  resend: z.object({ resend: Resend, sender: Sender }),
  sender: OwnSender,
  twilio: Twilio,
  push: Push,
};

type Name = keyof typeof schemas;

/** Settings of each provider, with their secrets. */
export type Provider<N extends Name> = z.infer<(typeof schemas)[N]>;
export type EmailProvider = Provider<"smtp"> | Provider<"resend">;
export type TwilioProvider = Provider<"twilio">;

/** A row of the RPC `providers`. */
export interface ProviderRow {
  readonly organization_id: string | null;
  readonly provider: string;
  readonly settings: unknown;
  readonly secrets: unknown;
}

type Found = { readonly [N in Name]?: Provider<N> };

/** Finds an organization's own provider, or else the instance's. */
export class Providers {
  readonly #byOwner = new Map<string, Found>();
  readonly #asked = new Once<string>();
  readonly #senders = new WeakMap<Provider<"sender">, EmailProvider>();

  /** Loads the providers of organizations, of each once. @param fetch gets those that nobody has asked for yet */
  load(
    organizationIds: readonly string[],
    fetch: (missing: readonly string[]) => Promise<readonly ProviderRow[]>,
  ): Promise<void> {
    return this.#asked.need(organizationIds, async (missing) => this.add(await fetch(missing)));
  }

  /** Takes what the database says of organizations. */
  add(rows: readonly ProviderRow[]): void {
    for (const { organization_id, provider, settings, secrets } of rows) {
      const owner = organization_id ?? "";
      const found = this.#byOwner.get(owner) ?? {};
      // Settings are what was checked and is shown: a secret of the same name must not take their place.
      const parsed = parse(provider, { ...Object(secrets), ...Object(settings) });
      this.#byOwner.set(owner, { ...parsed, ...found });
    }
  }

  /** Resend where it is set, otherwise the mail server. */
  emailOf(organizationId: string): EmailProvider | null {
    const [own, shared] = this.#of(organizationId);
    const theirs = own.resend ?? own.smtp;
    if (theirs !== undefined) return theirs;
    const provider = shared.resend ?? shared.smtp ?? null;
    if (provider === null || own.sender === undefined) return provider;
    return this.#named(provider, own.sender);
  }

  twilioOf(organizationId: string): TwilioProvider | null {
    const [own, shared] = this.#of(organizationId);
    return own.twilio ?? shared.twilio ?? null;
  }

  /** Whether messages through Twilio are the organization's own account's. */
  hasOwnTwilio(organizationId: string): boolean {
    return this.#of(organizationId)[0].twilio !== undefined;
  }

  /** Whether mails leave through the organization's own server or account. */
  hasOwnEmail(organizationId: string): boolean {
    const [own] = this.#of(organizationId);
    return own.resend !== undefined || own.smtp !== undefined;
  }

  /** The instance's: a browser has one subscription for all pages of a site. */
  push(): Provider<"push"> | null {
    return this.#byOwner.get("")?.push ?? null;
  }

  /** The same object for the same sender: connections are kept by it. */
  #named(provider: EmailProvider, sender: Provider<"sender">): EmailProvider {
    let named = this.#senders.get(sender);
    if (named === undefined) {
      named = { ...provider, sender: { ...provider.sender, ...sender } };
      this.#senders.set(sender, named);
    }
    return named;
  }

  #of(organizationId: string): readonly [own: Found, shared: Found] {
    return [this.#byOwner.get(organizationId) ?? {}, this.#byOwner.get("") ?? {}];
  }
}

/** A provider whose settings are incomplete is none. */
function parse(name: string, merged: Record<string, unknown>): Found {
  switch (name) {
    case "smtp":
      return defined("smtp", schemas.smtp.safeParse({ smtp: merged, sender: merged }).data);
    case "resend":
      return defined("resend", schemas.resend.safeParse({ resend: merged, sender: merged }).data);
    case "sender":
      return defined("sender", schemas.sender.safeParse(merged).data);
    case "twilio":
      return defined("twilio", schemas.twilio.safeParse(merged).data);
    case "push":
      return defined("push", schemas.push.safeParse(merged).data);
    default:
      return {};
  }
}

function defined<N extends Name>(name: N, value: Provider<N> | undefined): Found {
  return value === undefined ? {} : { [name]: value };
}
