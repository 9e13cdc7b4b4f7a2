import { describe, expect, test } from "vitest";
import {
  client,
  eventually,
  joined,
  listen,
  messagesPolicy,
  publishableKey,
  rawSocket,
  supabaseUrl,
  unique,
} from "./realtime-support.ts";

describe("broadcast between clients", () => {
  test("reaches the others and, without self, not the sender; ack resolves after dispatch", async () => {
    const topic = unique("room");
    const sender = await joined(client(), topic, { broadcast: { ack: true, self: false } });
    const receiver = await joined(client(), topic);
    expect(await sender.channel.send({ type: "broadcast", event: "greet", payload: { text: "héllo ✓" } })).toBe("ok");
    await eventually(() => expect(receiver.heard.broadcasts).toHaveLength(1));
    expect(receiver.heard.broadcasts[0]).toMatchObject({
      type: "broadcast",
      event: "greet",
      payload: { text: "héllo ✓" },
    });
    expect(sender.heard.broadcasts).toEqual([]);
  });

  test("with self also reaches the sender", async () => {
    const { channel, heard } = await joined(client(), unique("room"), { broadcast: { self: true } });
    await channel.send({ type: "broadcast", event: "echo", payload: { n: 1 } });
    await eventually(() => expect(heard.broadcasts).toMatchObject([{ event: "echo", payload: { n: 1 } }]));
  });

  test("excludes only the sending channel, not another socket of the same key", async () => {
    const topic = unique("room");
    const supabase = client();
    const sender = await joined(supabase, topic);
    const other = await joined(client(), topic);
    await sender.channel.send({ type: "broadcast", event: "e", payload: {} });
    await eventually(() => expect(other.heard.broadcasts).toHaveLength(1));
  });

  test("carries bytes unchanged, and topics and events beyond ASCII", async () => {
    const topic = unique("räume/ünïcode");
    const sender = await joined(client(), topic, { broadcast: { ack: true } });
    const receiver = await joined(client(), topic);
    const bytes = new Uint8Array([0, 255, 1, 254, 10]);
    expect(await sender.channel.send({ type: "broadcast", event: "größe", payload: bytes.buffer })).toBe("ok");
    await eventually(() => expect(receiver.heard.broadcasts).toHaveLength(1));
    const [message] = receiver.heard.broadcasts;
    expect(message?.event).toBe("größe");
    expect(message?.payload).toBeInstanceOf(ArrayBuffer);
    if (message?.payload instanceof ArrayBuffer) expect(new Uint8Array(message.payload)).toEqual(bytes);
  });

  test("passes between protocol versions 1 and 2", async () => {
    const topic = unique("room");
    const old = await joined(client({ vsn: "1.0.0" }), topic, { broadcast: { ack: true } });
    const current = await joined(client(), topic, { broadcast: { ack: true } });
    expect(await old.channel.send({ type: "broadcast", event: "from-1", payload: { a: [1, null] } })).toBe("ok");
    expect(await current.channel.send({ type: "broadcast", event: "from-2", payload: { b: "ü" } })).toBe("ok");
    await eventually(() =>
      expect(current.heard.broadcasts).toMatchObject([{ event: "from-1", payload: { a: [1, null] } }]),
    );
    await eventually(() => expect(old.heard.broadcasts).toMatchObject([{ event: "from-2", payload: { b: "ü" } }]));
  });

  test("public and private channels of one name are separate rooms", async () => {
    const topic = unique("room");
    await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
    const open = await joined(client(), topic);
    const closed = await joined(client(), topic, { private: true });
    const sender = await joined(client(), topic, { broadcast: { ack: true } });
    expect(await sender.channel.send({ type: "broadcast", event: "public", payload: {} })).toBe("ok");
    await eventually(() => expect(open.heard.broadcasts).toHaveLength(1));
    expect(closed.heard.broadcasts).toEqual([]);
  });

  test("an oversized payload is answered with an error", { timeout: 30_000 }, async () => {
    const { channel } = await joined(client(), unique("room"), { broadcast: { ack: true } });
    expect(await channel.send({ type: "broadcast", event: "big", payload: { text: "x".repeat(3_100_000) } })).toBe(
      "error",
    );
  });
});

