import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";

const dayMs = 86_400_000;

/** Whole days until the peer's certificate expires (negative afterwards); null without TLS. */
export function daysLeft(socket: Socket, now = Date.now()): number | null {
  if (!(socket instanceof TLSSocket)) return null;
  const validTo = Date.parse(socket.getPeerCertificate().valid_to ?? "");
  return Number.isNaN(validTo) ? null : Math.floor((validTo - now) / dayMs);
}
