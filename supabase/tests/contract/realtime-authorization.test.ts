import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  adminSql,
  client,
  eventually,
  joined,
  jwtSecret,
  listen,
  messagesPolicy,
  rawSocket,
  secretKey,
  signToken,
  subscribe,
  supabaseUrl,
  unique,
  user,
} from "./realtime-support.ts";

describe("joining a private channel", () => {
  test("is refused without a policy, naming the topic", async () => {
    const topic = unique("secret");
    const { channel } = listen(client(), topic, { private: true });
    expect(await subscribe(channel)).toEqual({
      status: "CHANNEL_ERROR",
      error: `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
    });
  });

  test("is allowed by a select policy, which sees topic, extension, user and claims", async () => {
    const topic = unique("mine");
    const { id, token } = await user();
    await messagesPolicy(
      `for select to authenticated using (realtime.topic() = '${topic}' and extension = 'broadcast'
        and (select auth.uid()) = '${id}' and current_setting('request.jwt.claims')::jsonb ->> 'role' = 'authenticated')`,
    );
    await joined(client({ token }), topic, { private: true });
    const other = await user();
    const { channel } = listen(client({ token: other.token }), topic, { private: true });
    expect((await subscribe(channel)).status).toBe("CHANNEL_ERROR");
  });

  test("is refused when the policy raises", async () => {
    const topic = unique("broken");
    await messagesPolicy(
      `for select to anon using (realtime.topic() = '${topic}' and 1 / (length(topic) - length(topic)) = 1)`,
    );
    expect((await subscribe(listen(client(), topic, { private: true }).channel)).error).toContain("Unauthorized");
  });

  test("is open to the secret key", async () => {
    await joined(client({ key: secretKey }), unique("any"), { private: true });
  });

  test("a new policy counts at the next join, and so does a dropped one", async () => {
    const topic = unique("changing");
    const policy = await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
    await joined(client(), topic, { private: true });
    await policy.drop();
    expect((await subscribe(listen(client(), topic, { private: true }).channel)).status).toBe("CHANNEL_ERROR");
    await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
    await joined(client(), topic, { private: true });
  });

  test("many visitors at once are all let in", async () => {
    const topic = unique("crowd");
    await messagesPolicy(`for select to anon using (realtime.topic() = '${topic}')`);
    const visitors = await Promise.all(Array.from({ length: 100 }, () => rawSocket("&vsn=2.0.0")));
    for (const { send } of visitors) send(["1", "1", `realtime:${topic}`, "phx_join", { config: { private: true } }]);
    const reply = ["1", "1", `realtime:${topic}`, "phx_reply", { status: "ok", response: { postgres_changes: [] } }];
    await eventually(() => expect(visitors.map(({ frames }) => frames)).toEqual(visitors.map(() => [reply])));
  });

  test("leaves no probe behind", async () => {
    const topic = unique("probe");
    await messagesPolicy(`for all to anon using (realtime.topic() = '${topic}') with check (true)`);
    const { channel } = await joined(client(), topic, { private: true, broadcast: { ack: true } });
    expect(await channel.send({ type: "broadcast", event: "e", payload: {} })).toBe("ok");
    const rows = await adminSql`select from realtime.messages where topic = ${topic}`;
    expect(rows).toHaveLength(0);
  });

  test("an empty topic is refused", async () => {
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", "realtime:", "phx_join", { config: {} }]);
    await eventually(() => expect(frames).toHaveLength(1));
    const reason = "TopicNameRequired: You must provide a topic name";
    expect(frames[0]).toEqual(["1", "1", "realtime:", "phx_reply", { status: "error", response: { reason } }]);
  });
});

describe.runIf(jwtSecret)("tokens", () => {
  test.each([
    ["no JWT at all", "MalformedJWT: The token provided is not a valid JWT", async () => "nonsense"],
    ["a foreign signature", "JwtSignatureError: Failed to validate JWT signature", async () => tamper(await token(60))],
    ["no role", "InvalidJWTToken: Fields `role` and `exp` are required in JWT", () => signToken({ sub: "x" }, 60)],
  ])("a join with %s is refused", async (_, reason, makeToken) => {
    const topic = `realtime:${unique("room")}`;
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", topic, "phx_join", { config: {}, access_token: await makeToken() }]);
    await eventually(() => expect(frames).toHaveLength(1));
    expect(frames[0]).toEqual(["1", "1", topic, "phx_reply", { status: "error", response: { reason } }]);
  });

  test("a join with an expired token says for how long", async () => {
    const topic = `realtime:${unique("room")}`;
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", topic, "phx_join", { config: {}, access_token: await token(-100) }]);
    await eventually(() =>
      expect(JSON.stringify(frames)).toMatch(/InvalidJWTToken: Token has expired 10\d seconds ago/),
    );
  });

  test("an API key, null or the same token as access_token changes nothing", async () => {
    const topic = `realtime:${unique("room")}`;
    const accessToken = await token(60);
    const { frames, send } = await rawSocket("&vsn=2.0.0");
    send(["1", "1", topic, "phx_join", { config: { broadcast: { ack: true } }, access_token: accessToken }]);
    for (const value of ["sb_publishable_other", null, accessToken]) {
      send(["1", "2", topic, "access_token", { access_token: value }]);
    }
    send(["1", "3", topic, "broadcast", { type: "broadcast", event: "e", payload: {} }]);
    await eventually(() => expect(frames).toHaveLength(2));
    expect(frames[1]).toEqual(["1", "3", topic, "phx_reply", { status: "ok", response: {} }]);
  });

  test("a channel ends when its token expires", async () => {
    const { heard } = await joined(client({ token: await token(2) }), unique("room"));
    await eventually(() => expect(heard.systems[0]?.message).toMatch(/^Token has expired \d+ seconds ago$/));
    await eventually(() => expect(heard.statuses.map(({ status }) => status)).toContain("CLOSED"));
  });

  test("a refreshed token keeps the channel open past the end of the first", async () => {
    const topic = unique("room");
    let current = await token(2);
    const supabase = client({ token: () => current });
    const { channel, heard } = await joined(supabase, topic, { broadcast: { ack: true } });
    current = await token(60);
    await supabase.realtime.setAuth();
    const witness = await joined(client({ token: await token(2) }), topic);
    await eventually(() => expect(witness.heard.systems[0]?.message).toContain("expired"));
    expect(await channel.send({ type: "broadcast", event: "e", payload: {} })).toBe("ok");
    expect(heard.systems).toEqual([]);
  });

  test("a refreshed token is asked about again: rights lost end the channel", async () => {
    const topic = unique("member");
    const member = randomUUID();
    await messagesPolicy(
      `for select to authenticated using (realtime.topic() = '${topic}' and (select auth.uid()) = '${member}')`,
    );
    let current = await token(60, member);
    const supabase = client({ token: () => current });
    const { heard } = await joined(supabase, topic, { private: true });
    current = await token(60);
    await supabase.realtime.setAuth();
    await eventually(() => {
      expect(heard.systems[0]?.message).toBe(`You do not have permissions to read from this Channel topic: ${topic}`);
    });
  });

  test("an invalid refresh ends the channel", async () => {
    let current = await token(60);
    const supabase = client({ token: () => current });
    const { heard } = await joined(supabase, unique("room"));
    current = "nonsense";
    await supabase.realtime.setAuth();
    await eventually(() => expect(heard.systems[0]?.message).toBe("The token provided is not a valid JWT"));
  });
});

describe("handshake", () => {
  test.each([
    ["no key", "?vsn=2.0.0", 401, { error: "API key is missing" }],
    ["a key that is none", "?vsn=2.0.0&apikey=nonsense", 401, { error: "The token provided is not a valid JWT" }],
  ])("with %s is refused", async (_, query, status, body) => {
    const response = await rawHandshake(query);
    expect([response.status, response.body]).toEqual([status, JSON.stringify(body)]);
  });
});

async function rawHandshake(query: string): Promise<{ status: number; body: string }> {
  const socket = new WebSocket(`${supabaseUrl.replace(/^http/, "ws")}/realtime/v1/websocket${query}`);
  socket.on("error", () => undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    socket.on("open", () => reject(new Error("opened")));
    socket.on("unexpected-response", (_, answer) => resolve(answer));
  });
  return { status: response.statusCode ?? 0, body: await text(response) };
}

function token(secondsLeft: number, sub: string = randomUUID()): Promise<string> {
  return signToken({ sub, role: "authenticated" }, secondsLeft);
}

function tamper(jwt: string): string {
  const [header, payload] = jwt.split(".");
  return `${header}.${payload}.${Buffer.from("not the signature of anything").toString("base64url")}`;
}
