import { hostname } from "node:os";
import { z } from "zod";

const Canary = z.string().transform((text, context) => {
  const url = URL.parse(text.includes("://") ? text : `tcp://${text}`);
  const port = Number(url?.port) || (url?.protocol === "https:" ? 443 : url?.protocol === "http:" ? 80 : 0);
  if (url === null || url.hostname === "" || port === 0) {
    context.addIssue({ code: "custom", message: `"${text}" is not host:port or a web address` });
    return z.NEVER;
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port };
});

const Environment = z.object({
  /** The Supabase project's URL. */
  SUPABASE_URL: z.url({ protocol: /^https?$/ }),
  /** The project's secret key (sb_secret_… or the service_role JWT). */
  SUPABASE_SECRET_KEY: z
    .string()
    .min(20)
    .refine((key) => !key.startsWith("sb_publishable_"), "is the publishable key; a probe needs the secret key"),
  /** Unique name of this probe. */
  PROBE_NAME: z.string().min(1).max(100).default(hostname()),
  /** Key of a name that the master administrator has reserved; without one, any name that is free. */
  PROBE_KEY: z.string().startsWith("hgp_").optional(),
  /** Region the probe works for; it must exist in the database. */
  PROBE_REGION: z.string().min(1).max(48).default("local"),
  /** For a private location: the organization it belongs to. */
  PROBE_ORGANIZATION_ID: z.uuid().optional(),
  /** Checks under way at once. */
  PROBE_CONCURRENCY: z.coerce.number().int().min(1).max(5000).default(250),
  /** How long a lease lasts at least, in seconds. */
  PROBE_LEASE_SECONDS: z.coerce.number().int().min(5).max(3600).default(20),
  /** Folder for results that the database has not acknowledged. */
  PROBE_SPOOL_DIR: z.string().min(1).default("./spool"),
  /** When this many MiB wait in the spool, no more checks are leased. */
  PROBE_SPOOL_MAX_MIB: z.coerce.number().int().min(1).max(100_000).default(256),
  /** Comma-separated host:port or URLs that prove this probe's own network; by default the host of SUPABASE_URL. */
  PROBE_CANARIES: z.string().optional(),
  /** Port for /healthz, /readyz and /metrics; without it nothing listens. */
  PROBE_HEALTH_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  PROBE_HEALTH_HOST: z.string().min(1).default("127.0.0.1"),
});

/** The names of all settings, for the test that keeps .env.example complete. */
export const settingNames = Object.keys(Environment.shape);

/** Settings that cannot be used; the message is for the person who set them. */
export class SettingsError extends Error {}

export type ProbeConfig = z.infer<typeof Environment> & {
  readonly canaries: readonly { host: string; port: number }[];
};

/**
 * Reads the settings.
 * @throws a SettingsError that names every wrong setting at once
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): ProbeConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) throw new SettingsError(`Wrong settings:\n${z.prettifyError(parsed.error)}`);
  const settings = parsed.data;
  const canaries = z
    .array(Canary)
    .min(1)
    .safeParse((settings.PROBE_CANARIES ?? settings.SUPABASE_URL).split(",").map((part) => part.trim()));
  if (!canaries.success) throw new SettingsError(`Wrong settings:\nPROBE_CANARIES: ${z.prettifyError(canaries.error)}`);
  return { ...settings, canaries: canaries.data };
}

/** The settings with secrets blanked, for the log. */
export function redacted(config: ProbeConfig): Record<string, unknown> {
  return { ...config, SUPABASE_SECRET_KEY: "***", ...(config.PROBE_KEY !== undefined && { PROBE_KEY: "***" }) };
}
