import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";

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

/** What limits count by: an IPv4 address, or the network of 64 bits of which one customer has all IPv6 addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const [front, back] = [head, tail].map((part) => (part === "" ? [] : part.split(":")));
  const zeros = new Array(8 - (front?.length ?? 0) - (back?.length ?? 0)).fill("0");
  const groups = address.includes("::") ? [...(front ?? []), ...zeros, ...(back ?? [])] : (front ?? []);
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
