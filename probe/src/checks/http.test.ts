import { gzipSync } from "node:zlib";
import { HttpCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { afterEach, describe, expect, it } from "vitest";
import { NetworkGuard } from "../network/guard.ts";
import { http } from "./http.ts";
import { context, httpTarget, type Target, tcpTarget } from "./test-support.ts";

const targets: Target[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.close()));
});
async function serve(...args: Parameters<typeof httpTarget>): Promise<Target> {
  const target = await httpTarget(...args);
  targets.push(target);
  return target;
}
const config = (input: object) => HttpCheckConfig.parse(input);

describe("answers", () => {
  it("an expected status is up, with its phases", async () => {
    const { url } = await serve((_, response) => response.end("fine"));
    const outcome = await http.run(config({ url }), context());
    expect(outcome).toMatchObject({ up: true, statusCode: 200, reason: null, timings: { dns: null, tls: null } });
    expect(outcome.timings?.connect).toBeGreaterThan(0);
    expect(outcome.timings?.first_byte).toBeGreaterThan(0);
    expect(outcome.latencyMs).toBeGreaterThanOrEqual(outcome.timings?.first_byte ?? Number.POSITIVE_INFINITY);
  });

  it.each([
    ["200-399", 404, false],
    ["404", 404, true],
    ["200-299, 503", 503, true],
    ["200-299", 300, false],
  ])("expecting %s, %i is up: %s", async (expected_status, status, up) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    const outcome = await http.run(config({ url, expected_status }), context());
    expect(outcome).toMatchObject({ up, statusCode: status, reason: up ? null : "unexpected_status" });
  });

  it("sends method, headers, body and credentials", async () => {
    const seen = new Promise<object>((resolve) => {
      void serve(async (request, response) => {
        let body = "";
        for await (const chunk of request) body += chunk;
        response.end();
        resolve({ method: request.method, headers: request.headers, body });
      }).then(({ url }) =>
        http.run(
          config({
            url,
            method: "POST",
            body: "hello",
            headers: { "X-One": "1" },
            username: "u",
            password: "p",
            secret_headers: { "x-key": "k" },
          }),
          context(),
        ),
      );
    });
    expect(await seen).toMatchObject({
      method: "POST",
      body: "hello",
      headers: { "x-one": "1", "x-key": "k", authorization: `Basic ${btoa("u:p")}`, connection: "close" },
    });
  });

  it("reads what criteria want from a compressed body", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip", "content-type": "application/json" });
      response.end(gzipSync('{"status":"ok","list":[{"free":7}]}'));
    });
    const observe = ["body.contains:ok", "body.contains:never", "json.$.status", "json.$.list[0].free", "json.$.none"];
    const outcome = await http.run(config({ url }), context({ observe }));
    expect(outcome.metrics).toEqual({
      "body.contains:ok": true,
      "body.contains:never": false,
      "json.$.status": "ok",
      "json.$.list[0].free": 7,
    });
  });
});

describe("redirects", () => {
  it("are followed to the end, each on a fresh connection", async () => {
    const { url } = await serve((request, response) => {
      if (request.url === "/") response.writeHead(302, { location: "/next" }).end();
      else response.end("there");
    });
    expect(await http.run(config({ url }), context())).toMatchObject({ up: true, statusCode: 200 });
    expect(await http.run(config({ url, follow_redirects: false }), context())).toMatchObject({
      up: true,
      statusCode: 302,
    });
  });

  it("to a private address are refused", async () => {
    const guard = new NetworkGuard(["127.0.0.1/32"]);
    const { url } = await serve((_, response) =>
      response.writeHead(302, { location: "http://127.0.0.2/secret" }).end(),
    );
    expect(await http.run(config({ url }), context({ guard }))).toMatchObject({ up: false, reason: "private_address" });
  });

  it("that never end are given up", async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
    expect(await http.run(config({ url }), context())).toMatchObject({ up: false, reason: "too_many_redirects" });
  });

  it("take no credentials to another host", async () => {
    const headers: unknown[] = [];
    const other = await serve((request, response) => {
      headers.push(request.headers.authorization, request.headers["x-key"]);
      response.end();
    });
    const { url } = await serve((_, response) => response.writeHead(302, { location: other.url }).end());
    await http.run(config({ url, token: "t", secret_headers: { "x-key": "k" } }), context());
    expect(headers).toEqual([undefined, undefined]);
  });
});

describe("failures", () => {
  it("a private address is refused without an allowance", async () => {
    const { url } = await serve((_, response) => response.end());
    expect(await http.run(config({ url }), context({ allowed: [] }))).toMatchObject({
      up: false,
      reason: "private_address",
    });
  });

  it("a name that resolves to a private address is refused", async () => {
    const guard = new NetworkGuard([], async () => [{ address: "127.0.0.1", family: 4 }]);
    expect(await http.run(config({ url: "http://rebind.example" }), context({ guard }))).toMatchObject({
      reason: "private_address",
    });
  });

  it("nobody listens", async () => {
    const target = await httpTarget(() => {});
    await target.close();
    expect(await http.run(config({ url: target.url }), context())).toMatchObject({
      up: false,
      reason: "connection_refused",
      latencyMs: null,
    });
  });

  it("a server that never answers times out", async () => {
    const target = await tcpTarget(() => {});
    const outcome = await http.run(config({ url: target.url }), context({ timeoutMs: 100 }));
    expect(outcome).toMatchObject({ up: false, reason: "timeout" });
    await target.close();
  });

  it("a body that never ends times out", async () => {
    const { url } = await serve((_, response) => response.write("and so on"));
    expect(await http.run(config({ url }), context({ timeoutMs: 100 }))).toMatchObject({
      up: false,
      reason: "timeout",
    });
  });

  it("a server that hangs up", async () => {
    const target = await tcpTarget((socket) => socket.destroy());
    targets.push(target);
    expect(await http.run(config({ url: target.url }), context())).toMatchObject({
      up: false,
      reason: "connection_reset",
    });
  });

  it("a server that speaks something else", async () => {
    const target = await tcpTarget((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    targets.push(target);
    expect(await http.run(config({ url: target.url }), context())).toMatchObject({
      up: false,
      reason: "http_invalid_response",
    });
  });
});
