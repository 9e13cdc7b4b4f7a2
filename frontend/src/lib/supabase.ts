import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { RuntimeConfig } from "./config.ts";
import type { Database } from "./database.ts";
import { withRequestId } from "./request-id.ts";

export type Supabase = SupabaseClient<Database>;

let client: Supabase | null = null;

/** Makes the one client of this page. Called once, before anything is rendered. */
export function startSupabase({ supabaseUrl, publishableKey }: RuntimeConfig): Supabase {
  client = createClient<Database>(supabaseUrl, publishableKey, {
    // The callback route exchanges the code itself, so that it can say what went wrong with a link.
    auth: { flowType: "pkce", detectSessionInUrl: false },
    global: { fetch: withRequestId(fetch) },
  });
  return client;
}

/** @throws before `startSupabase` */
export function supabase(): Supabase {
  if (client === null) throw new Error("startSupabase has not run");
  return client;
}
