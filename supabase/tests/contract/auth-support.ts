import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { TOTP } from "otpauth";
import { afterAll } from "vitest";
import { loadConfig } from "../../local/config.ts";
import { startAuthApi } from "../../local/gateway/auth/auth-api.ts";
import { identify } from "../../local/gateway/caller.ts";
import { addressHeader } from "../../local/gateway/client-address.ts";
import { Mailbox, type Message } from "../../local/gateway/mail/mailbox.ts";
import { Tokens } from "../../local/gateway/tokens.ts";
import { loadKeys } from "../../local/keys.ts";
import { loadSettings, type Settings } from "../../local/settings.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";
import { required } from "../helpers/world.ts";
import { client, environment, secretKey, unique } from "./support.ts";

/** The code an authenticator app shows. @param steps later (or earlier) than now */
export function codeOf(secret: string, steps = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });
}

/** An auth API for one test file, with settings of its own and a database in which it is alone. */
export interface OwnAuth {
  readonly db: TestDatabase;
  readonly secretKey: string;
  /** The address requests come from. */
  address: string;
  client(key?: "publishable" | "secret", options?: { flowType?: "implicit" | "pkce" }): SupabaseClient;
  /** A confirmed user, and a client signed in as them. */
  signedIn(email?: string): Promise<{ supabase: SupabaseClient; id: string; email: string; password: string }>;
  request(path: string, init?: RequestInit): Promise<Response>;
  mailsTo(address: string): readonly Message[];
}

/** Starts it. @param change what differs from config.toml */
export async function startOwnAuth(change: Partial<Settings["auth"]>): Promise<OwnAuth> {
  const db = await createTestDatabase();
  const directory = await mkdtemp(join(tmpdir(), "heliograph-auth-"));
  const keys = await loadKeys(directory);
  const tokens = new Tokens(keys);
  const mailbox = new Mailbox(join(directory, "mail.jsonl"));
  const settings = await loadSettings();
  const url = "http://auth.test";
  const config = loadConfig({
    HELIOGRAPH_URL: url,
    HELIOGRAPH_DB_PORT: new URL(required(environment.adminDatabaseUrl)).port,
    HELIOGRAPH_DATA_DIR: directory,
    HELIOGRAPH_TEST: "true",
  });
  const errors: unknown[] = [];
  const api = await startAuthApi({
    config,
    keys,
    settings: { ...settings, auth: { ...settings.auth, ...change } },
    tokens,
    mailbox,
    database: db.name,
    onError: (_, error) => errors.push(error),
  });
  afterAll(async () => {
    await api.close();
    await rm(directory, { recursive: true });
  });
  const own: OwnAuth = {
    db,
    secretKey: keys.secretKey,
    address: "192.0.2.1",
    client: (key = "publishable", options = {}) =>
      createClient(url, key === "secret" ? keys.secretKey : keys.publishableKey, {
        auth: { persistSession: false, autoRefreshToken: false, ...options },
        global: { fetch: (input, init) => answer(new Request(input, init)) },
      }),
    async signedIn(email = `${unique("user")}@example.com`) {
      const password = `Pw-${unique("password")}`;
      const created = await own.client("secret").auth.admin.createUser({ email, password, email_confirm: true });
      if (created.error !== null) throw created.error;
      const supabase = own.client();
      const { error } = await supabase.auth.signInWithPassword({ email, password });
      if (error !== null) throw error;
      return { supabase, id: created.data.user.id, email, password };
    },
    request: (path, init = {}) =>
      answer(
        new Request(`${url}${path}`, { ...init, headers: { apikey: keys.publishableKey, ...Object(init.headers) } }),
      ),
    mailsTo: (address) => mailbox.list(`to:${address}`),
  };
  const answer = async (request: Request): Promise<Response> => {
    request.headers.set(addressHeader, own.address);
    const open = await api.fetchPublic(request);
    if (open !== undefined) return open;
    const result = await identify(request, keys, tokens);
    if (!result.ok) throw new Error(result.reason);
    return api.fetch(request, result.caller);
  };
  return own;
}

/** Adds a second factor and proves it. */
export async function withFactor(supabase: SupabaseClient, name = "phone"): Promise<{ id: string; secret: string }> {
  const { data, error } = await supabase.auth.mfa.enroll({ factorType: "totp", friendlyName: name });
  if (error !== null) throw error;
  const verified = await supabase.auth.mfa.challengeAndVerify({ factorId: data.id, code: codeOf(data.totp.secret) });
  if (verified.error !== null) throw verified.error;
  return { id: data.id, secret: data.totp.secret };
}

/** The administrator's part of supabase-js. */
export const admin = client(secretKey).auth.admin;

/** A code that does what a link of a mail does; our mails carry links alone, programs that send their own ask for it. */
export async function codeFor(
  request: Parameters<typeof admin.generateLink>[0],
): Promise<{ code: string; link: string }> {
  const { data, error } = await admin.generateLink(request);
  if (error !== null) throw error;
  return { code: data.properties.email_otp, link: data.properties.action_link };
}

/** Follows a link of a mail without a browser. @returns where it leads, and what it says there */
export async function follow(
  link: string,
  get: (link: string) => Promise<Response> = (link) => fetch(link, { redirect: "manual" }),
): Promise<{ readonly target: URL; readonly fragment: URLSearchParams }> {
  const response = await get(link);
  if (response.status !== 303) throw new Error(`${response.status}: ${await response.text()}`);
  const target = new URL(response.headers.get("location") ?? "");
  return { target, fragment: new URLSearchParams(target.hash.slice(1)) };
}
