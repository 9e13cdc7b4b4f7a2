import { readFile } from "node:fs/promises";
import { parseEnv } from "node:util";

/**
 * What a function finds in `Deno.env`: Supabase's own variables and those of `supabase/functions/.env`.
 * @param stack the stack's environment (env.ts)
 * @param jwks  key set that verifies users' tokens
 */
export async function functionEnvironment(
  file: string,
  stack: Record<string, string>,
  jwks: unknown,
): Promise<Record<string, string>> {
  const own = parseEnv(await readFile(file, "utf8").catch(() => ""));
  const {
    API_URL = "",
    ANON_KEY = "",
    SERVICE_ROLE_KEY = "",
    DB_URL = "",
    PUBLISHABLE_KEY = "",
    SECRET_KEY = "",
  } = stack;
  return {
    // The vendor's key is for whoever starts the stack to give, as a secret of a project is.
    ...(process.env["LICENSE_PUBLIC_KEY"] && { LICENSE_PUBLIC_KEY: process.env["LICENSE_PUBLIC_KEY"] }),
    // Where links in messages lead: the stack serves pages and functions at one address.
    SITE_URL: API_URL,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [name, value ?? ""])),
    SUPABASE_URL: API_URL,
    SUPABASE_ANON_KEY: ANON_KEY,
    SUPABASE_SERVICE_ROLE_KEY: SERVICE_ROLE_KEY,
    SUPABASE_DB_URL: DB_URL,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: PUBLISHABLE_KEY }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET_KEY }),
    SUPABASE_JWKS: JSON.stringify(jwks),
  };
}
