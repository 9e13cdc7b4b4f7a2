import { HttpCheckConfig } from "@heliograph/shared/domain/checks.ts";
import { afterEach, describe, expect, it } from "vitest";
import { http } from "./http.ts";
import { observedText } from "./observed-text.ts";
import { context, httpTarget, type Target, tcpTarget } from "./test-support.ts";

const targets: Target[] = [];
afterEach(async () => {
  await Promise.all(targets.splice(0).map((target) => target.close()));
});

/** A server that answers every request with these bytes. */
async function answering(bytes: string): Promise<Target> {
  const target = await tcpTarget((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write(bytes));
  });
  targets.push(target);
  return target;
}

async function check(bytes: string, observe: string[] = []) {
  const { url } = await answering(bytes);
  return http.run(HttpCheckConfig.parse({ url }), context({ observe }));
}

describe("what a server may answer without harm to the probe", () => {
  it("a protocol nobody asked for ends the check", async () => {
    const outcome = await check("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    expect(outcome).toMatchObject({ up: false, reason: "http_invalid_response" });
  });

  it.each(["constructor", "__proto__", "hasOwnProperty"])("an encoding called %s is none we know", async (encoding) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: 2\r\n\r\n`;
    expect(await check(`${head}hi`, ["body.contains:hi"])).toMatchObject({
      up: true,
      metrics: { "body.contains:hi": true },
    });
  });

  it("text that the database cannot hold is replaced", async () => {
    const body = String.raw`{"nul":"a\u0000b","half":"c\ud83d"}`;
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`;
    const { metrics } = await check(head + body, ["json.$.nul", "json.$.half"]);
    expect(metrics).toEqual({ "json.$.nul": "a\ufffdb", "json.$.half": "c\ufffd" });
  });

  it("cutting does not leave half a character", () => {
    expect(observedText(`${"x".repeat(9)}😀`, 10)).toBe(`${"x".repeat(9)}\ufffd`);
  });
});

describe("credentials", () => {
  it("written as plain headers stay behind at a redirect to another origin", async () => {
    const seen = Promise.withResolvers<object>();
    const second = await httpTarget((request, response) => {
      seen.resolve(request.headers);
      response.end();
    });
    targets.push(second);
    const { url } = await answering(`HTTP/1.1 302 Found\r\nLocation: ${second.url}\r\nContent-Length: 0\r\n\r\n`);
    const headers = { Authorization: "Bearer x", Cookie: "a=b", "X-Other": "c" };
    await http.run(HttpCheckConfig.parse({ url, headers, token: "secret" }), context());
    const received = await seen.promise;
    expect(received).toMatchObject({ "x-other": "c" });
    expect(received).not.toHaveProperty("authorization");
    expect(received).not.toHaveProperty("cookie");
  });
});
