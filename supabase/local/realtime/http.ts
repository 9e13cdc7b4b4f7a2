import type { IncomingMessage, ServerResponse } from "node:http";

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, apikey, content-type, x-client-info, x-api-key",
  "access-control-allow-methods": "GET, POST, OPTIONS",
} as const;

/** A request refused with a status and a JSON body. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
  }
}

/** Answers with JSON, open to every origin. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { ...CORS, "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Answers without a body, open to every origin. */
export function sendEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...CORS, "content-length": 0 }).end();
}

/** Answers with text of a media type, for this origin. */
export function sendText(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { "content-type": contentType }).end(body);
}

/** The whole body. Throws HttpError 413 above `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBytes) throw new HttpError(413, { message: "Payload too large" });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks);
}

/** One header as text. */
export function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** Path and query of a request. The path is not decoded: topics may contain %2F. */
export function target(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = "/", query = ""] = (request.url ?? "/").split("?", 2);
  return { path, query: new URLSearchParams(query) };
}
