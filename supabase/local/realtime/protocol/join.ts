import { crc32 } from "node:zlib";
import { isRecord, stringOrNull } from "./json.ts";

/** One entry of `config.postgres_changes` as asked for: echoed verbatim, so kept verbatim. */
export interface ChangesRequest {
  id: number;
  requested: Record<string, unknown>;
}

/** What phx_join asks for, after the leniency the real server shows. */
export interface JoinRequest {
  isPrivate: boolean;
  ack: boolean;
  self: boolean;
  replicationReady: boolean;
  /** As sent; `undefined` when the client asked for no replay. */
  replay: unknown;
  presence: { isEnabled: boolean; key: string | null };
  changes: ChangesRequest[];
  /** Milliseconds to hold the join reply until postgres_changes is active; null = do not hold. */
  changesWaitMs: number | null;
  accessToken: string | null;
}

const DEFAULT_CHANGES_WAIT_MS = 15_000;
const MAX_CHANGES_WAIT_MS = 20_000;

/** Reads a phx_join payload. Nothing in it is refused: what cannot be read counts as not said. */
export function parseJoin(payload: unknown): JoinRequest {
  const root = isRecord(payload) ? payload : {};
  const config = record(root.config);
  const broadcast = record(config.broadcast);
  const presence = record(config.presence);
  const options = record(config.postgres_changes_options);
  return {
    isPrivate: flag(config.private),
    ack: flag(broadcast.ack),
    self: flag(broadcast.self),
    replicationReady: flag(broadcast.replication_ready),
    replay: broadcast.replay ?? undefined,
    presence: { isEnabled: flag(presence.enabled), key: presenceKey(presence.key) },
    changes: changesRequests(config.postgres_changes),
    changesWaitMs: flag(options.wait) ? waitMs(options.timeout) : null,
    accessToken: stringOrNull(root.access_token) ?? stringOrNull(root.user_token),
  };
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function flag(value: unknown): boolean {
  return value === true || value === "true";
}

function presenceKey(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function waitMs(value: unknown): number {
  const asked = typeof value === "number" && value > 0 ? value : DEFAULT_CHANGES_WAIT_MS;
  return Math.min(asked, MAX_CHANGES_WAIT_MS);
}

function changesRequests(value: unknown): ChangesRequest[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((requested) => ({ id: requestId(requested), requested }));
}

/** Identical requests share an id below 2^27, as in the real server; 0 would be falsy in the client. */
function requestId(requested: Record<string, unknown>): number {
  const canonical = JSON.stringify(Object.entries(requested).sort(([a], [b]) => (a < b ? -1 : 1)));
  return crc32(canonical) & 0x7ff_ffff || 1;
}

/** Replay range after validation. */
export interface ReplayRequest {
  sinceMs: number;
  limit: number;
}

const MAX_REPLAY = 25;

/** Reads `config.broadcast.replay`; null when `since` is no integer or `limit` no positive one. */
export function parseReplay(value: unknown): ReplayRequest | null {
  if (!isRecord(value)) return null;
  const sinceMs = value.since;
  const limit = value.limit ?? MAX_REPLAY;
  if (typeof sinceMs !== "number" || !Number.isSafeInteger(sinceMs)) return null;
  if (typeof limit !== "number" || !Number.isSafeInteger(limit) || limit < 1) return null;
  return { sinceMs, limit: Math.min(limit, MAX_REPLAY) };
}
