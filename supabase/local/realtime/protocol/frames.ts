import { isRecord, parseJson } from "./json.ts";

/**
 * WebSocket frames of Supabase Realtime, both ways (Phoenix serializers 1.0.0 and 2.0.0, and the two binary kinds that
 * realtime-js knows). Pure: bytes in, values out.
 */

export type Version = "1.0.0" | "2.0.0";

/** What a client pushed as text. `payload` is what JSON.parse gave, unchecked. */
export interface TextPush {
  kind: "text";
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
}

/** A broadcast pushed as a binary frame of kind 3. `payload` stays as it came: UTF-8 JSON or bytes. */
export interface BroadcastPush {
  kind: "broadcast";
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  metadata: string;
  encoding: Encoding;
  payload: Buffer;
}

export type Push = TextPush | BroadcastPush;
export type Encoding = "binary" | "json";

const USER_BROADCAST_PUSH = 3;
const USER_BROADCAST = 4;
const MAX_HEADER_FIELD_BYTES = 255;

/** The version a `vsn` query parameter asks for; null when the server does not speak it. Absent means 1.0.0. */
export function negotiateVersion(vsn: string | null): Version | null {
  if (vsn === null || /^1\.0\.\d+$/.test(vsn)) return "1.0.0";
  return /^2\.0\.\d+$/.test(vsn) ? "2.0.0" : null;
}

/** Reads a text frame; null when it is malformed (the socket stays open, the frame is dropped). */
export function decodeText(version: Version, text: string): TextPush | null {
  const frame = parseJson(text);
  if (version === "2.0.0") {
    if (!Array.isArray(frame) || frame.length !== 5) return null;
    const [joinRef, ref, topic, event, payload]: unknown[] = frame;
    return textPush(joinRef, ref, topic, event, payload);
  }
  if (!isRecord(frame) || !("payload" in frame) || !("ref" in frame)) return null;
  return textPush(frame.join_ref, frame.ref, frame.topic, frame.event, frame.payload);
}

function textPush(joinRef: unknown, ref: unknown, topic: unknown, event: unknown, payload: unknown): TextPush | null {
  if (typeof topic !== "string" || typeof event !== "string") return null;
  return { kind: "text", joinRef: reference(joinRef), ref: reference(ref), topic, event, payload };
}

/** Some SDKs number their refs; everything is echoed as text, as realtime-js compares text. */
function reference(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

/** Reads a binary frame of kind 3; null for any other kind and for lengths that exceed the frame. */
export function decodeBinary(frame: Buffer): BroadcastPush | null {
  if (frame.length < 7 || frame[0] !== USER_BROADCAST_PUSH) return null;
  let offset = 7;
  const field = (lengthAt: number): string => {
    const end = offset + (frame[lengthAt] ?? 0);
    const text = frame.toString("utf8", offset, end);
    offset = end;
    return text;
  };
  const joinRef = field(1);
  const ref = field(2);
  const topic = field(3);
  const event = field(4);
  const metadata = field(5);
  const encoding = frame[6];
  if (offset > frame.length || (encoding !== 0 && encoding !== 1)) return null;
  return {
    kind: "broadcast",
    joinRef: joinRef || null,
    ref: ref || null,
    topic,
    event,
    metadata,
    encoding: encoding === 0 ? "binary" : "json",
    payload: frame.subarray(offset),
  };
}

/**
 * Writes a text frame. `payload` is JSON text, put in as it is. Version 1 never carries a join_ref.
 */
export function encodeText(
  version: Version,
  frame: { joinRef: string | null; ref: string | null; topic: string; event: string; payload: string },
): string {
  const topic = JSON.stringify(frame.topic);
  const event = JSON.stringify(frame.event);
  const ref = JSON.stringify(frame.ref);
  return version === "2.0.0"
    ? `[${JSON.stringify(frame.joinRef)},${ref},${topic},${event},${frame.payload}]`
    : `{"topic":${topic},"event":${event},"payload":${frame.payload},"ref":${ref}}`;
}

/**
 * Writes a broadcast as a binary frame of kind 4. Null when topic, event or metadata exceed 255 bytes, which the
 * header's one-byte lengths cannot say.
 */
export function encodeBroadcast(frame: {
  topic: string;
  event: string;
  metadata: string;
  encoding: Encoding;
  payload: Buffer;
}): Buffer | null {
  const topic = Buffer.from(frame.topic);
  const event = Buffer.from(frame.event);
  const metadata = Buffer.from(frame.metadata);
  if (Math.max(topic.length, event.length, metadata.length) > MAX_HEADER_FIELD_BYTES) return null;
  const header = Buffer.from([
    USER_BROADCAST,
    topic.length,
    event.length,
    metadata.length,
    frame.encoding === "binary" ? 0 : 1,
  ]);
  return Buffer.concat([header, topic, event, metadata, frame.payload]);
}
