import { createHash, randomInt } from "node:crypto";

/** Prefix of a token that stands for a PKCE flow, as in GoTrue. */
export const pkcePrefix = "pkce_";

/** A one-time code of digits. */
export function newCode(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join("");
}

/** What is stored of a code, and stands in links: the code together with the address it was sent to. */
export function hashOf(address: string, code: string): string {
  return createHash("sha224")
    .update(address + code)
    .digest("hex");
}

/** Whether this hash is the stored one and was sent recently enough. */
export function isCurrent(hash: string, stored: string | null, sentAt: Date | null, validSeconds: number): boolean {
  if (stored === null || stored === "" || sentAt === null) return false;
  return !isExpired(sentAt, validSeconds) && (hash === stored || pkcePrefix + hash === stored);
}

/** Whether a code that was sent then is of no use any more. */
export function isExpired(sentAt: Date | null, validSeconds: number): boolean {
  return sentAt === null || Date.now() > sentAt.getTime() + validSeconds * 1000;
}
