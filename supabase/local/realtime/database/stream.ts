import { randomBytes } from "node:crypto";
import { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { errorText, type Log } from "../log.ts";
import { PgoutputDecoder, type ReplicationSink } from "./pgoutput.ts";

const CHANGES_PUBLICATION = "supabase_realtime";
const MESSAGES_PUBLICATION = "supabase_realtime_messages_publication";
const SLOT_PREFIX = "supabase_realtime_messages_replication_slot_";

const XLOG_DATA = 0x77;
const KEEPALIVE = 0x6b;
const STATUS_INTERVAL_MS = 10_000;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 500;
/** A row's inserted_at is when its transaction began, which may be this long before its commit. */
const LATE_COMMIT_MS = 5_000;
const CONNECT_DEADLINE_MS = 60_000;

interface Options {
  url: string;
  sink: ReplicationSink;
  log: Log;
  /** A new slot exists: everything committed from now on will come. Rows inserted since `missingSince` may not have. */
  onUp: (missingSince: Date) => void;
}

/**
 * The one logical replication stream: a temporary slot (gone with the connection, so WAL never piles up) on both
 * publications. Comes back by itself, with a new slot, when Postgres was away.
 */
export class ReplicationStream {
  private readonly options: Options;
  private readonly stopping = new AbortController();
  private current: { publications: Set<string>; end: () => Promise<void> } | null = null;
  private upWaiters: (() => void)[] = [];
  /** Channels can be joined before the first stream is up, too. */
  private missingSince = new Date();
  private loop: Promise<void> | null = null;

  constructor(options: Options) {
    this.options = options;
  }

  get isUp(): boolean {
    return this.current !== null;
  }

  start(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.current?.end();
    await this.loop;
  }

  /** Resolves true once the stream is up, false after `timeoutMs`. */
  async untilUp(timeoutMs: number): Promise<boolean> {
    if (this.isUp) return true;
    const timeout = new AbortController();
    const up = new Promise<boolean>((resolve) => this.upWaiters.push(() => resolve(true)));
    const late = delay(timeoutMs, false, { signal: timeout.signal }).catch(() => false);
    const result = await Promise.race([up, late]);
    timeout.abort();
    return result;
  }

  /** Starts again when `supabase_realtime` was created after the stream began; otherwise does nothing. */
  async includeChanges(): Promise<void> {
    const { current } = this;
    if (!current || current.publications.has(CHANGES_PUBLICATION)) return;
    this.markDown();
    await current.end();
  }

  private markDown(): void {
    if (this.current) this.missingSince = new Date(Date.now() - LATE_COMMIT_MS);
    this.current = null;
  }

  private async run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.stopping.signal.aborted) {
      try {
        await this.follow(() => {
          retryMs = FIRST_RETRY_MS;
        });
      } catch (error) {
        // One warning an outage; the retries are many. A stop is none.
        const level = this.current && !this.stopping.signal.aborted ? "warning" : "debug";
        this.options.log(level, "replication stream lost", { error: errorText(error), retryMs });
      }
      this.markDown();
      await delay(retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    }
  }

  /** One connection's life. Resolves or rejects when it is over. */
  private async follow(onUp: () => void): Promise<void> {
    const sql = replicationConnection(this.options.url);
    try {
      const opened = await open(sql.client);
      const { stream } = opened;
      let received = 0n;
      const status = () => stream.write(standbyStatus(received));
      const decoder = new PgoutputDecoder(this.options.sink);
      const timer = setInterval(status, STATUS_INTERVAL_MS);
      const over = new Promise<void>((resolve, reject) => {
        stream.on("data", (chunk: Buffer) => {
          try {
            if (chunk[0] === XLOG_DATA) decoder.decode(chunk.subarray(25));
            if (chunk[0] === XLOG_DATA || chunk[0] === KEEPALIVE) received = chunk.readBigUInt64BE(1);
            if (chunk[0] === KEEPALIVE && chunk[17] === 1) status();
          } catch (error) {
            reject(error);
          }
        });
        stream.on("error", reject);
        stream.on("close", resolve);
        sql.closed.then(resolve);
      });
      const end = async () => {
        await sql.client.end({ timeout: 0 });
      };
      this.current = { publications: opened.publications, end };
      onUp();
      this.options.log("info", "replication stream up", { publications: [...opened.publications] });
      this.options.onUp(this.missingSince);
      for (const waiter of this.upWaiters.splice(0)) waiter();
      await over.finally(() => clearInterval(timer));
    } finally {
      await sql.client.end({ timeout: 0 });
    }
  }
}

function replicationConnection(url: string): { client: postgres.Sql; closed: Promise<void> } {
  const closed = Promise.withResolvers<void>();
  const client = postgres(url, {
    max: 1,
    fetch_types: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 3,
    onnotice: () => undefined,
    onclose: () => closed.resolve(),
    // `replication` is a startup parameter; DateStyle and TimeZone decide the text form of the values.
    connection: {
      application_name: "realtime",
      replication: "database",
      TimeZone: "UTC",
      DateStyle: "ISO",
      IntervalStyle: "postgres",
      extra_float_digits: "1",
      bytea_output: "hex",
    },
  });
  return { client, closed: closed.promise };
}

async function open(client: postgres.Sql): Promise<{ stream: Duplex; publications: Set<string> }> {
  // A slot waits for transactions that are under way; without a deadline one forgotten session would block it unseen.
  const abort = setTimeout(() => void client.end({ timeout: 0 }), CONNECT_DEADLINE_MS);
  try {
    const rows = await client
      .unsafe<{ pubname: string }[]>(
        `select pubname from pg_publication where pubname in ('${CHANGES_PUBLICATION}', '${MESSAGES_PUBLICATION}')`,
      )
      .simple();
    const publications = new Set(rows.map((row) => row.pubname));
    if (publications.size === 0) throw new Error("no publication to follow");
    // The replication grammar knows its keywords in capitals only.
    const slot = SLOT_PREFIX + randomBytes(6).toString("hex");
    await client.unsafe(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`).simple();
    const names = [...publications].join(",");
    const stream = await client
      .unsafe(`START_REPLICATION SLOT ${slot} LOGICAL 0/0 (proto_version '2', publication_names '${names}')`)
      .writable();
    if (!(stream instanceof Duplex)) throw new Error("replication did not start");
    return { stream, publications };
  } finally {
    clearTimeout(abort);
  }
}

/** 'r' message: everything up to `lsn` was received, flushed and applied. */
function standbyStatus(lsn: bigint): Buffer {
  const message = Buffer.alloc(34);
  message.write("r");
  message.writeBigUInt64BE(lsn, 1);
  message.writeBigUInt64BE(lsn, 9);
  message.writeBigUInt64BE(lsn, 17);
  message.writeBigInt64BE(BigInt(Date.now() - Date.UTC(2000, 0, 1)) * 1000n, 25);
  return message;
}
