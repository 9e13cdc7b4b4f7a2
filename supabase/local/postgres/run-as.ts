import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { StackConfig } from "../config.ts";
import { postgresBinaries } from "./binaries.ts";

/** How to start a Postgres program: words put before the command, and the user it runs as. */
export interface RunAs {
  readonly prefix: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Postgres refuses to run as root. Started by root (containers, CI), it runs as `postgres` or `nobody`; where that
 * user cannot enter the folders (a checkout below /root), a user namespace hides root's identity instead.
 * @throws with what to do, when neither works.
 */
export function choosePostgresUser(config: StackConfig): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = systemUser("postgres") ?? systemUser("nobody");
  if (user !== undefined && canStart(config, { prefix: [], ...user })) return { prefix: [], ...user };
  const namespace: RunAs = { prefix: ["unshare", "--user", "--map-user=65534", "--map-group=65534", "--"] };
  if (canStart(config, namespace)) return namespace;
  throw new Error(
    `Postgres does not run as root, and no other user can read ${config.repository} and ${config.dataDirectory}. ` +
      "Start as a normal user, or move both to folders that everyone may enter.",
  );
}

function systemUser(name: string): { uid: number; gid: number } | undefined {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

function canStart(config: StackConfig, { prefix, uid, gid }: RunAs): boolean {
  const script = 'cd "$1" && "$2" --version';
  const [command = "sh", ...rest] = [
    ...prefix,
    "sh",
    "-c",
    script,
    "sh",
    config.dataDirectory,
    postgresBinaries().postgres,
  ];
  const identity = uid === undefined || gid === undefined ? {} : { uid, gid };
  return spawnSync(command, rest, { ...identity, stdio: "ignore" }).status === 0;
}
