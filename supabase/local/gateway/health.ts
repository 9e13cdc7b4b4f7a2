import { request as httpRequest } from "node:http";
import type postgres from "postgres";
import type { GatewayMetrics } from "./metrics.ts";
import { json } from "./responses.ts";

const deadlineMs = 2_000;

/** `/healthz`: this process is alive. `/readyz`: everything requests need answers. `/metrics`: Prometheus text. */
export class Health {
  private readonly sql: postgres.Sql;
  private readonly realtimeSocket: string;
  private readonly metrics: GatewayMetrics;

  constructor(sql: postgres.Sql, realtimeSocket: string, metrics: GatewayMetrics) {
    this.sql = sql;
    this.realtimeSocket = realtimeSocket;
    this.metrics = metrics;
  }

  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return json({ status: "ok" });
    if (pathname === "/metrics")
      return new Response(await this.metrics.render(), { headers: { "content-type": this.metrics.contentType } });
    const [database, realtime] = await Promise.all([
      outcome(this.sql`select 1`),
      outcome(socketAnswers(this.realtimeSocket)),
    ]);
    const checks = { database, realtime };
    const ready = Object.values(checks).every((check) => check === "ok");
    return json({ status: ready ? "ready" : "not ready", checks }, ready ? 200 : 503);
  }
}

async function outcome(work: PromiseLike<unknown>): Promise<string> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs);
  try {
    await Promise.race([work, deadline]);
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function socketAnswers(socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path: "/readyz", timeout: deadlineMs }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`status ${response.statusCode}`));
    });
    request.once("error", reject);
    request.end();
  });
}
