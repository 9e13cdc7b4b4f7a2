import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { exchange } from "./exchange.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Posts to a server that answers with these bytes, a part at a time, and then hangs up unless told otherwise. */
async function ask(parts: readonly string[], { staysOpen = false, signal = AbortSignal.timeout(4000) } = {}) {
  const asked = Promise.withResolvers<string>();
  const answer = async (socket: Socket) => {
    for (const part of parts) await new Promise<unknown>((written) => socket.write(part, "latin1", written));
    if (!staysOpen) socket.end();
  };
  const port = await listening(
    createServer((socket) => {
      let heard = "";
      socket.setNoDelay(true).on("error", () => {});
      socket.on("data", (data) => {
        heard += String(data);
        if (!heard.endsWith("{}")) return;
        asked.resolve(heard);
        void answer(socket);
      });
    }),
  );
  const { status, headers, body } = await exchange({
    url: new URL(`http://receiver.example:${port}/hook?a=1`),
    address: "127.0.0.1",
    servername: undefined,
    headers: { "content-type": "application/json" },
    body: Buffer.from("{}"),
    signal,
    maxBodyBytes: 100,
  });
  return { asked: await asked.promise, status, headers, body: Buffer.from(body).toString() };
}

describe("one exchange", () => {
  it("goes to the address it was given, by the name of the URL", async () => {
    const { asked } = await ask(["HTTP/1.1 204 No Content\r\n\r\n"], { staysOpen: true });
    expect(asked).toMatch(
      /^POST \/hook\?a=1 HTTP\/1\.1\r\nhost: receiver\.example:\d+\r\ncontent-type: application\/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n\{\}$/,
    );
  });

  it.each<[string, string[], string]>([
    ["with a length", ["HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok", "ay and more"], "okay"],
    [
      "in chunks",
      ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\no", "k\r\n0", "2\r\nay\r\n0\r\n\r\n"],
      "okay",
    ],
    [
      "after an interim one",
      ["HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200\r\ncontent-length:0\r\n\r\n"],
      "",
    ],
    ["a byte at a time", [..."HTTP/1.1 200 OK\nContent-Length: 2\n\nok"], "ok"],
    ["longer than is read", ["HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", "x".repeat(150)], "x".repeat(100)],
  ])("an answer %s", async (_, parts, body) => {
    expect(await ask(parts, { staysOpen: true })).toMatchObject({ status: 200, body });
  });

  it("an answer that ends with the connection", async () => {
    expect(await ask(["HTTP/1.0 429 Slow\r\nRetry-After: 7\r\n\r\nlat", "er"])).toMatchObject({
      status: 429,
      headers: new Map([["retry-after", "7"]]),
      body: "later",
    });
  });

  it.each([
    ["is no HTTP", "220 mail.example ESMTP\r\n", "not HTTP"],
    ["ends in its head", "HTTP/1.1 200 OK\r\nContent-", "ends in the middle"],
    ["ends in its body", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok", "ends in the middle"],
    ["ends in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nok", "ends in the middle"],
    ["has chunks without sizes", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-4\r\n", "chunks"],
    ["has no length", "HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\n", "length"],
    ["has endless headers", `HTTP/1.1 200 OK\r\n${"X: y\r\n".repeat(4000)}`, "too long"],
    ["has one endless header", `HTTP/1.1 200 OK\r\n${"X".repeat(20_000)}`, "too long"],
    ["has no end of interim ones", "HTTP/1.1 100 Continue\r\n\r\n".repeat(2000), "too long"],
  ])("what %s is refused", async (_, answer, error) => {
    await expect(ask([answer])).rejects.toThrow(error);
  });

  it.each([
    ["says nothing", []],
    ["never ends", ["HTTP/1.1 200 OK\r\n\r\nx"]],
  ])("a server that %s is left when the time is up", async (_, parts) => {
    const signal = AbortSignal.timeout(50);
    await expect(ask(parts, { staysOpen: true, signal })).rejects.toThrow(
      expect.objectContaining({ name: "TimeoutError" }),
    );
  });

  it("a header of two lines is not sent", async () => {
    const request = exchange({
      url: new URL("http://receiver.example/"),
      address: "127.0.0.1",
      servername: undefined,
      headers: { topic: "a\r\nX-Evil: yes" },
      body: Buffer.from(""),
      signal: AbortSignal.timeout(4000),
      maxBodyBytes: 1,
    });
    await expect(request).rejects.toThrow(TypeError);
  });

  it("TLS goes to the same address and asks for the name", async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback: (name, callback) => {
        names.push(name);
        callback(new Error("no certificate"));
      },
    });
    const request = exchange({
      url: new URL(`https://receiver.example:${await listening(server)}/`),
      address: "127.0.0.1",
      servername: "receiver.example",
      headers: {},
      body: Buffer.from(""),
      signal: AbortSignal.timeout(4000),
      maxBodyBytes: 1,
    });
    await expect(request).rejects.toThrow();
    expect(names).toEqual(["receiver.example"]);
  });
});
