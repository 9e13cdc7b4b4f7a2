import { readBody } from "../body.ts";
import { json, tooLarge } from "../responses.ts";

const maxJsonBytes = 1024 * 1024;

/** The answer to a request that cannot be served: escapes that mean nothing, or more bytes than any bucket takes. */
export function refuseRequest(request: Request, maxBytes: number): Response | undefined {
  const path = decode(new URL(request.url).pathname);
  if (path === undefined || path.includes("\0")) return invalid("Invalid key", "The path cannot be read");
  return Number(request.headers.get("content-length") ?? 0) > maxBytes ? tooLarge() : undefined;
}

/** The body as JSON; what cannot be read counts as empty. */
export async function readJson(request: Request): Promise<unknown> {
  const body = await readBody(request, maxJsonBytes);
  try {
    return body === undefined ? {} : JSON.parse(new TextDecoder().decode(body));
  } catch {
    return {};
  }
}

/** storage-api's form of a refusal. */
export function invalid(error: string, message: string): Response {
  return json({ statusCode: "400", error, message, code: "InvalidRequest" }, 400);
}

/** Bytes of a size as config.toml writes it: `50MiB`, `500KB`, `1024`. */
export function bytesOf(size: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([KMG]?)i?B?$/i.exec(size.trim()) ?? [];
  if (amount === undefined) throw new Error(`supabase/config.toml: "${size}" is no file size`);
  const factors: Readonly<Record<string, number>> = { "": 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
  return Number(amount) * (factors[unit?.toUpperCase() ?? ""] ?? 1);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
