import type { StackConfig } from "./config.ts";
import type { StackKeys } from "./keys.ts";

/** What `supabase status -o env` prints, as far as this stack has it; same names. */
export function stackEnvironment(config: StackConfig, keys: StackKeys): Record<string, string> {
  return {
    API_URL: config.url,
    REST_URL: `${config.url}/rest/v1`,
    FUNCTIONS_URL: `${config.url}/functions/v1`,
    DB_URL: config.databaseUrl,
    MAILPIT_URL: `${config.url}/mail`,
    INBUCKET_URL: `${config.url}/mail`,
    PUBLISHABLE_KEY: keys.publishableKey,
    SECRET_KEY: keys.secretKey,
    JWT_SECRET: keys.jwtSecret,
    ANON_KEY: keys.anonKey,
    SERVICE_ROLE_KEY: keys.serviceRoleKey,
  };
}

/** Lines of the form NAME="value", as the Supabase CLI prints them. */
export function formatEnvironment(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join("");
}
