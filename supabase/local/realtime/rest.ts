import type { IncomingMessage, ServerResponse } from "node:http";
import type { Principal } from "./authorization.ts";
import type { Context } from "./context.ts";
import { HttpError, header, readBody, sendEmpty } from "./http.ts";
import { BroadcastMessage } from "./protocol/broadcast-message.ts";
import { isRecord, parseJson } from "./protocol/json.ts";
import { roomKey } from "./rooms.ts";

const BLANK = "can't be blank";
const TOO_LARGE = "Payload size exceeds tenant limit";
const UNSUPPORTED = "Unsupported Media Type. Use application/json or application/octet-stream";

interface BatchMessage {
  topic: string;
  event: string;
  payload: Record<string, unknown>;
  isPrivate: boolean;
}

/** `POST /api/broadcast`: several messages at once. Those the caller may not write are skipped; still 202. */
export async function broadcastBatch(context: Context, request: IncomingMessage, response: ServerResponse) {
  const principal = await authenticate(context, request);
  const body = parseJson((await readBody(request, context.settings.limits.maxFrameBytes)).toString("utf8"));
  const messages = readBatch(body, context.settings.limits.maxPayloadBytes);
  checkRate(context, messages.length);
  for (const { topic, event, payload, isPrivate } of messages) {
    if (isPrivate && !(await mayWrite(context, principal, topic))) continue;
    const encoded = Buffer.from(JSON.stringify(payload));
    const message = new BroadcastMessage({ topic, event, encoding: "json", payload: encoded, asText: true });
    publish(context, topic, isPrivate, message);
  }
  sendEmpty(response, 202);
}

/** `POST /api/broadcast/:topic/events/:event`: the body is the payload. `topic` and `event` come decoded. */
export async function broadcastOne(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  route: { topic: string; event: string; isPrivate: boolean },
) {
  const { topic, event, isPrivate } = route;
  const principal = await authenticate(context, request);
  const { maxFrameBytes, maxPayloadBytes } = context.settings.limits;
  const isBinary = isBinaryBody(header(request, "content-type"));
  const body = await readBody(request, maxFrameBytes);
  if (body.length > maxPayloadBytes) throw new HttpError(422, { errors: { payload: [TOO_LARGE] } });
  const payload = isBinary ? body : jsonPayload(body);
  checkRate(context, 1);
  if (isPrivate && !(await mayWrite(context, principal, topic))) throw new HttpError(403, { message: "Unauthorized" });
  const message = new BroadcastMessage({ topic, event, encoding: isBinary ? "binary" : "json", payload });
  publish(context, topic, isPrivate, message);
  sendEmpty(response, 202);
}

async function authenticate(context: Context, request: IncomingMessage): Promise<Principal> {
  const bearer = /^Bearer\s+(.+)$/i.exec(header(request, "authorization") ?? "")?.[1];
  const token = bearer ?? header(request, "apikey") ?? header(request, "x-api-key");
  const result = token ? await context.tokens.verify(token) : null;
  if (!result?.ok) throw new HttpError(401, { message: "Unauthorized" });
  return { identity: result.identity, headersJson: JSON.stringify(request.headers) };
}

/** A policy that raises, or a database that is away, lets nothing through. */
async function mayWrite({ authorization }: Context, principal: Principal, topic: string): Promise<boolean> {
  return await authorization.write(principal, topic, "broadcast").catch(() => false);
}

function publish({ rooms }: Context, topic: string, isPrivate: boolean, message: BroadcastMessage): void {
  rooms.publish(roomKey(topic, isPrivate), message);
}

function checkRate({ meters, settings }: Context, count: number): void {
  const { maxEventsPerSecond } = settings.limits;
  if (count > maxEventsPerSecond) {
    throw new HttpError(429, { message: "Too many messages to broadcast, please reduce the batch size" });
  }
  meters.events.add(count);
  if (meters.events.perSecond() > maxEventsPerSecond) {
    throw new HttpError(429, { message: "You have exceeded your rate limit" });
  }
}

function isBinaryBody(contentType: string | null): boolean {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "application/json";
  if (type === "application/octet-stream") return true;
  if (type === "application/json" || type.endsWith("+json") || type === "") return false;
  throw new HttpError(415, { error: UNSUPPORTED });
}

function jsonPayload(body: Buffer): Buffer {
  const text = body.toString("utf8");
  if (text.trim() === "") return Buffer.from("{}");
  const value = parseJson(text);
  if (value === undefined) throw new HttpError(422, { errors: { payload: ["is invalid"] } });
  return isRecord(value) ? body : Buffer.from(JSON.stringify({ _json: value }));
}

function readBatch(body: unknown, maxPayloadBytes: number): BatchMessage[] {
  const list = isRecord(body) ? body.messages : undefined;
  if (!Array.isArray(list)) throw new HttpError(422, { errors: { messages: [BLANK] } });
  const read = list.map((item: unknown) => readBatchMessage(isRecord(item) ? item : {}, maxPayloadBytes));
  const messages = read.filter((item) => "topic" in item);
  if (messages.length < read.length) {
    throw new HttpError(422, { errors: { messages: read.map((item) => ("errors" in item ? item.errors : {})) } });
  }
  return messages;
}

function readBatchMessage(
  item: Record<string, unknown>,
  maxPayloadBytes: number,
): BatchMessage | { errors: Record<string, string[]> } {
  const { topic, event, payload } = item;
  const errors: Record<string, string[]> = {};
  if (typeof topic !== "string" || topic === "") errors.topic = [BLANK];
  if (typeof event !== "string" || event === "") errors.event = [BLANK];
  if (payload === undefined || payload === null) errors.payload = [BLANK];
  else if (!isRecord(payload)) errors.payload = ["is invalid"];
  else if (Buffer.byteLength(JSON.stringify(payload)) > maxPayloadBytes) errors.payload = [TOO_LARGE];
  if (typeof topic !== "string" || typeof event !== "string" || !isRecord(payload) || Object.keys(errors).length > 0) {
    return { errors };
  }
  return { topic, event, payload, isPrivate: item.private === true || item.private === "true" };
}
