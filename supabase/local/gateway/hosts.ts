import { isIP } from "node:net";

/**
 * Whether a request came under an address or name that belongs to this stack. A web page from elsewhere can make its own
 * name point at this machine (DNS rebinding) and then read what is served here without a key; its name gives it away.
 * @param host    the request's Host header
 * @param ownUrl  what the outside world calls the gateway
 */
export function isOwnHost(host: string | null, ownUrl: string): boolean {
  const url = URL.parse(`http://${host ?? ""}`);
  if (url === null) return false;
  const name = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return isIP(name) > 0 || name === "localhost" || name.endsWith(".localhost") || name === new URL(ownUrl).hostname;
}
