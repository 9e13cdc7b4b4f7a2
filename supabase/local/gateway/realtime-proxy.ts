import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { type Handover, handshakeMessage, isGiveable, refuse } from "../process/handover.ts";

/**
 * Passes `/realtime/v1` on to the Realtime server: requests whole through its Unix socket, WebSockets by giving their TCP
 * connection away. Run without a supervisor, which carries connections over, it copies their bytes instead.
 */
export class RealtimeProxy {
  private readonly socketPath: string;
  private readonly handover: Handover | undefined;

  constructor(socketPath: string, handover: Handover | undefined) {
    this.socketPath = socketPath;
    this.handover = handover;
  }

  request(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, headers } = incoming;
    // The bare server answers health checks at its root.
    const path = incoming.url?.replace(/^\/realtime\/v1\/(healthz|readyz|metrics)\b/, "/$1");
    const upstream = httpRequest({ socketPath: this.socketPath, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.once("error", () => {
      if (outgoing.headersSent) outgoing.destroy();
      else
        outgoing
          .writeHead(503, { "content-type": "application/json", "access-control-allow-origin": "*" })
          .end('{"message":"Realtime is starting"}');
    });
    incoming.pipe(upstream);
  }

  upgrade(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    if (this.handover === undefined || !isGiveable(client)) this.copy(incoming, client, head);
    else if (!this.handover.give(handshakeMessage(incoming, head), client)) refuse(client);
  }

  /** The handshake is repeated upstream word for word; from then on neither side is looked at. */
  private copy(incoming: IncomingMessage, client: Duplex, head: Buffer): void {
    const upstream = connect(this.socketPath);
    const close = () => {
      client.destroy();
      upstream.destroy();
    };
    upstream.once("connect", () => {
      const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
      for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
        lines.push(`${incoming.rawHeaders[index]}: ${incoming.rawHeaders[index + 1]}`);
      }
      upstream.write(`${lines.join("\r\n")}\r\n\r\n`);
      if (head.length > 0) upstream.write(head);
      upstream.pipe(client);
      client.pipe(upstream);
    });
    upstream.once("error", () => {
      upstream.off("close", close);
      refuse(client);
    });
    upstream.once("close", close);
    client.once("error", close);
    client.once("close", close);
  }
}
