import type { TestProject } from "vitest/node";
import { startStackProcess } from "../../local/stack-process.ts";
import type { TestEnvironment } from "./stack-environment.ts";

const templateDatabase = "heliograph_template";

/**
 * Starts one embedded stack on free ports with an empty data directory and stops it at the end. When SUPABASE_URL is
 * set, the tests run against that project instead: SUPABASE_PUBLISHABLE_KEY and SUPABASE_SECRET_KEY (or the legacy
 * SUPABASE_ANON_KEY and SUPABASE_SERVICE_ROLE_KEY) are needed, SUPABASE_DB_URL and SUPABASE_JWT_SECRET are welcome.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const hosted = hostedEnvironment(process.env);
  if (hosted !== undefined) {
    provide(project, hosted);
    return async () => {};
  }
  const { config, keys, stop } = await startStackProcess({
    ...process.env,
    NODE_OPTIONS: "",
    HELIOGRAPH_TEMPLATE_DATABASE: templateDatabase,
  });
  provide(project, {
    kind: "embedded",
    url: config.url,
    publishableKey: keys.publishableKey,
    secretKey: keys.secretKey,
    anonKey: keys.anonKey,
    serviceRoleKey: keys.serviceRoleKey,
    jwtSecret: keys.jwtSecret,
    databaseUrl: config.databaseUrl,
    adminDatabaseUrl: config.adminDatabaseUrl,
    mailUrl: `${config.url}/mail`,
    smtpPort: config.smtpPort,
    templateDatabase,
    dataDirectory: config.dataDirectory,
  });
  return stop;
}

/** Under `inject("stack")`, and as variables of the environment, named as `pnpm stack env` prints them. */
function provide(project: TestProject, environment: TestEnvironment): void {
  project.provide("stack", environment);
  const variables = {
    API_URL: environment.url,
    PUBLISHABLE_KEY: environment.publishableKey,
    SECRET_KEY: environment.secretKey,
    DB_URL: environment.databaseUrl,
    ADMIN_DB_URL: environment.adminDatabaseUrl,
    JWT_SECRET: environment.jwtSecret,
  };
  for (const [name, value] of Object.entries(variables)) if (value !== undefined) process.env[name] = value;
}

function hostedEnvironment(env: NodeJS.ProcessEnv): TestEnvironment | undefined {
  const url = env["SUPABASE_URL"];
  if (url === undefined) return undefined;
  const publishableKey = env["SUPABASE_PUBLISHABLE_KEY"] ?? env["SUPABASE_ANON_KEY"];
  const secretKey = env["SUPABASE_SECRET_KEY"] ?? env["SUPABASE_SERVICE_ROLE_KEY"];
  if (publishableKey === undefined || secretKey === undefined) {
    throw new Error("SUPABASE_URL is set, but SUPABASE_PUBLISHABLE_KEY or SUPABASE_SECRET_KEY is not.");
  }
  return {
    kind: "hosted",
    url,
    publishableKey,
    secretKey,
    anonKey: env["SUPABASE_ANON_KEY"],
    serviceRoleKey: env["SUPABASE_SERVICE_ROLE_KEY"],
    jwtSecret: env["SUPABASE_JWT_SECRET"],
    databaseUrl: env["SUPABASE_DB_URL"],
    adminDatabaseUrl: undefined,
    mailUrl: undefined,
    smtpPort: undefined,
    templateDatabase: undefined,
    dataDirectory: undefined,
  };
}
