import { lookup as resolve } from "node:dns";
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "@heliograph/shared/domain/public-address.ts";
import { AuthFailure } from "../failure.ts";

const timeoutMs = 10_000;
const maxBytes = 1024 * 1024;

/**
 * Fetches an identity provider's metadata. The name is resolved once, and the connection goes to that address: none but public ones,
 * unless the stack is under test.
 * @throws AuthFailure
 */
export async function fetchMetadata(url: string, mayReachPrivate: boolean): Promise<string> {
  const refusal = (reason: string) =>
    new AuthFailure(400, "saml_metadata_fetch_failed", `${reason} fetching SAML Metadata from URL '${url}'`);
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  if (!mayReachPrivate && isIP(host) !== 0 && !isPublicAddress(host)) throw refusal("Address refused");
  const publicOnly: LookupFunction = (name, options, done) =>
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const allowed = addresses.filter(({ address }) => mayReachPrivate || isPublicAddress(address));
      const [first] = allowed;
      if (first === undefined || allowed.length < addresses.length) done(new Error("Address refused"), []);
      else if (options.all === true) done(null, allowed);
      else done(null, first.address, first.family);
    });
  const headers = { accept: "application/xml;charset=UTF-8", "accept-charset": "UTF-8" };
  const response = await new Promise<IncomingMessage>((done, fail) => {
    get(url, { headers, lookup: publicOnly, agent: false, signal: AbortSignal.timeout(timeoutMs) }, done).on(
      "error",
      fail,
    );
  }).catch((cause: unknown) => {
    throw Object.assign(refusal("Error"), { cause });
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw refusal(`HTTP ${response.statusCode} error`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw refusal("Size error");
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}
