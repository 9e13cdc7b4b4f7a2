import { randomUUID } from "node:crypto";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import postgres from "postgres";
import { expect } from "vitest";
import { z } from "zod";
import { testEnvironment } from "../helpers/stack-environment.ts";

export const environment = testEnvironment();
export const { url, publishableKey, secretKey } = environment;

/** A name no other test uses. */
export function unique(prefix: string): string {
  return `${prefix}_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
}

/** A slug no other test uses. */
export function uniqueSlug(prefix: string): string {
  return unique(prefix).replaceAll("_", "-");
}

/** An unmodified supabase-js client that keeps nothing. */
export function client(key: string = publishableKey, options: { flowType?: "implicit" | "pkce" } = {}): SupabaseClient {
  return createClient(url, key, { auth: { persistSession: false, autoRefreshToken: false, ...options } });
}

/** The database as its owner `postgres`, connected at the first query; tests that need it are skipped where no URL is known. */
export function database(databaseUrl: string | undefined = environment.databaseUrl): postgres.Sql {
  return postgres(databaseUrl ?? "postgres://unknown", { max: 2, onnotice: () => {}, idle_timeout: 5 });
}

const Mail = z.object({ ID: z.string(), Subject: z.string(), Text: z.string(), HTML: z.string() });
export type Mail = z.infer<typeof Mail>;

/** Waits for a mail to this address (the newest one, unless it is `after`). */
export async function mailTo(address: string, after?: string): Promise<Mail> {
  const newest = async () => {
    const response = await fetch(`${environment.mailUrl}/api/v1/search?query=${encodeURIComponent(`to:${address}`)}`);
    const { messages } = z.object({ messages: z.array(z.object({ ID: z.string() })) }).parse(await response.json());
    const newest = messages[0]?.ID;
    return newest === after ? undefined : newest;
  };
  await expect.poll(newest, { timeout: 8_000, message: `a mail to ${address}` }).toBeTypeOf("string");
  const id = (await newest()) ?? "";
  return Mail.parse(await (await fetch(`${environment.mailUrl}/api/v1/message/${id}`)).json());
}

/** The link of a mail of the auth API. */
export function linkIn(mail: Mail): string {
  const link = /https?:\/\/\S*\/auth\/v1\/verify\S*/.exec(mail.Text)?.[0];
  if (link === undefined) throw new Error(`No link in: ${mail.Text}`);
  return link;
}

/** A confirmed user with a password, and a client signed in as them. */
export async function signedInUser(options: { metadata?: Record<string, unknown> } = {}) {
  const email = `${unique("user")}@example.com`;
  const password = `Pw-${randomUUID()}`;
  const created = await client(secretKey).auth.admin.createUser({
    email,
    password,
    email_confirm: true,
    ...(options.metadata === undefined ? {} : { user_metadata: options.metadata }),
  });
  if (created.error !== null) throw created.error;
  const supabase = client();
  const { data, error } = await supabase.auth.signInWithPassword({ email, password });
  if (error !== null) throw error;
  return { supabase, email, password, user: data.user, session: data.session };
}

/** An organization of whoever is signed in. */
export async function createOrganization(
  supabase: SupabaseClient,
  name = "Northwind",
): Promise<{ id: string; slug: string }> {
  const { data } = await supabase.rpc("create_organization", { name, slug: uniqueSlug("org") }).throwOnError();
  return z.object({ id: z.string(), slug: z.string() }).parse(data);
}
