import type { JSONWebKeySet } from "jose";
import type { Settings } from "./context.ts";
import { type Limits, limitPresets } from "./limits.ts";
import type { LogLevel } from "./log.ts";
import { isRecord, parseJson } from "./protocol/json.ts";

export interface Config {
  /** Connection string of supabase_admin. */
  databaseUrl: string;
  listen: { host: string; port: number } | { path: string };
  jwtSecret: string;
  jwks: JSONWebKeySet;
  publishableKey: string;
  secretKey: string;
  poolSize: number;
  statementTimeoutMs: number;
  logLevel: LogLevel;
  settings: Settings;
}

/**
 * Reads the configuration, or throws one error that names everything wrong with it. No schema library: it would be a
 * fifth of this process's memory at rest.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const env = new Environment(environment);
  const preset: Limits = limitPresets[env.choice("REALTIME_LIMITS", ["local", "hosted-free", "hosted-pro"], "local")];
  const config: Config = {
    databaseUrl: env.text("DATABASE_URL"),
    listen: listenAddress(env.text("REALTIME_LISTEN")),
    jwtSecret: env.text("JWT_SECRET"),
    jwks: env.keySet("JWKS"),
    publishableKey: env.text("PUBLISHABLE_KEY"),
    secretKey: env.text("SECRET_KEY"),
    poolSize: env.count("REALTIME_POOL_SIZE", 4),
    statementTimeoutMs: env.count("REALTIME_STATEMENT_TIMEOUT_MS", 5_000),
    logLevel: env.choice("REALTIME_LOG_LEVEL", ["debug", "info", "warning", "error"], "info"),
    settings: {
      limits: {
        ...preset,
        maxConnections: env.count("REALTIME_MAX_CONNECTIONS", preset.maxConnections),
        maxEventsPerSecond: env.count("REALTIME_MAX_EVENTS_PER_SECOND", preset.maxEventsPerSecond),
        maxJoinsPerSecond: env.count("REALTIME_MAX_JOINS_PER_SECOND", preset.maxJoinsPerSecond),
        maxChannelsPerSocket: env.count("REALTIME_MAX_CHANNELS_PER_SOCKET", preset.maxChannelsPerSocket),
        maxPayloadBytes: env.count("REALTIME_MAX_PAYLOAD_BYTES", preset.maxPayloadBytes),
      },
      joinErrorDelayMs: env.count("REALTIME_JOIN_ERROR_DELAY_MS", 5_000),
      connectErrorDelayMs: env.count("REALTIME_CONNECT_ERROR_DELAY_MS", 2_000),
      idleTimeoutMs: env.count("REALTIME_IDLE_TIMEOUT_MS", 60_000),
      resubscribeDelayMs: env.count("REALTIME_RESUBSCRIBE_DELAY_MS", 1_000),
      isPrivateOnly: env.choice("REALTIME_PRIVATE_ONLY", ["true", "false"], "false") === "true",
    },
  };
  env.throwIfWrong();
  return config;
}

/** Reads variables and collects what is wrong with them. */
class Environment {
  private readonly variables: Record<string, string | undefined>;
  private readonly problems: string[] = [];

  constructor(variables: Record<string, string | undefined>) {
    this.variables = variables;
  }

  text(name: string): string {
    const value = this.variables[name];
    if (!value) this.problems.push(`${name} must be set`);
    return value ?? "";
  }

  count(name: string, fallback: number): number {
    const value = this.variables[name];
    if (value === undefined) return fallback;
    if (!/^\d+$/.test(value)) this.problems.push(`${name} must be a whole number, not "${value}"`);
    return Number(value);
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.variables[name];
    if (value === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) this.problems.push(`${name} must be one of ${choices.join(", ")}, not "${value}"`);
    return choice ?? fallback;
  }

  /** A JSON Web Key Set of public keys; absent means none. */
  keySet(name: string): JSONWebKeySet {
    const value = this.variables[name];
    if (value === undefined) return { keys: [] };
    const parsed = parseJson(value);
    const keys = isRecord(parsed) && Array.isArray(parsed.keys) ? parsed.keys.filter(isPublicKey) : null;
    if (!keys) this.problems.push(`${name} must be a JSON Web Key Set`);
    return { keys: keys ?? [] };
  }

  throwIfWrong(): void {
    if (this.problems.length > 0) throw new Error(`Realtime's configuration is wrong: ${this.problems.join("; ")}`);
  }
}

function isPublicKey(value: unknown): value is JSONWebKeySet["keys"][number] {
  return isRecord(value) && typeof value.kty === "string" && !("d" in value);
}

/** `host:port` (port 0 = any free one) or the path of a Unix socket. */
function listenAddress(text: string): Config["listen"] {
  const match = /^(.+):(\d+)$/.exec(text);
  return match?.[1] && match[2] ? { host: match[1], port: Number(match[2]) } : { path: text };
}
