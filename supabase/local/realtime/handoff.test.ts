import { Socket } from "node:net";
import { expect, test } from "vitest";
import { readHandoff } from "./handoff.ts";

const message = {
  type: "upgrade",
  method: "GET",
  url: "/realtime/v1/websocket?vsn=2.0.0",
  rawHeaders: ["Upgrade", "websocket", "X-Client-Info", "a", "X-Client-Info", "b"],
  head: Buffer.from("bytes").toString("base64"),
};

test("a handshake passed on reads as the request it was", () => {
  const handoff = readHandoff(message, new Socket());
  expect(handoff?.request).toMatchObject({ method: "GET", url: "/realtime/v1/websocket?vsn=2.0.0" });
  expect(handoff?.request.headers).toMatchObject({ upgrade: "websocket", "x-client-info": "a, b" });
  expect(handoff?.head.toString()).toBe("bytes");
});

test.each([
  null,
  "upgrade",
  { ...message, type: "other" },
  { ...message, rawHeaders: [1] },
  { ...message, url: undefined },
])("%j is no handshake", (other) => expect(readHandoff(other, new Socket())).toBeNull());
