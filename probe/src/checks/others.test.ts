import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { dns } from "./dns.ts";
import { observeBody } from "./observe-body.ts";
import { isPingInstalled, parsePing, ping } from "./ping.ts";
import { tcp } from "./tcp.ts";
import { context, listen, type Target, tcpTarget } from "./test-support.ts";
import { tls } from "./tls.ts";

const targets: Target[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.close()));
});

describe("tcp", () => {
  it("is up when the other side accepts", async () => {
    const target = await tcpTarget((socket) => socket.on("error", () => {}));
    targets.push(target);
    expect(await tcp.run({ host: "127.0.0.1", port: target.port }, context())).toMatchObject({
      up: true,
      timings: { dns: null },
    });
  });

  it("is down when nobody listens", async () => {
    const target = await tcpTarget(() => {});
    await target.close();
    expect(await tcp.run({ host: "127.0.0.1", port: target.port }, context())).toMatchObject({
      up: false,
      reason: "connection_refused",
    });
  });
});

describe("tls", () => {
  it("an untrusted certificate is down, with the reason", async () => {
    const folder = mkdtempSync(join(tmpdir(), "heliograph-tls-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
        "-days",
        "30",
        "-subj",
        "/CN=localhost",
      ],
      {
        stdio: "ignore",
      },
    );
    const target = await listen(
      createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (socket) => socket.on("error", () => {})),
    );
    targets.push(target);
    const outcome = await tls.run({ host: "127.0.0.1", port: target.port, server_name: "localhost" }, context());
    expect(outcome).toMatchObject({ up: false, reason: "tls_self_signed" });
  });

  it("a server that speaks no TLS is down", async () => {
    const target = await tcpTarget((socket) => socket.end("220 mail ready\r\n"));
    targets.push(target);
    const outcome = await tls.run({ host: "127.0.0.1", port: target.port, server_name: "" }, context());
    expect(outcome.up).toBe(false);
    expect(outcome.reason).toMatch(/^tls_|^connection_reset$/);
  });
});

describe("dns", () => {
  /** A name server that answers every question with the given body after the header. */
  async function nameServer(answer: (query: Buffer) => Buffer): Promise<{ address: string; close: () => void }> {
    const socket = createSocket("udp4");
    socket.on("message", (query, peer) => socket.send(answer(query), peer.port, peer.address));
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return { address: `127.0.0.1:${socket.address().port}`, close: () => socket.close() };
  }

  it("a resolver on a private address is refused without an allowance", async () => {
    const outcome = await dns.run(
      { name: "example.com", record_type: "A", resolver: "10.0.0.53" },
      context({ allowed: [] }),
    );
    expect(outcome).toMatchObject({ up: false, reason: "private_address" });
  });

  it("answers become metrics", async () => {
    // RFC 1035: header with one answer, the question as asked, then a pointer to its name, type A, class IN, TTL, address.
    const server = await nameServer((query) => {
      const header = Buffer.from([query[0] ?? 0, query[1] ?? 0, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
      const question = query.subarray(12, query.indexOf(0, 12) + 5);
      return Buffer.concat([header, question, Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7])]);
    });
    const observe = ["dns.answers.contains:192.0.2.7", "dns.answers.contains:192.0.2.8"];
    const guard = context({ allowed: ["127.0.0.0/8"], observe });
    const outcome = await dns.run(
      { name: "example.com", record_type: "A", resolver: server.address },
      { ...guard, guard: { ...guard.guard, allows: () => true, addresses: guard.guard.addresses } as never },
    );
    server.close();
    expect(outcome).toMatchObject({
      up: true,
      metrics: {
        "dns.answers": "192.0.2.7",
        "dns.answers.contains:192.0.2.7": true,
        "dns.answers.contains:192.0.2.8": false,
      },
    });
  });
});

describe("ping", () => {
  it.runIf(isPingInstalled(process.env["PATH"] ?? ""))("reaches this machine", async () => {
    expect(await ping.run({ host: "127.0.0.1", packets: 2 }, context())).toMatchObject({
      up: true,
      metrics: { "ping.loss_percent": 0 },
    });
  });

  it("is refused a private address", async () => {
    expect(await ping.run({ host: "127.0.0.1", packets: 1 }, context({ allowed: [] }))).toMatchObject({
      reason: "private_address",
    });
  });

  it.each([
    [
      "iputils",
      "3 packets transmitted, 2 received, 33.3333% packet loss, time 402ms\nrtt min/avg/max/mdev = 0.041/1.250/2.459/0.1 ms",
      true,
      1.25,
      33.3333,
    ],
    [
      "busybox",
      "1 packets transmitted, 1 packets received, 0% packet loss\nround-trip min/avg/max = 0.089/0.089/0.089 ms",
      true,
      0.089,
      0,
    ],
    [
      "macOS",
      "2 packets transmitted, 2 packets received, 0.0% packet loss\nround-trip min/avg/max/stddev = 0.050/0.071/0.092/0.021 ms",
      true,
      0.071,
      0,
    ],
    ["no reply", "1 packets transmitted, 0 received, 100% packet loss, time 0ms", false, null, 100],
  ])("reads %s", (_, output, up, latencyMs, loss) => {
    expect(parsePing(output, 0)).toMatchObject({ up, latencyMs, metrics: { "ping.loss_percent": loss } });
  });

  it("an output it cannot read is a failure", () => {
    expect(parsePing("ping: socket: Operation not permitted", 0)).toMatchObject({ up: false, reason: "ping_failed" });
  });
});

describe("observed bodies", () => {
  it.each([
    ["json.$.a", { "json.$.a": 1 }],
    ["json.$.b.c[1]", { "json.$.b.c[1]": true }],
    ['json.$["odd key"]', { 'json.$["odd key"]': "x" }],
    ["json.$.b", { "json.$.b": '{"c":[false,true]}' }],
    ["json.$.constructor", {}],
    ["json.$.missing.deeper", {}],
    ["json.$..a", {}],
  ])("%s", (metric, expected) => {
    expect(observeBody('{"a":1,"b":{"c":[false,true]},"odd key":"x"}', [metric])).toEqual(expected);
  });

  it("what is not JSON has nothing at any path", () => {
    expect(observeBody("<html>", ["json.$.a", "body.contains:html"])).toEqual({ "body.contains:html": true });
  });
});
