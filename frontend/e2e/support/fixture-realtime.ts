import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { PageChange } from "../../src/features/pages/snapshot.ts";

type Frame = [joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown];

/** As much of Supabase Realtime (protocol 2.0.0) as a listener on one broadcast topic needs. */
export class FixtureRealtime {
  /** Refuses joins, as a page that is not visible or a server at its limit does. */
  isRefusing = false;
  #sockets: WebSocketServer | null = null;
  readonly #joined = new Map<WebSocket, { topic: string; joinRef: string | null }>();

  get listeners(): number {
    return this.#joined.size;
  }

  attach(server: Server): void {
    const sockets = new WebSocketServer({ server, path: "/realtime/v1/websocket" });
    this.#sockets = sockets;
    sockets.on("connection", (socket) => {
      socket.on("message", (data) => {
        const frame: Frame = JSON.parse(data.toString());
        this.#onFrame(socket, frame);
      });
      socket.on("close", () => this.#joined.delete(socket));
    });
  }

  /** What `realtime.send(…, private => true)` does. */
  broadcast(change: PageChange): void {
    for (const [socket, { topic }] of this.#joined) {
      const payload = { type: "broadcast", event: "changes", payload: change };
      this.#send(socket, [null, null, topic, "broadcast", payload]);
    }
  }

  /** The network goes away under every socket. */
  dropAll(): void {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate();
    this.#joined.clear();
  }

  #onFrame(socket: WebSocket, [joinRef, ref, topic, event, payload]: Frame): void {
    const isPrivate = JSON.stringify(payload).includes('"private":true');
    const isRefused = event === "phx_join" && (this.isRefusing || !isPrivate);
    if (event === "phx_join" && !isRefused) this.#joined.set(socket, { topic, joinRef });
    if (event === "phx_leave") this.#joined.delete(socket);
    const response = isRefused ? { reason: "Unauthorized: You do not have permissions" } : {};
    const reply = { status: isRefused ? "error" : "ok", response };
    this.#send(socket, [joinRef, ref, topic, "phx_reply", reply]);
  }

  #send(socket: WebSocket, frame: Frame): void {
    socket.send(JSON.stringify(frame));
  }
}
