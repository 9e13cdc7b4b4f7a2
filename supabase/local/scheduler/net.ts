import type postgres from "postgres";

interface QueuedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string> | null;
  readonly body: Uint8Array | null;
  readonly timeout_milliseconds: number;
}

const batchSize = 200;
const keptHours = 6;

/** Sends what is queued in `net.http_request_queue` and writes `net._http_response`, as pg_net's worker does. */
export class NetSender {
  private readonly sql: postgres.Sql;
  private readonly log: (line: string) => void;
  private readonly abort = new AbortController();
  private working: Promise<void> | undefined;
  private again = false;
  private lastCleanup = 0;

  constructor(sql: postgres.Sql, log: (line: string) => void) {
    this.sql = sql;
    this.log = log;
  }

  /** Looks at the queue now. Calls while it is being worked off are remembered. */
  wake(): void {
    if (this.abort.signal.aborted) return;
    if (this.working !== undefined) {
      this.again = true;
      return;
    }
    this.working = this.drain()
      .catch((error: unknown) => this.log(`net: ${String(error)}`))
      .finally(() => {
        this.working = undefined;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.working;
  }

  private async drain(): Promise<void> {
    const [installed] = await this.sql`select to_regclass('net.http_request_queue') is not null as present`;
    if (installed?.["present"] !== true) return;
    while (!this.abort.signal.aborted) {
      const batch = await this.sql<QueuedRequest[]>`
        delete from net.http_request_queue
        where id in (select id from net.http_request_queue order by id limit ${batchSize} for update skip locked)
        returning id, method, url, headers, body, timeout_milliseconds`;
      if (batch.length === 0) break;
      await Promise.all(batch.map((request) => this.send(request)));
    }
    if (Date.now() - this.lastCleanup > 600_000) {
      this.lastCleanup = Date.now();
      await this.sql`delete from net._http_response where created < now() - make_interval(hours => ${keptHours})`;
    }
  }

  private async send({ id, method, url, headers, body, timeout_milliseconds }: QueuedRequest): Promise<void> {
    try {
      const response = await fetch(url, {
        method: method.toUpperCase(),
        headers: { "user-agent": "pg_net/embedded", ...headers },
        body: body === null ? null : Buffer.from(body),
        redirect: "manual",
        signal: AbortSignal.any([this.abort.signal, AbortSignal.timeout(timeout_milliseconds)]),
      });
      const content = await response.text();
      await this.sql`
        insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
        values (${id}, ${response.status}, ${response.headers.get("content-type")}, ${this.sql.json(Object.fromEntries(response.headers))},
          ${content}, false, null)`;
    } catch (error) {
      const timedOut = error instanceof Error && error.name === "TimeoutError";
      const message = timedOut ? `Timeout of ${timeout_milliseconds} ms reached` : describe(error);
      await this.sql`insert into net._http_response (id, timed_out, error_msg) values (${id}, ${timedOut}, ${message})`;
    }
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
