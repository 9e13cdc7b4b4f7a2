import { randomUUID } from "node:crypto";
import {
  createClient,
  type RealtimeChannel,
  type RealtimeChannelOptions,
  type SupabaseClient,
} from "@supabase/supabase-js";
import { SignJWT } from "jose";
import postgres from "postgres";
import { onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import { testEnvironment } from "../helpers/stack-environment.ts";

/**
 * What the Realtime contract tests share. They run unchanged against the embedded stack and against a hosted project,
 * as the global set-up says. Tests that make tokens of their own need the JWT secret, and policies on
 * realtime.messages are written as the superuser where one is known: hosted lets `postgres` write them, plain Postgres
 * does not.
 */
const environment = testEnvironment();

export const { url: supabaseUrl, publishableKey, secretKey, jwtSecret } = environment;
export const hasAdminDatabase = environment.adminDatabaseUrl !== undefined;

/** A connection of the project's database role. */
export const sql = connect(environment.databaseUrl);
/** As sql, with the right to write policies on realtime.messages. */
export const adminSql = connect(environment.adminDatabaseUrl ?? environment.databaseUrl);

function connect(url = "postgres://unknown"): postgres.Sql {
  return postgres(url, { max: 2, onnotice: () => undefined, idle_timeout: 5 });
}

/** Milliseconds within which anything that should happen must have happened. */
export const PATIENCE_MS = 8_000;

/** A name no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

/** An unmodified client, closed when the test is over. `token` may be a function, asked again at every refresh. */
export function client(
  options: { key?: string; token?: string | (() => string); vsn?: "1.0.0" | "2.0.0" } = {},
): SupabaseClient {
  const { key = publishableKey, token, vsn } = options;
  const supabase = createClient(supabaseUrl, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { heartbeatIntervalMs: 500, ...(vsn ? { vsn } : {}) },
    ...(token ? { accessToken: async () => (typeof token === "string" ? token : token()) } : {}),
  });
  onTestFinished(async () => {
    await supabase.removeAllChannels();
    supabase.realtime.disconnect();
  });
  return supabase;
}

/** Collects what a channel hears, for assertions on the whole. */
export interface Heard {
  broadcasts: { event: string; payload?: unknown; meta?: unknown }[];
  systems: { extension: string; status: string; message: string }[];
  changes: Record<string, unknown>[];
  statuses: { status: string; error: string | null }[];
}

/** A channel that records everything; not yet subscribed. */
export function listen(
  supabase: SupabaseClient,
  topic: string,
  config: RealtimeChannelOptions["config"] = {},
): { channel: RealtimeChannel; heard: Heard } {
  const heard: Heard = { broadcasts: [], systems: [], changes: [], statuses: [] };
  const channel = supabase.channel(topic, { config });
  channel.on("broadcast", { event: "*" }, (message) => heard.broadcasts.push(message));
  channel.on("system", {}, (message) => heard.systems.push(message));
  return { channel, heard };
}

/** Subscribes and waits for the first status; returns it. */
export async function subscribe(
  channel: RealtimeChannel,
  heard?: Heard,
): Promise<{ status: string; error: string | null }> {
  // A join that leaves before the client has asked for its token goes out without it.
  await channel.socket.setAuth();
  const first = Promise.withResolvers<{ status: string; error: string | null }>();
  channel.subscribe((status, error) => {
    const entry = { status, error: error?.message ?? null };
    heard?.statuses.push(entry);
    first.resolve(entry);
  });
  return await first.promise;
}

/** Joins and insists that it worked. */
export async function joined(
  supabase: SupabaseClient,
  topic: string,
  config: RealtimeChannelOptions["config"] = {},
): Promise<{ channel: RealtimeChannel; heard: Heard }> {
  const listening = listen(supabase, topic, config);
  const { status, error } = await subscribe(listening.channel, listening.heard);
  if (status !== "SUBSCRIBED") throw new Error(`${topic}: ${status} ${error}`);
  return listening;
}

/** Polls until the assertion holds. */
export async function eventually(assertion: () => void | Promise<void>, timeoutMs = PATIENCE_MS): Promise<void> {
  await vi.waitFor(assertion, { timeout: timeoutMs, interval: 20 });
}

/** A user with an id and an access token, signed in through the Auth API. */
export async function user(): Promise<{ id: string; token: string }> {
  const admin = createClient(supabaseUrl, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });
  const email = `${unique("realtime")}@example.com`;
  const password = `Pw-${randomUUID()}`;
  const created = await admin.auth.admin.createUser({ email, password, email_confirm: true });
  if (created.error) throw created.error;
  const anonymous = createClient(supabaseUrl, publishableKey, { auth: { persistSession: false } });
  const session = await anonymous.auth.signInWithPassword({ email, password });
  if (session.error) throw session.error;
  return { id: created.data.user.id, token: session.data.session.access_token };
}

/** A token signed with the project's JWT secret. */
export async function signToken(claims: Record<string, unknown>, secondsLeft: number): Promise<string> {
  return await new SignJWT({ aud: "authenticated", ...claims })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + secondsLeft)
    .sign(new TextEncoder().encode(jwtSecret));
}

/** Creates a policy on realtime.messages for the length of a test. */
export async function messagesPolicy(clause: string): Promise<{ drop: () => Promise<void> }> {
  const name = unique("contract");
  await adminSql.unsafe(`create policy ${name} on realtime.messages ${clause}`);
  const drop = async () => {
    await adminSql.unsafe(`drop policy if exists ${name} on realtime.messages`);
  };
  onTestFinished(drop);
  return { drop };
}

/** A bare WebSocket, for what realtime-js hides. */
export async function rawSocket(
  query: string,
): Promise<{ socket: WebSocket; frames: unknown[]; send: (frame: unknown) => void }> {
  const url = `${supabaseUrl.replace(/^http/, "ws")}/realtime/v1/websocket?apikey=${publishableKey}${query}`;
  const socket = new WebSocket(url);
  const frames: unknown[] = [];
  socket.on("message", (data, isBinary) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
    frames.push(isBinary ? bytes : JSON.parse(bytes.toString("utf8")));
  });
  onTestFinished(() => socket.terminate());
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return { socket, frames, send: (frame) => socket.send(Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)) };
}
