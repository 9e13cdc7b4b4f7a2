import type { IncomingMessage } from "node:http";

/** Where hosted's edge puts the client's address, and so does the gateway. */
export const addressHeader = "cf-connecting-ip";

/** What proxies write about the client; from the client itself it is a claim. */
const claimed = new Set([
  addressHeader,
  "forwarded",
  "sb-forwarded-for",
  "true-client-ip",
  "x-client-ip",
  "x-forwarded-for",
  "x-real-ip",
]);

/**
 * Puts the address a connection comes from in place of whatever the caller says of itself, so that all that reads the request (SQL,
 * functions, Realtime) may believe it.
 */
export function stampAddress(incoming: IncomingMessage): void {
  const address = (incoming.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const { rawHeaders, headers } = incoming;
  const kept: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = [rawHeaders[at], rawHeaders[at + 1]];
    if (!claimed.has(name.toLowerCase())) kept.push(name, value);
  }
  incoming.rawHeaders = [...kept, addressHeader, address];
  for (const name of claimed) delete headers[name];
  headers[addressHeader] = address;
}
