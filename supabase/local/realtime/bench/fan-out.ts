import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import { WebSocket } from "ws";

/** Milliseconds. */
export interface FanOutResult {
  visitors: number;
  /** Until all had joined the private topic. */
  joinMs: number;
  /** From the commit of realtime.send to the frame at a visitor, over all visitors and messages. */
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
  /** Deliveries that never came. */
  missing: number;
}

interface Options {
  /** Project URL, without /realtime/v1. */
  url: string;
  apiKey: string;
  /** A role that may write policies on realtime.messages. */
  databaseUrl: string;
  visitors?: number;
  messages?: number;
  /** Pause between two messages. */
  intervalMs?: number;
}

/** Joins many anonymous visitors to one private topic, sends messages from the database and takes the times. */
export async function measureFanOut(options: Options): Promise<FanOutResult> {
  const { url, apiKey, databaseUrl, visitors = 2_000, messages = 20, intervalMs = 500 } = options;
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined });
  const topic = `bench:${randomUUID()}`;
  const policy = `bench_${randomUUID().replaceAll("-", "")}`;
  await sql.unsafe(
    `create policy ${policy} on realtime.messages for select to anon using (realtime.topic() = '${topic}')`,
  );
  const arrivals: number[][] = Array.from({ length: messages }, () => []);
  const startedAt = performance.now();
  const address = `${url.replace(/^http/, "ws")}/realtime/v1/websocket?apikey=${apiKey}&vsn=2.0.0`;
  const sockets = await Promise.all(Array.from({ length: visitors }, () => visit(address, topic, arrivals)));
  const joinMs = performance.now() - startedAt;
  const latencies: number[] = [];
  const committedAt: number[] = [];
  try {
    for (let n = 0; n < messages; n += 1) {
      const payload = { n, filler: "x".repeat(500) };
      await sql`select realtime.send(${sql.json(payload)}, 'changes', ${topic}, true)`;
      committedAt.push(performance.now());
      await delay(intervalMs);
    }
    const deadline = performance.now() + 5_000;
    while (arrivals.some((times) => times.length < visitors) && performance.now() < deadline) await delay(50);
  } finally {
    for (const socket of sockets) socket.terminate();
    await sql.unsafe(`drop policy ${policy} on realtime.messages`);
    await sql.end();
  }
  for (const [n, times] of arrivals.entries()) {
    // The stream may be faster than the sender's own answer; that is a latency of nothing, not a negative one.
    for (const at of times) latencies.push(Math.max(0, at - (committedAt[n] ?? at)));
  }
  latencies.sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    visitors,
    joinMs,
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    maxMs: latencies.at(-1) ?? Number.NaN,
    missing: visitors * messages - latencies.length,
  };
}

/** Connects and joins; notes when each numbered message arrives. */
async function visit(address: string, topic: string, arrivals: number[][]): Promise<WebSocket> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  const joined = Promise.withResolvers<void>();
  socket.on("error", joined.reject);
  socket.on("open", () => {
    const payload = { config: { broadcast: { ack: false, self: false }, presence: { enabled: false }, private: true } };
    socket.send(JSON.stringify(["1", "1", `realtime:${topic}`, "phx_join", payload]));
  });
  socket.on("message", (data, isBinary) => {
    const bytes = Buffer.isBuffer(data) ? data : Buffer.alloc(0);
    if (!isBinary) {
      if (bytes.includes('"status":"ok"')) joined.resolve();
      else joined.reject(new Error(bytes.toString("utf8")));
      return;
    }
    const n = /"n": ?(\d+)/.exec(bytes.toString("latin1"))?.[1];
    if (n !== undefined) arrivals[Number(n)]?.push(performance.now());
  });
  await joined.promise;
  return socket;
}