describe("broadcast over REST", () => {
  test("send() before joining reaches a public channel", async () => {
    const topic = unique("room");
    const receiver = await joined(client(), topic);
    const { channel } = listen(client(), topic);
    expect(await channel.send({ type: "broadcast", event: "rest", payload: { n: 1 } })).toBe("ok");
    await eventually(() => expect(receiver.heard.broadcasts).toMatchObject([{ event: "rest", payload: { n: 1 } }]));
  });

  test("httpSend delivers JSON and bytes, with slashes in the topic", async () => {
    const topic = unique("a/b c");
    const receiver = await joined(client(), topic);
    const { channel } = listen(client(), topic);
    expect(await channel.httpSend("e/1", { n: 1 })).toEqual({ success: true });
    expect(await channel.httpSend("bytes", new Uint8Array([1, 0, 255]).buffer)).toEqual({ success: true });
    await eventually(() => expect(receiver.heard.broadcasts).toHaveLength(2));
    expect(receiver.heard.broadcasts[0]).toMatchObject({ event: "e/1", payload: { n: 1 } });
    expect(receiver.heard.broadcasts[1]?.payload).toBeInstanceOf(ArrayBuffer);
  });

  test.each([
    ["Authorization: Bearer", { authorization: `Bearer ${publishableKey}` }],
    ["apikey", { apikey: publishableKey }],
  ])("the publishable key is accepted as %s", async (_, headers) => {
    expect((await post("/broadcast", { messages: [] }, headers)).status).toBe(202);
  });

  test("a batch answers 202 with an empty body, defaults to public, and delivers in order", async () => {
    const topic = unique("room");
    const receiver = await joined(client(), topic);
    const messages = [1, 2, 3].map((n) => ({ topic, event: "n", payload: { n } }));
    const response = await post("/broadcast", { messages }, { apikey: publishableKey });
    expect([response.status, await response.text()]).toEqual([202, ""]);
    await eventually(() =>
      expect(receiver.heard.broadcasts.map(({ payload }) => payload)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]),
    );
  });

  test("refusals: no key 401, wrong shape 422, wrong type 415", async () => {
    expect((await post("/broadcast", { messages: [] }, { authorization: "Bearer nonsense" })).status).toBe(401);
    const invalid = await post("/broadcast", { messages: [{ event: "e", payload: {} }] }, { apikey: publishableKey });
    expect(invalid.status).toBe(422);
    expect(JSON.stringify(await invalid.json())).toContain("can't be blank");
    const headers = { apikey: publishableKey, "content-type": "text/plain" };
    expect((await post("/broadcast/t/events/e", "text", headers)).status).toBe(415);
  });

  test("JSON that is no object arrives wrapped", async () => {
    const topic = unique("room");
    const receiver = await joined(client(), topic);
    expect((await post(`/broadcast/${topic}/events/e`, [1, 2], { apikey: publishableKey })).status).toBe(202);
    await eventually(() => expect(receiver.heard.broadcasts).toMatchObject([{ payload: { _json: [1, 2] } }]));
  });
});

