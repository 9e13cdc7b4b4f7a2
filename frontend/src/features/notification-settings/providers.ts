import { z } from "zod";

const SmtpSettings = z.object({
  host: z.string().default(""),
  port: z.number().default(465),
  secure: z.boolean().default(true),
  username: z.string().default(""),
  from_address: z.string().default(""),
  from_name: z.string().default(""),
  reply_to: z.string().default(""),
});
const ResendSettings = SmtpSettings.pick({ from_address: true, from_name: true, reply_to: true });
const SenderSettings = SmtpSettings.pick({ from_name: true, reply_to: true });
const TwilioSettings = z.object({
  account_sid: z.string().default(""),
  from: z.string().default(""),
  call_from: z.string().default(""),
});

/** Settings that are stored, and whether secrets are. */
interface Stored<Settings> {
  readonly settings: Settings;
  readonly hasSecrets: boolean;
  readonly updatedAt: string;
}

/** How an organization's messages leave. */
export interface Providers {
  readonly smtp: Stored<z.infer<typeof SmtpSettings>> | null;
  readonly resend: Stored<z.infer<typeof ResendSettings>> | null;
  readonly sender: Stored<z.infer<typeof SenderSettings>> | null;
  readonly twilio: Stored<z.infer<typeof TwilioSettings>> | null;
  /** The instance's, for those who have none of their own; null where it has none either. */
  readonly shared: { readonly fromAddress: string | null; readonly from: string | null };
}

interface Row {
  provider: string;
  is_own: boolean;
  settings: unknown;
  has_secrets: boolean;
  updated_at: string;
}

/** Sorts what the server lists. Settings that are none read as empty. */
export function readProviders(rows: readonly Row[]): Providers {
  const own = <Settings>(name: string, schema: z.ZodType<Settings>): Stored<Settings> | null => {
    const row = rows.find(({ provider, is_own: isOwn }) => isOwn && provider === name);
    if (row === undefined) return null;
    const parsed = schema.safeParse(row.settings);
    const settings = parsed.success ? parsed.data : schema.parse({});
    return { settings, hasSecrets: row.has_secrets, updatedAt: row.updated_at };
  };
  const shared = (names: readonly string[], field: string): string | null => {
    const row = names.flatMap((name) => rows.find((each) => !each.is_own && each.provider === name) ?? [])[0];
    const value: unknown = row === undefined ? undefined : Reflect.get(Object(row.settings), field);
    return typeof value === "string" && value !== "" ? value : null;
  };
  return {
    smtp: own("smtp", SmtpSettings),
    resend: own("resend", ResendSettings),
    sender: own("sender", SenderSettings),
    twilio: own("twilio", TwilioSettings),
    shared: { fromAddress: shared(["resend", "smtp"], "from_address"), from: shared(["twilio"], "from") },
  };
}
