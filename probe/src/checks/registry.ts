import { Constants, type Database } from "@heliograph/shared/db/database.types.ts";
import type { CheckContext, Checker, Outcome } from "./checker.ts";
import { down } from "./checker.ts";
import { dns } from "./dns.ts";
import { http } from "./http.ts";
import { isPingInstalled, ping } from "./ping.ts";
import { tcp } from "./tcp.ts";
import { tls } from "./tls.ts";

/** Every kind a monitor can have. */
export type CheckKind = Database["public"]["Enums"]["check_kind"];

/** Kinds a probe runs; a heartbeat comes from the watched side through the function of that name. */
export type ProbedKind = Exclude<CheckKind, "heartbeat">;

/** A new kind is one file and one line here; a kind of the database without a line does not compile. */
const checkers = {
  http: runnable(http),
  tcp: runnable(tcp),
  ping: runnable(ping),
  dns: runnable(dns),
  tls: runnable(tls),
} satisfies Record<ProbedKind, RunCheck>;

/** Runs a check from its stored configuration. */
export type RunCheck = (config: unknown, context: CheckContext) => Promise<Outcome>;

/** The kinds this machine can run. @param path the PATH to look for programs in */
export function availableKinds(path: string): ProbedKind[] {
  const hasPing = isPingInstalled(path);
  return Constants.public.Enums.check_kind
    .filter((kind) => kind !== "heartbeat")
    .filter((kind) => kind !== "ping" || hasPing);
}

/** The function that runs a kind; null for a kind that this version does not know. */
export function checkerOf(kind: CheckKind): RunCheck | null {
  return kind === "heartbeat" ? null : checkers[kind];
}

function runnable<Config>(checker: Checker<Config>): RunCheck {
  return async (config, context) => {
    const parsed = checker.config.safeParse(config);
    return parsed.success ? checker.run(parsed.data, context) : down("invalid_configuration");
  };
}
