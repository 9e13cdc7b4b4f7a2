import { describe, expect, test } from "vitest";
import { decodeBinary, decodeText, encodeBroadcast, encodeText, negotiateVersion } from "./frames.ts";

describe("version", () => {
  test.each([
    [null, "1.0.0"],
    ["1.0.0", "1.0.0"],
    ["2.0.0", "2.0.0"],
    ["3.0.0", null],
    ["", null],
  ])("vsn=%s is served as %s", (vsn, version) => expect(negotiateVersion(vsn)).toBe(version));
});

describe("text frames", () => {
  const push = { kind: "text", joinRef: "6", ref: "7", topic: "realtime:a", event: "phx_join", payload: { x: 1 } };

  test("version 2 is an array of five", () => {
    expect(decodeText("2.0.0", '["6","7","realtime:a","phx_join",{"x":1}]')).toEqual(push);
  });

  test("version 1 is an object whose join_ref may be absent", () => {
    const text = '{"topic":"realtime:a","event":"phx_join","payload":{"x":1},"ref":"7"}';
    expect(decodeText("1.0.0", text)).toEqual({ ...push, joinRef: null });
  });

  test("numbered refs become text", () => {
    expect(decodeText("2.0.0", '[6,7,"realtime:a","phx_join",{"x":1}]')).toEqual(push);
  });

  test.each([
    ["2.0.0", "not json"],
    ["2.0.0", "{}"],
    ["2.0.0", '["6","7","t","e"]'],
    ["2.0.0", '["6","7",null,"e",{}]'],
    ["1.0.0", "[]"],
    ["1.0.0", '{"topic":"t","event":"e","ref":"1"}'],
  ] as const)("%s drops %s", (version, text) => expect(decodeText(version, text)).toBeNull());

  test("encoding puts the payload in as it is", () => {
    const frame = { joinRef: "6", ref: null, topic: 'a"b', event: "e", payload: '{"n":1.0}' };
    expect(encodeText("2.0.0", frame)).toBe('["6",null,"a\\"b","e",{"n":1.0}]');
    expect(encodeText("1.0.0", frame)).toBe('{"topic":"a\\"b","event":"e","payload":{"n":1.0},"ref":null}');
  });
});

describe("binary frames", () => {
  test("kind 3 is read byte for byte, lengths being UTF-8 bytes", () => {
    const frame = Buffer.from([
      3, 1, 2, 3, 3, 2, 1, 0x36, 0x31, 0x32, 0x74, 0xc3, 0xbc, 0x65, 0xc3, 0xa4, 0x7b, 0x7d, 0x5b, 0x5d,
    ]);
    expect(decodeBinary(frame)).toEqual({
      kind: "broadcast",
      joinRef: "6",
      ref: "12",
      topic: "tü",
      event: "eä",
      metadata: "{}",
      encoding: "json",
      payload: Buffer.from("[]"),
    });
  });

  test("kind 3 without references, with bytes", () => {
    const frame = Buffer.from([3, 0, 0, 1, 1, 0, 0, 0x74, 0x65, 0xff, 0x00]);
    expect(decodeBinary(frame)).toMatchObject({
      joinRef: null,
      ref: null,
      encoding: "binary",
      payload: Buffer.from([255, 0]),
    });
  });

  test.each([
    ["another kind", [0, 0, 0, 1, 1, 0, 0, 0x74, 0x65]],
    ["a short header", [3, 0, 0]],
    ["lengths beyond the frame", [3, 0, 0, 9, 1, 0, 0, 0x74]],
    ["an unknown encoding", [3, 0, 0, 1, 1, 0, 2, 0x74, 0x65]],
  ])("%s is dropped", (_, bytes) => expect(decodeBinary(Buffer.from(bytes))).toBeNull());

  test("kind 4 is written byte for byte", () => {
    const frame = { topic: "tü", event: "e", metadata: "{}", payload: Buffer.from([1, 2]) };
    expect(encodeBroadcast({ ...frame, encoding: "binary" })).toEqual(
      Buffer.from([4, 3, 1, 2, 0, 0x74, 0xc3, 0xbc, 0x65, 0x7b, 0x7d, 1, 2]),
    );
    expect(encodeBroadcast({ ...frame, encoding: "json" })?.[4]).toBe(1);
  });

  test("kind 4 fits 255 bytes of topic and no more", () => {
    const frame = { event: "e", metadata: "", encoding: "json", payload: Buffer.from("1") } as const;
    expect(encodeBroadcast({ ...frame, topic: "t".repeat(255) })).not.toBeNull();
    expect(encodeBroadcast({ ...frame, topic: "t".repeat(256) })).toBeNull();
  });
});
