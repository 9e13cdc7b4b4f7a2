import type { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** Sockets on their way; more at once is a flood, and whoever is refused comes back a moment later. */
const maxPending = 4_096;

const refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** One end of an IPC channel: a child process, or the one to the parent. */
export interface HandoverChannel {
  readonly connected: boolean;
  send?(message: object, handle: Socket, callback: (error: Error | null) => void): unknown;
  once(event: "disconnect", listener: () => void): unknown;
}

/**
 * Gives WebSockets away together with their TCP connections, over an IPC channel. Node passes one at a time and keeps
 * the others in a queue that it forgets when the channel closes, so those that wait are known here: nobody is left
 * on a connection that no process looks after.
 */
export class Handover {
  private readonly channel: HandoverChannel;
  private readonly pending = new Set<Socket>();

  constructor(channel: HandoverChannel) {
    this.channel = channel;
    channel.once("disconnect", () => {
      for (const socket of this.pending) refuse(socket);
      this.pending.clear();
    });
  }

  /** @returns false when the channel takes none now; the socket is then still the caller's */
  give(message: object, socket: Socket): boolean {
    if (this.channel.send === undefined || !this.channel.connected || this.pending.size >= maxPending) return false;
    this.pending.add(socket);
    stopReading(socket);
    // A client that goes away while it waits in the queue has nothing to say to anybody.
    socket.on("error", () => socket.destroy());
    this.channel.send(message, socket, (error) => {
      this.pending.delete(socket);
      if (error !== null) refuse(socket);
    });
    return true;
  }
}

/** The message that goes with a WebSocket's handshake, see realtime/handoff.ts. */
export function handshakeMessage({ method, url, rawHeaders }: IncomingMessage, head: Buffer): object {
  return { type: "upgrade", method, url, rawHeaders, head: head.toString("base64") };
}

/** Tells a client that Realtime is not there now, and closes. */
export function refuse(socket: Duplex): void {
  socket.once("finish", () => socket.destroy());
  if (socket.writable) socket.end(refusal);
  else socket.destroy();
}

/** Whether a stream is a bare TCP connection, the only kind that can be given away. */
export function isGiveable(socket: Duplex): socket is Socket {
  return socket instanceof Socket && !("encrypted" in socket);
}

/**
 * Until the other process has acknowledged the connection two processes hold it, and what this one read would be lost.
 * Node's public `pause()` stops the stream but not the reading, so its handle is told (`pauseOnConnect`, which the manual
 * recommends for this, would keep the gateway from reading any request).
 */
function stopReading(socket: Socket): void {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return;
  const readStop: unknown = Reflect.get(handle, "readStop");
  if (typeof readStop === "function") Reflect.apply(readStop, handle, []);
}
