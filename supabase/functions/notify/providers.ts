import { z } from "zod";

const Smtp = z.object({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(465),
  /** TLS from the first byte; otherwise STARTTLS where the server has it. */
  secure: z.boolean().default(true),
  username: z.string().default(""),
  password: z.string().default(""),
});

const Sender = z.object({
  from_address: z.string().min(3),
  from_name: z.string().default(""),
  reply_to: z.string().default(""),
});

/** A mail server and who mails come from. */
export interface Provider {
  readonly smtp: z.infer<typeof Smtp>;
  readonly sender: z.infer<typeof Sender>;
}

/** A row of the RPC `providers`. */
export interface ProviderRow {
  readonly organization_id: string | null;
  readonly provider: string;
  readonly settings: unknown;
  readonly secrets: unknown;
}

/** Finds an organization's own provider, or else the instance's. Rows come from `load`, once an organization. */
export class Providers {
  readonly #byOwner = new Map<string, Provider>();
  readonly #known = new Set<string>();

  /** Takes what the database says of organizations. */
  add(organizationIds: readonly string[], rows: readonly ProviderRow[]): void {
    for (const id of organizationIds) this.#known.add(id);
    for (const { organization_id, provider, settings, secrets } of rows) {
      if (provider !== "smtp" || this.#byOwner.has(organization_id ?? "")) continue;
      const merged = { ...Object(settings), ...Object(secrets) };
      const [smtp, sender] = [Smtp.safeParse(merged), Sender.safeParse(merged)];
      if (smtp.success && sender.success)
        this.#byOwner.set(organization_id ?? "", { smtp: smtp.data, sender: sender.data });
    }
  }

  /** Whether the database was asked about an organization. */
  knows(organizationId: string): boolean {
    return this.#known.has(organizationId);
  }

  emailOf(organizationId: string): Provider | null {
    return this.#byOwner.get(organizationId) ?? this.#byOwner.get("") ?? null;
  }
}
