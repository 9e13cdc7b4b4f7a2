import { Buffer } from "node:buffer";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isPublicAddress } from "../../_shared/domain/public-address.ts";
import { exchange } from "./exchange.ts";

const maxAnswerBytes = 16_384;

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal;
  /** Whether the address may be one of a private network, and without TLS. */
  readonly allowPrivate: boolean;
}

/** What the receiver answered. Redirects are answers: nothing is followed. */
export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | undefined;
  /** At most 16 kB of it. */
  readonly body: string;
}

/** An address that messages may not be sent to. */
export class ForbiddenAddress extends Error {}

/**
 * Posts to an address somebody chose. The name is resolved once and the connection goes to the address that was judged,
 * so that an answer which changes in between (DNS rebinding) gains nothing.
 * @throws ForbiddenAddress for what is not on the public internet, and whatever goes wrong on the way
 */
export async function post(address: string, { headers, body, signal, allowPrivate }: PostOptions): Promise<Answer> {
  const url = new URL(address);
  if (url.protocol !== "https:" && !(allowPrivate && url.protocol === "http:")) {
    throw new ForbiddenAddress("the address does not begin with https://");
  }
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const target = await resolve(hostname, allowPrivate);
  const answer = await exchange({
    url,
    address: target.address,
    // Certificates are checked against the name; literal addresses have none.
    servername: isIP(hostname) === 0 ? hostname : undefined,
    headers: { "user-agent": "Heliograph", ...credentialsOf(url), ...headers },
    body: Buffer.from(body),
    signal,
    maxBodyBytes: maxAnswerBytes,
  });
  return {
    status: answer.status,
    retryAfterSeconds: secondsOf(answer.headers.get("retry-after")),
    body: Buffer.from(answer.body).toString("utf8"),
  };
}

/** What an answer says as JSON; undefined if it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function credentialsOf({ username, password }: URL): Record<string, string> {
  if (username === "" && password === "") return {};
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/**
 * The one address of a host to connect to. A name that also points into a private network is not trusted at all.
 * @throws ForbiddenAddress
 */
export async function resolve(hostname: string, allowPrivate: boolean): Promise<{ address: string; family: number }> {
  const found = await lookup(hostname, { all: true });
  const [target] = found;
  if (target === undefined || (!allowPrivate && found.some(({ address }) => !isPublicAddress(address)))) {
    throw new ForbiddenAddress("the address is not on the public internet");
  }
  return target;
}

/** `Retry-After`: seconds, or a date (RFC 9110 §10.2.3). */
export function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+(\.\d+)?$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
