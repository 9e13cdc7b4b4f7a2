import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../db/database.types.ts";
import type { Environment } from "./environment.ts";
import { AppError } from "./errors.ts";
import { functionProof } from "./service-key.ts";

/**
 * A client with the secret key: row security does not apply. Only functions named in the allow-list test may use it.
 * @throws an Error that names what is missing
 */
export function clientAsService(environment: Environment): SupabaseClient<Database> {
  return serviceClient(environment, {});
}

function serviceClient(environment: Environment, headers: Record<string, string>): SupabaseClient<Database> {
  const url = environment("SUPABASE_URL");
  const key = environment("SUPABASE_SERVICE_ROLE_KEY");
  if (!url || !key) throw new Error("SUPABASE_URL and SUPABASE_SERVICE_ROLE_KEY must be set");
  return createClient<Database>(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { headers },
  });
}

/**
 * A client with the rights of an organization's API key: the database believes the header, because the request carries the
 * secret key, and grants what the key's scopes hold (`private.key_of_request`). Tables are out of its reach; it calls RPCs.
 */
export function clientWithKey(environment: Environment, key: string): SupabaseClient<Database> {
  return serviceClient(environment, { "x-heliograph-key": key });
}

/** A client with no rights but those of a visitor; for asking the auth server. */
export function clientAsAnybody(environment: Environment): SupabaseClient<Database> {
  const { url, key } = publicAccess(environment);
  return createClient<Database>(url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}

function publicAccess(environment: Environment): { url: string; key: string } {
  const url = environment("SUPABASE_URL");
  const key = environment("SUPABASE_ANON_KEY");
  if (!url || !key) throw new Error("SUPABASE_URL and SUPABASE_ANON_KEY must be set");
  return { url, key };
}

/**
 * A client with the rights of whoever sent the request: row security applies.
 * @throws AppError `unauthorized` for a request without a session's token; whether the token is good, the database says
 */
export function clientAsCaller(environment: Environment, { headers }: Request): SupabaseClient<Database> {
  const { url, key } = publicAccess(environment);
  const authorization = headers.get("authorization") ?? "";
  if (!/^Bearer \S+\.\S+\.\S+$/.test(authorization)) throw new AppError("unauthorized", 401, "Sign in first.");
  return createClient<Database>(url, key, {
    auth: { persistSession: false, autoRefreshToken: false },
    global: {
      headers: {
        // With a capital letter, as the client for the auth server writes its own: two would be sent as one that nobody can read.
        Authorization: authorization,
        // The log then tells the caller's address and program, not the function's (`private.request_origin`).
        "x-heliograph-function": functionProof(environment, authorization),
      },
    },
  });
}
