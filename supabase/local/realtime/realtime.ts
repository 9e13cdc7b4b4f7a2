import type { Socket } from "node:net";
import { Authorization } from "./authorization.ts";
import { Catalogue } from "./changes/catalogue.ts";
import { PostgresChanges } from "./changes/changes.ts";
import { ChangesFeed } from "./changes/feed.ts";
import { Subscriptions } from "./changes/subscriptions.ts";
import type { Config } from "./config.ts";
import type { Context } from "./context.ts";
import { MessageDelivery } from "./database/delivery.ts";
import { fromInsert, isMessages } from "./database/messages.ts";
import { PartitionJanitor } from "./database/partitions.ts";
import type { ReplicationSink } from "./database/pgoutput.ts";
import { createPool } from "./database/pool.ts";
import { ReplicationStream } from "./database/stream.ts";
import { RateMeter } from "./limits.ts";
import type { Log } from "./log.ts";
import { Metrics } from "./metrics.ts";
import { Presence } from "./presence.ts";
import { type Member, Rooms, roomKey } from "./rooms.ts";
import { RealtimeServer } from "./server.ts";
import { TokenVerifier } from "./tokens.ts";

export interface RunningRealtime {
  /** `host:port` or the path of the Unix socket. */
  address: string;
  /** See handoff.ts. */
  adopt: (message: unknown, socket: Socket) => void;
  stop: () => Promise<void>;
}

/** Puts the server together and starts it. It listens at once, also while Postgres is away. */
export async function startRealtime(config: Config, log: Log): Promise<RunningRealtime> {
  const metrics = new Metrics();
  const pool = createPool(config.databaseUrl, {
    size: config.poolSize,
    statementTimeoutMs: config.statementTimeoutMs,
    log,
  });
  const meters = { events: new RateMeter(), joins: new RateMeter(), presence: new RateMeter() };
  const countDelivery = metrics.counter("realtime_deliveries_total", "Broadcasts sent to members of rooms");
  const rooms = new Rooms((count) => {
    countDelivery(count);
    meters.events.add(count);
  });
  const catalogue = new Catalogue(pool);
  const subscriptions = new Subscriptions();
  const { maxChangeBytes } = config.settings.limits;
  const feed = new ChangesFeed({ pool, catalogue, subscriptions, maxChangeBytes, log });
  const countMessage = metrics.counter("realtime_database_messages_total", "Messages read from realtime.messages");
  const delivery = new MessageDelivery({
    pool,
    log,
    publish: ({ message, topic, isPrivate }) => {
      countMessage();
      rooms.publish(roomKey(topic, isPrivate), message);
    },
  });
  const janitor = new PartitionJanitor(pool, log);
  const stream = new ReplicationStream({
    url: config.databaseUrl,
    sink: sink(feed, catalogue, delivery),
    log,
    onUp: (missingSince) => {
      catalogue.clear();
      void janitor.run();
      void delivery.catchUp(missingSince);
    },
  });
  const context: Context = {
    settings: config.settings,
    log,
    pool,
    stream,
    tokens: new TokenVerifier(config),
    authorization: new Authorization(pool),
    rooms,
    presence: new Presence<Member>(),
    changes: new PostgresChanges({ pool, stream, catalogue, subscriptions }),
    meters,
    admitted: new Set(),
  };
  const server = new RealtimeServer(context, metrics);
  registerGauges(metrics, server, stream, subscriptions);
  const address = await server.listen(config.listen);
  stream.start();
  janitor.start();
  const stop = async () => {
    janitor.stop();
    await server.stop();
    await stream.stop();
    await pool.end({ timeout: 1 });
  };
  return { address, adopt: (message, socket) => server.adopt(message, socket), stop };
}

function sink(feed: ChangesFeed, catalogue: Catalogue, delivery: MessageDelivery): ReplicationSink {
  return {
    wants: (relation) => isMessages(relation) || feed.wants(relation),
    // Sent before the first row and after every change of the table.
    relation: () => catalogue.clear(),
    begin: (transaction) => feed.begin(transaction),
    change: (change) => {
      const message = isMessages(change.relation) ? fromInsert(change) : null;
      if (message) delivery.receive(message);
      if (feed.wants(change.relation)) feed.change(change);
    },
    commit: () => feed.commit(),
  };
}

function registerGauges(
  metrics: Metrics,
  server: RealtimeServer,
  stream: ReplicationStream,
  subscriptions: Subscriptions,
): void {
  metrics.gauge("realtime_sockets", "Open WebSockets", () => server.sessions.size);
  metrics.gauge("realtime_channels", "Joined channels", () => {
    let channels = 0;
    for (const session of server.sessions) channels += session.channels.size;
    return channels;
  });
  metrics.gauge("realtime_changes_subscriptions", "postgres_changes subscriptions", () => subscriptions.size);
  metrics.gauge("realtime_replication_up", "1 while the replication stream is up", () => (stream.isUp ? 1 : 0));
  metrics.gauge("realtime_resident_memory_bytes", "Resident set size", () => process.memoryUsage.rss());
}
