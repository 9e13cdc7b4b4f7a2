import { expect, test } from "vitest";
import { BroadcastMessage } from "./broadcast-message.ts";

const json = { topic: "room", event: "e", encoding: "json", payload: Buffer.from('{"n":1}') } as const;

test("a frame is encoded once and shared", () => {
  const message = new BroadcastMessage(json);
  expect(message.frame("2.0.0")).toBe(message.frame("2.0.0"));
  expect(message.frame("1.0.0")).toBe(message.frame("1.0.0"));
});

test("version 2 gets kind 4, version 1 an object", () => {
  const message = new BroadcastMessage({ ...json, meta: { id: "i" } });
  expect(message.frame("2.0.0")).toEqual({
    isBinary: true,
    data: Buffer.from('\x04\x0d\x01\x0a\x01realtime:roome{"id":"i"}{"n":1}'),
  });
  expect(message.frame("1.0.0")?.data.toString()).toBe(
    '{"topic":"realtime:room","event":"broadcast","payload":{"type":"broadcast","event":"e","payload":{"n":1},"meta":{"id":"i"}},"ref":null}',
  );
});

test("batch REST and long topics are text on version 2", () => {
  const text = '[null,null,"realtime:room","broadcast",{"type":"broadcast","event":"e","payload":{"n":1}}]';
  expect(new BroadcastMessage({ ...json, asText: true }).frame("2.0.0")).toEqual({
    isBinary: false,
    data: Buffer.from(text),
  });
  expect(new BroadcastMessage({ ...json, topic: "x".repeat(300) }).frame("2.0.0")?.isBinary).toBe(false);
});

test("bytes do not exist on version 1, and garbage sent as JSON is kept from it", () => {
  expect(new BroadcastMessage({ ...json, encoding: "binary" }).frame("1.0.0")).toBeNull();
  expect(new BroadcastMessage({ ...json, payload: Buffer.from("{") }).frame("1.0.0")).toBeNull();
});

test("a version 1 payload is relayed as it came", () => {
  const relayed = '{"type":"broadcast","event":"e","extra":true}';
  const frame = new BroadcastMessage({ ...json, payload: Buffer.alloc(0), asText: true, relayed }).frame("2.0.0");
  expect(frame?.data.toString()).toBe(`[null,null,"realtime:room","broadcast",${relayed}]`);
});

test("a replayed message is text and carries the join_ref", () => {
  const message = new BroadcastMessage({ ...json, meta: { id: "i", replayed: true }, asText: true });
  expect(message.replayFrame("2.0.0", "6")?.data.toString()).toContain('["6",null,"realtime:room","broadcast",');
});
