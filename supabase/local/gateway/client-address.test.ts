import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { networkOf } from "./client-address.ts";
import type { RealtimeProxy } from "./realtime-proxy.ts";
import { listen } from "./server.ts";

const lies = [
  "CF-Connecting-IP: 203.0.113.66",
  "cf-connecting-ip: 203.0.113.67",
  "X-Real-IP: 203.0.113.68",
  "X-Forwarded-For: 203.0.113.69, 203.0.113.70",
  "Forwarded: for=203.0.113.71",
  "True-Client-IP: 203.0.113.72",
];

/** What each part of the gateway was told. */
async function ask(path: string, extra: readonly string[] = []): Promise<unknown> {
  let told: unknown;
  const realtime: Pick<RealtimeProxy, "request" | "upgrade"> = {
    request: ({ headers, rawHeaders }, response) => {
      told = { headers, rawHeaders };
      response.end();
    },
    upgrade: ({ headers, rawHeaders }, socket) => {
      told = { headers, rawHeaders };
      socket.end("HTTP/1.1 503 Service Unavailable\r\n\r\n");
    },
  };
  const server = await listen("127.0.0.1", 0, {
    route: async (request) => {
      told = { headers: Object.fromEntries(request.headers) };
      return new Response();
    },
    realtime,
    website: ({ headers, rawHeaders }, response) => {
      told = { headers, rawHeaders };
      response.end();
    },
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  const socket = connect(typeof address === "object" ? (address?.port ?? 0) : 0, "127.0.0.1");
  socket.end([`GET ${path} HTTP/1.1`, "Host: a.example", "X-Kept: yes", ...lies, ...extra, "", ""].join("\r\n"));
  await text(socket);
  return told;
}

test.each([
  ["REST", "/rest/v1/things", []],
  ["the auth API", "/auth/v1/user", []],
  ["functions", "/functions/v1/echo", []],
  ["Realtime", "/realtime/v1/api/broadcast", []],
  ["a WebSocket", "/realtime/v1/websocket", ["Connection: Upgrade", "Upgrade: websocket"]],
  ["the website", "/", []],
])("what a caller says about its own address does not reach %s", async (_name, path, extra) => {
  const told = await ask(path, extra);
  expect(JSON.stringify(told)).not.toContain("203.0.113.");
  expect(told).toMatchObject({ headers: { "cf-connecting-ip": "127.0.0.1", "x-kept": "yes" } });
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
  ["2001:DB8:0001:2::9", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["::1", "0:0:0:0"],
])("%s counts as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