describe("a private topic that clients may read but not write", () => {
  test("hears nothing from send(), REST batch or httpSend of anon", async () => {
    const topic = unique("page");
    await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}' and extension = 'broadcast')`);
    const visitor = await joined(client(), topic, { private: true });
    const { channel } = await joined(client(), topic, { private: true });
    await channel.send({ type: "broadcast", event: "spoof", payload: {} });
    const notJoined = listen(client(), topic, { private: true }).channel;
    expect(await notJoined.send({ type: "broadcast", event: "spoof", payload: {} })).toBe("ok");
    expect((await notJoined.httpSend("spoof", {}).catch((error: Error) => error)) instanceof Error).toBe(true);
    // A message that may pass, sent after the others, marks the moment when they would have arrived.
    const writable = unique("marker");
    await messagesPolicy(
      `for all to anon using (realtime.topic() = '${writable}') with check (realtime.topic() = '${writable}')`,
    );
    const marker = await joined(client(), writable, { private: true });
    const messages = [topic, writable].map((name) => ({ topic: name, event: "m", payload: {}, private: true }));
    expect((await post("/broadcast", { messages }, { apikey: publishableKey })).status).toBe(202);
    await eventually(() => expect(marker.heard.broadcasts).toHaveLength(1));
    expect(visitor.heard.broadcasts).toEqual([]);
  });

  test("takes an ack'ed send from who may write", async () => {
    const topic = unique("chat");
    await messagesPolicy(
      `for all to anon using (realtime.topic() = '${topic}') with check (realtime.topic() = '${topic}')`,
    );
    const sender = await joined(client(), topic, { private: true, broadcast: { ack: true } });
    const receiver = await joined(client(), topic, { private: true });
    expect(await sender.channel.send({ type: "broadcast", event: "e", payload: { n: 1 } })).toBe("ok");
    await eventually(() => expect(receiver.heard.broadcasts).toHaveLength(1));
  });
});

describe("frames", () => {
  test("answers heartbeat, unknown topic and leave, and echoes the push's ref", async () => {
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send([null, "1", "phoenix", "heartbeat", {}]);
    send(["2", "2", "realtime:nowhere", "anything", {}]);
    send(["3", "3", "realtime:nowhere", "phx_leave", {}]);
    await eventually(() => expect(frames).toHaveLength(3));
    expect(frames).toEqual([
      [null, "1", "phoenix", "phx_reply", { status: "ok", response: {} }],
      [null, "2", "realtime:nowhere", "phx_reply", { status: "error", response: { reason: "unmatched topic" } }],
      ["3", "3", "realtime:nowhere", "phx_reply", { status: "ok", response: {} }],
    ]);
  });

  test("survives garbage, and closes the old channel when a topic is joined twice", async () => {
    const topic = `realtime:${unique("room")}`;
    const { socket, frames, send } = await rawSocket("&vsn=2.0.0");
    socket.send("no json");
    socket.send(Buffer.from([9, 9, 9]));
    send(["1", "1", topic, "phx_join", { config: {} }]);
    await eventually(() => expect(frames).toHaveLength(1));
    send(["2", "2", topic, "phx_join", { config: {} }]);
    await eventually(() => expect(frames).toHaveLength(3));
    const ok = { status: "ok", response: { postgres_changes: [] } };
    expect(frames).toEqual([
      ["1", "1", topic, "phx_reply", ok],
      ["1", "1", topic, "phx_close", {}],
      ["2", "2", topic, "phx_reply", ok],
    ]);
  });

  test("version 1 frames are objects without join_ref", async () => {
    const topic = `realtime:${unique("room")}`;
    const { frames, send } = await rawSocket("");
    send({ topic, event: "phx_join", payload: { config: { broadcast: { self: "true" } } }, ref: "1", join_ref: "1" });
    send({ topic, event: "broadcast", payload: { type: "broadcast", event: "e", payload: { n: 1 } }, ref: "2" });
    await eventually(() => expect(frames).toHaveLength(2));
    expect(frames).toEqual([
      { topic, event: "phx_reply", ref: "1", payload: { status: "ok", response: { postgres_changes: [] } } },
      { topic, event: "broadcast", ref: null, payload: { type: "broadcast", event: "e", payload: { n: 1 } } },
    ]);
  });

  test("a leave is answered, then closed", async () => {
    const topic = `realtime:${unique("room")}`;
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", topic, "phx_join", { config: {} }]);
    send(["1", "2", topic, "phx_leave", {}]);
    await eventually(() => expect(frames.length).toBeGreaterThanOrEqual(3));
    expect(frames.slice(-2)).toEqual([
      ["1", "2", topic, "phx_reply", { status: "ok", response: {} }],
      ["1", "1", topic, "phx_close", {}],
    ]);
  });
});

function post(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  return fetch(`${supabaseUrl}/realtime/v1/api${path}?vsn=2.0.0`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}
