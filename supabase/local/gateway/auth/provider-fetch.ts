import { type LookupAddress, lookup } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "@heliograph/shared/domain/public-address.ts";
import type { CustomFetch } from "openid-client";

const maxAnswerBytes = 1024 * 1024;

/** An address of a provider that this server may not ask. */
export class ForbiddenUrl extends Error {}

/**
 * Requests to servers that somebody named: only over https, and only to the public internet, judged at the address the connection
 * goes to (an answer of DNS that changes gains nothing). Redirects are not followed.
 * @param allowPrivate for tests, whose providers are on this machine
 */
export function providerFetch(allowPrivate: boolean): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    if (!allowPrivate) requirePublicUrl(url);
    const { request } = url.protocol === "https:" ? { request: httpsRequest } : { request: httpRequest };
    const message = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, {
        method,
        headers: { "user-agent": "Heliograph", ...Object.fromEntries(new Headers(headers)) },
        ...(signal !== undefined && { signal }),
        ...(!allowPrivate && { lookup: publicLookup }),
      });
      sent.once("error", reject);
      sent.once("response", resolve);
      sent.end(typeof body === "string" ? body : body instanceof URLSearchParams ? body.toString() : undefined);
    });
    const { statusCode = 502 } = message;
    const hasBody = statusCode !== 204 && statusCode !== 304;
    const bytes = await readAll(message);
    return new Response(hasBody ? bytes : null, { status: statusCode, headers: headersOf(message) });
  };
}

/** @throws ForbiddenUrl in GoTrue's words when the address cannot be one of the public internet, whatever DNS says */
export function requirePublicUrl(url: URL): void {
  if (url.protocol !== "https:") throw new ForbiddenUrl("URL must use HTTPS");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (host === "localhost" || host.endsWith(".localhost"))
    throw new ForbiddenUrl("URL cannot point to localhost or loopback addresses");
  if (isIP(host) > 0 && !isPublicAddress(host))
    throw new ForbiddenUrl("URL cannot resolve to private network addresses");
}

/** The same, once the name is looked up. @throws ForbiddenUrl */
export async function requirePublicHost(url: URL): Promise<void> {
  requirePublicUrl(url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) > 0) return;
  await new Promise<void>((resolve, reject) => {
    publicLookup(host, { all: true }, (error) => (error === null ? resolve() : reject(asForbidden(error))));
  });
}

const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) callback(error ?? new ForbiddenUrl("Unable to resolve hostname"), []);
    else if (!addresses.every(isPublic))
      callback(new ForbiddenUrl("URL cannot resolve to private network addresses"), []);
    else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function isPublic({ address }: LookupAddress): boolean {
  return isPublicAddress(address);
}

function asForbidden(error: Error): ForbiddenUrl {
  return error instanceof ForbiddenUrl ? error : new ForbiddenUrl("Unable to resolve hostname", { cause: error });
}

async function readAll(message: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes: Uint8Array = chunk;
    size += bytes.byteLength;
    if (size > maxAnswerBytes) {
      message.destroy();
      throw new Error("the identity provider's answer is too large");
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? "", rawHeaders[at + 1] ?? "");
  return headers;
}
