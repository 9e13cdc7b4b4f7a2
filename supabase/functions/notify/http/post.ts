import { lookup } from "node:dns/promises";
import { Agent as PlainAgent, request as plainRequest } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress } from "../../_shared/domain/public-address.ts";

const maxAnswerBytes = 16_384;

/** Chats and push services take many messages at few addresses: one handshake serves them all. */
const pooling = { keepAlive: true, maxSockets: 16, timeout: 40_000 };
const [tlsAgent, plainAgent] = [new TlsAgent(pooling), new PlainAgent(pooling)];

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
  const isTls = url.protocol === "https:";
  const request = isTls ? tlsRequest : plainRequest;
  return new Promise((answered, reject) => {
    const sent = request(
      url,
      {
        method: "POST",
        agent: isTls ? tlsAgent : plainAgent,
        signal,
        headers: { "user-agent": "Heliograph", ...headers, "content-length": String(Buffer.byteLength(body)) },
        lookup: (_hostname, options, callback) =>
          options.all === true ? callback(null, [target]) : callback(null, target.address, target.family),
        // Certificates are checked against the name; literal addresses have none.
        ...(isIP(hostname) === 0 && { servername: hostname }),
      },
      (response) => {
        const chunks: Uint8Array[] = [];
        let size = 0;
        const finish = () => {
          answered({
            status: response.statusCode ?? 0,
            retryAfterSeconds: secondsOf(response.headers["retry-after"]),
            body: Buffer.concat(chunks).toString("utf8").slice(0, maxAnswerBytes),
          });
        };
        response.on("data", (chunk: Uint8Array) => {
          chunks.push(chunk);
          size += chunk.byteLength;
          if (size < maxAnswerBytes) return;
          finish();
          response.destroy();
        });
        response.once("end", finish);
        response.once("error", reject);
      },
    );
    sent.once("error", reject);
    sent.end(body);
  });
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
