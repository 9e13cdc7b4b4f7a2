import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer } from "ws";
import type { Context } from "./context.ts";
import { readHandoff } from "./handoff.ts";
import { HttpError, header, sendEmpty, sendJson, sendText, target } from "./http.ts";
import { errorText } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { negotiateVersion } from "./protocol/frames.ts";
import { broadcastBatch, broadcastOne } from "./rest.ts";
import { SocketSession } from "./session/socket.ts";
import type { TokenResult } from "./tokens.ts";

/** Both as the gateway forwards them and as suites that know the bare server call them. */
const SOCKET_PATH = /^\/(?:realtime\/v1|socket)\/websocket\/?$/;
const API_PATH = /^(?:\/realtime\/v1)?\/api\/broadcast(?:\/([^/]+)\/events\/([^/]+))?\/?$/;
const IDLE_CHECKS_PER_TIMEOUT = 6;
const NORMAL_CLOSURE = 1000;
/** How long clients have to answer a close. */
const DRAIN_MS = 500;

/** The listener: WebSocket upgrades, REST broadcast, health and metrics. */
export class RealtimeServer {
  readonly sessions = new Set<SocketSession>();
  private readonly context: Context;
  private readonly metrics: Metrics;
  private readonly http: Server;
  private readonly webSockets: WebSocketServer;
  private readonly idleTimer: NodeJS.Timeout;

  constructor(context: Context, metrics: Metrics) {
    this.context = context;
    this.metrics = metrics;
    // No subprotocol is ever chosen: the client offers none and a browser would fail the handshake.
    this.webSockets = new WebSocketServer({
      noServer: true,
      maxPayload: context.settings.limits.maxFrameBytes,
      clientTracking: false,
      perMessageDeflate: false,
    });
    this.http = createServer((request, response) => void this.handle(request, response));
    this.http.on("upgrade", (request, socket, head) => void this.upgrade(request, socket, head));
    this.idleTimer = setInterval(() => this.closeIdle(), context.settings.idleTimeoutMs / IDLE_CHECKS_PER_TIMEOUT);
  }

  /** Listens on a TCP address or a Unix socket; resolves with what clients connect to. */
  async listen(where: { host: string; port: number } | { path: string }): Promise<string> {
    // A process that was killed leaves its socket file behind, and nobody can listen there again.
    if ("path" in where) await rm(where.path, { force: true });
    const listening = Promise.withResolvers<void>();
    this.http.once("error", listening.reject);
    this.http.listen({ ...where, backlog: 4096 }, () => listening.resolve());
    await listening.promise;
    const address = this.http.address();
    return address && typeof address === "object" ? `${address.address}:${address.port}` : String(address);
  }

  /** Takes over a WebSocket whose handshake another process received. Closes the socket when the message is no such. */
  adopt(message: unknown, socket: Socket): void {
    const handoff = readHandoff(message, socket);
    if (handoff) void this.upgrade(handoff.request, socket, handoff.head);
    else socket.destroy();
  }

  /** Tells every client to come back, then closes. */
  async stop(): Promise<void> {
    clearInterval(this.idleTimer);
    for (const session of this.sessions) session.drain();
    const closed = Promise.withResolvers<void>();
    this.http.close(() => closed.resolve());
    this.http.closeAllConnections();
    const timer = setTimeout(() => {
      for (const session of this.sessions) session.terminate();
    }, DRAIN_MS);
    await closed.promise;
    clearTimeout(timer);
  }

  private closeIdle(): void {
    const deadline = Date.now() - this.context.settings.idleTimeoutMs;
    for (const session of this.sessions) {
      if (session.lastInboundAt < deadline) session.close(NORMAL_CLOSURE);
    }
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.route(request, response);
    } catch (error) {
      if (error instanceof HttpError) {
        sendJson(response, error.status, error.body);
        return;
      }
      this.context.log("error", "request failed", { error: errorText(error) });
      sendJson(response, 500, { message: "Internal server error" });
    }
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = target(request);
    if (request.method === "OPTIONS") return sendEmpty(response, 204);
    if (path === "/healthz") return sendJson(response, 200, { status: "ok" });
    if (path === "/readyz") return this.ready(response);
    if (path === "/metrics") return sendText(response, 200, "text/plain; version=0.0.4", this.metrics.render());
    const match = API_PATH.exec(path);
    if (!match) throw new HttpError(404, { message: "Not found" });
    if (request.method !== "POST") throw new HttpError(405, { message: "Method not allowed" });
    const [, topic, event] = match;
    if (topic === undefined || event === undefined) return await broadcastBatch(this.context, request, response);
    const isPrivate = query.get("private") === "true";
    await broadcastOne(this.context, request, response, { topic: decode(topic), event: decode(event), isPrivate });
  }

  private ready(response: ServerResponse): void {
    const { isUp } = this.context.stream;
    sendJson(response, isUp ? 200 : 503, { status: isUp ? "ready" : "database unreachable" });
  }

  private async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const { path, query } = target(request);
    if (!SOCKET_PATH.test(path)) return refuse(socket, 404, "");
    const version = negotiateVersion(query.get("vsn"));
    if (!version) return refuse(socket, 403, "");
    const token = header(request, "x-api-key") ?? query.get("apikey");
    const result = token ? await this.context.tokens.verify(token) : null;
    if (!token || !result?.ok) {
      await delay(this.context.settings.connectErrorDelayMs);
      return refuse(socket, 401, JSON.stringify({ error: refusalText(result) }));
    }
    const headersJson = JSON.stringify(customHeaders(request));
    this.webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new SocketSession(this.context, webSocket, {
        version,
        apiKey: { token, identity: result.identity },
        headersJson,
      });
      this.sessions.add(session);
      webSocket.on("close", () => this.sessions.delete(session));
    });
  }
}

function refusalText(result: TokenResult | null): string {
  if (!result || result.ok) return "API key is missing";
  return result.message.startsWith("Token has expired") ? "Token has expired" : result.message;
}

/** Names differ by request for these, so no policy can depend on them, and they would keep equal checks apart. */
const UNIQUE_HEADERS = new Set(["x-request-id", "x-forwarded-port"]);

function customHeaders(request: IncomingMessage): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => name.startsWith("x-") && !UNIQUE_HEADERS.has(name)),
  );
}

function refuse(socket: Duplex, status: 401 | 403 | 404, body: string): void {
  const reason = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" }[status];
  const head = [
    `HTTP/1.1 ${status} ${reason}`,
    "Connection: close",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
