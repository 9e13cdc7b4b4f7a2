import { EventEmitter, once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { Handover, type HandoverChannel } from "./handover.ts";

const open: Array<{ destroy(): void } | { close(): void }> = [];

afterEach(() => {
  for (const item of open.splice(0)) "destroy" in item ? item.destroy() : item.close();
});

/** A connection: the end that is given away, and the client's. */
async function connection(): Promise<{ socket: Socket; client: Socket }> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const client = connect(typeof address === "object" && address !== null ? address.port : 0, "127.0.0.1");
  const [socket]: Socket[] = await once(server, "connection");
  if (socket === undefined) throw new Error("no connection");
  open.push(socket, client, server);
  return { socket, client };
}

class FakeChannel extends EventEmitter implements HandoverChannel {
  connected = true;
  readonly sent: Array<(error: Error | null) => void> = [];
  send(_message: object, _handle: Socket, callback: (error: Error | null) => void): void {
    this.sent.push(callback);
  }
}

test("a closed channel takes nothing", async () => {
  const channel = new FakeChannel();
  channel.connected = false;
  expect(new Handover(channel).give({}, (await connection()).socket)).toBe(false);
});

test("a connection that could not be sent is refused, not left open", async () => {
  const channel = new FakeChannel();
  const { socket, client } = await connection();
  expect(new Handover(channel).give({}, socket)).toBe(true);
  channel.sent[0]?.(new Error("channel closed"));
  expect(await text(client)).toContain("503");
});

test("connections that wait when the other process dies are refused", async () => {
  const channel = new FakeChannel();
  const handover = new Handover(channel);
  const waiting = await Promise.all([connection(), connection()]);
  for (const { socket } of waiting) handover.give({}, socket);
  channel.connected = false;
  channel.emit("disconnect");
  expect(await Promise.all(waiting.map(({ client }) => text(client)))).toEqual([
    expect.stringContaining("503"),
    expect.stringContaining("503"),
  ]);
});

test("what a client sends meanwhile is left for the other process", async () => {
  const { socket, client } = await connection();
  new Handover(new FakeChannel()).give({}, socket);
  client.write("for the other process");
  // A round trip on a second connection: by then the first one's bytes would have been read.
  const other = await connection();
  other.client.write("x");
  await once(other.socket, "data");
  expect(socket.bytesRead).toBe(0);
});
