import { readFile } from "node:fs/promises";
import { parse } from "smol-toml";
import { z } from "zod";
import { supabasePath } from "./config.ts";

/** A secret of config.toml stands in the environment, as `env(NAME)`; empty where the variable is not set. */
const secret = z
  .string()
  .default("")
  .transform((value) => {
    const name = /^env\((\w+)\)$/.exec(value)?.[1];
    return name === undefined ? value : (process.env[name] ?? "");
  });

/** An account elsewhere to sign in with; off without a client id. `url` is another server than the provider's own (GitHub Enterprise). */
const External = z.object({ client_id: secret, secret, url: secret }).prefault({});

/** A Postgres function that auth calls, as `pg-functions://postgres/<schema>/<function>`. */
const Hook = z.object({ enabled: z.boolean().default(false), uri: z.string().default("") }).prefault({});
/** A mail about accounts; the stack has no words of its own for it. `content_path` counts from the repository. */
const Template = z.object({ subject: z.string(), content_path: z.string() });
/** A mail about what became of an account; GoTrue sends none that is not switched on. */
const Notification = Template.extend({ enabled: z.boolean().default(false) });

/** The part of supabase/config.toml that the embedded stack obeys; names and defaults are the CLI's. */
const Settings = z.object({
  api: z
    .object({
      schemas: z.array(z.string()).default(["public"]),
      max_rows: z.number().int().positive().default(1000),
    })
    .prefault({}),
  auth: z.object({
    additional_redirect_urls: z.array(z.string()).default([]),
    jwt_expiry: z.number().int().positive().default(3600),
    enable_signup: z.boolean().default(true),
    enable_refresh_token_rotation: z.boolean().default(true),
    refresh_token_reuse_interval: z.number().int().nonnegative().default(10),
    minimum_password_length: z.number().int().min(6).default(6),
    password_requirements: z
      .enum(["", "letters_digits", "lower_upper_letters_digits", "lower_upper_letters_digits_symbols"])
      .default(""),
    /** Numbers per 5 minutes and address; `email_sent` per hour and project. */
    rate_limit: z
      .object({
        email_sent: z.number().int().positive().default(30),
        sign_in_sign_ups: z.number().int().positive().default(30),
        token_refresh: z.number().int().positive().default(150),
        token_verifications: z.number().int().positive().default(30),
      })
      .prefault({}),
    enable_manual_linking: z.boolean().default(false),
    /** How long a session lives, and how long without a refresh; empty = without end. */
    sessions: z.object({ timebox: z.string().default(""), inactivity_timeout: z.string().default("") }).prefault({}),
    mfa: z
      .object({
        max_enrolled_factors: z.number().int().nonnegative().default(10),
        totp: z
          .object({ enroll_enabled: z.boolean().default(false), verify_enabled: z.boolean().default(false) })
          .prefault({}),
      })
      .prefault({}),
    hook: z
      .object({ before_user_created: Hook, password_verification_attempt: Hook, mfa_verification_attempt: Hook })
      .prefault({}),
    external: z.object({ google: External, github: External }).prefault({}),
    email: z.object({
      enable_signup: z.boolean().default(true),
      double_confirm_changes: z.boolean().default(true),
      enable_confirmations: z.boolean().default(false),
      secure_password_change: z.boolean().default(false),
      max_frequency: z.string().default("1m0s"),
      otp_length: z.number().int().min(6).max(10).default(6),
      otp_expiry: z.number().int().positive().default(3600),
      template: z.object({
        confirmation: Template,
        invite: Template,
        recovery: Template,
        magic_link: Template,
        email_change: Template,
        reauthentication: Template,
      }),
      notification: z.object({
        password_changed: Notification,
        email_changed: Notification,
        mfa_factor_enrolled: Notification,
        mfa_factor_unenrolled: Notification,
      }),
    }),
  }),
  storage: z.object({ file_size_limit: z.string().default("50MiB") }).prefault({}),
});

export type Settings = z.infer<typeof Settings>;
export type ExternalSettings = z.infer<typeof External>;

/** @throws an error that names every wrong setting. */
export async function loadSettings(): Promise<Settings> {
  const parsed = Settings.safeParse(parse(await readFile(supabasePath("config.toml"), "utf8")));
  if (!parsed.success) throw new Error(`supabase/config.toml:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Go's notation of durations as the CLI uses it: `1m0s`, `500ms`, `24h`. @returns milliseconds */
export function durationMs(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g))
    total += Number(amount) * (units[unit ?? ""] ?? 0);
  return total;
}
