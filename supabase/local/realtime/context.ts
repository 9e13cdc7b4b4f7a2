import type { Authorization } from "./authorization.ts";
import type { PostgresChanges } from "./changes/changes.ts";
import type { Pool } from "./database/pool.ts";
import type { ReplicationStream } from "./database/stream.ts";
import type { Limits, RateMeter } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Presence } from "./presence.ts";
import type { Member, Rooms } from "./rooms.ts";
import type { TokenVerifier } from "./tokens.ts";

/** Times and switches; tests shorten the delays. Milliseconds. */
export interface Settings {
  limits: Limits;
  /** Delay before a join is refused, so that a client's retries do not turn into a loop. */
  joinErrorDelayMs: number;
  /** Delay before a WebSocket handshake is refused. */
  connectErrorDelayMs: number;
  /** A socket without any inbound frame for this long is closed. */
  idleTimeoutMs: number;
  /** Least delay before postgres_changes is subscribed again after a token change or failure; up to twice is added. */
  resubscribeDelayMs: number;
  /** Only private channels may be joined. */
  isPrivateOnly: boolean;
}

/** Everything sockets, channels and REST calls share. */
export interface Context {
  settings: Settings;
  log: Log;
  pool: Pool;
  stream: ReplicationStream;
  tokens: TokenVerifier;
  authorization: Authorization;
  rooms: Rooms;
  presence: Presence<Member>;
  changes: PostgresChanges;
  meters: { events: RateMeter; joins: RateMeter; presence: RateMeter };
  /** Sockets that have joined something: what the connection limit counts. */
  admitted: Set<object>;
}
