import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Constants, type Database } from "@heliograph/shared/db/database.types.ts";
import { z } from "zod";

const repository = resolve(import.meta.dirname, "..", "..");
/** Of the gateway; the other ports count from it. */
export const defaultPort = 54_321;
/** Where a stack keeps its files unless the environment says otherwise. */
export const defaultDataDirectory = resolve(repository, ".heliograph");

const Environment = z.object({
  HELIOGRAPH_PORT: z.coerce.number().int().min(1).max(65_525).default(defaultPort),
  HELIOGRAPH_DB_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HELIOGRAPH_DATA_DIR: z.string().min(1).optional(),
  /** Address the gateway listens on; everything else stays on the loopback interface. */
  HELIOGRAPH_HOST: z.string().min(1).default("127.0.0.1"),
  /** What the outside world calls the gateway (links in mails, `iss` of tokens). */
  HELIOGRAPH_URL: z.url().optional(),
  /** How this Heliograph runs; chosen once. Without it the setup screen asks the first account. */
  HELIOGRAPH_MODE: z.enum(Constants.public.Enums.instance_mode).optional(),
  /** Set by the test set-up: clone the migrated database under this name before anything connects to it. */
  HELIOGRAPH_TEMPLATE_DATABASE: z
    .string()
    .regex(/^[a-z_]+$/)
    .optional(),
  /** Set by the test set-up: no fsync, no seed, no demo, no probe, rate limits out of the way. */
  HELIOGRAPH_TEST: z.stringbool().default(false),
});

export type InstanceMode = Database["public"]["Enums"]["instance_mode"];

/** Where one embedded stack listens and keeps its files. `port` is on `host`, all other ports are on 127.0.0.1. */
export interface StackConfig {
  readonly repository: string;
  readonly host: string;
  readonly port: number;
  readonly databasePort: number;
  readonly smtpPort: number;
  readonly demoPort: number;
  readonly url: string;
  readonly databaseUrl: string;
  readonly adminDatabaseUrl: string;
  readonly dataDirectory: string;
  /** Sockets live here, not in the data directory: their paths may have 104 bytes at most. */
  readonly runDirectory: string;
  readonly mode: InstanceMode | undefined;
  readonly templateDatabase: string | undefined;
  readonly test: boolean;
}

/**
 * Reads the configuration from environment variables.
 * @throws an error that names every wrong variable at once.
 */
export function loadConfig(environment: NodeJS.ProcessEnv): StackConfig {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) throw new Error(`Wrong settings in the environment:\n${z.prettifyError(parsed.error)}`);
  const settings = parsed.data;
  const dataDirectory = resolve(repository, settings.HELIOGRAPH_DATA_DIR ?? defaultDataDirectory);
  const port = settings.HELIOGRAPH_PORT;
  const databasePort = settings.HELIOGRAPH_DB_PORT ?? defaultDatabasePort(port);
  const ports = { HELIOGRAPH_PORT: port, mail: port + 4, demo: port + 9 };
  const same = Object.entries(ports).find(([, taken]) => taken === databasePort)?.[0];
  if (same !== undefined)
    throw new Error(`HELIOGRAPH_DB_PORT ${databasePort} is also the port of ${same}. Choose another one.`);
  const id = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 12);
  return {
    repository,
    host: settings.HELIOGRAPH_HOST,
    port,
    databasePort,
    smtpPort: port + 4,
    demoPort: port + 9,
    url: (settings.HELIOGRAPH_URL ?? defaultUrl(port)).replace(/\/$/, ""),
    databaseUrl: databaseUrl("postgres", databasePort),
    adminDatabaseUrl: databaseUrl("supabase_admin", databasePort),
    dataDirectory,
    runDirectory: join(tmpdir(), `heliograph-${id}`),
    mode: settings.HELIOGRAPH_MODE,
    templateDatabase: settings.HELIOGRAPH_TEMPLATE_DATABASE,
    test: settings.HELIOGRAPH_TEST,
  };
}

/** Port of Postgres for a stack whose gateway has this one. */
export function defaultDatabasePort(port: number): number {
  return port + 1;
}

/** What a gateway on this port is called as long as nobody gives it another name. */
export function defaultUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/** Connection string of a login role; every role of the stack has the password `postgres`, as Supabase's local stack does. */
export function databaseUrl(role: string, port: number, database = "postgres"): string {
  return `postgresql://${role}:postgres@127.0.0.1:${port}/${database}`;
}

/** Path of a file below `supabase/`, independent of the working directory. */
export function supabasePath(...segments: string[]): string {
  return join(dirname(import.meta.dirname), ...segments);
}
