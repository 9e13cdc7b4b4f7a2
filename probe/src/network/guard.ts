import { lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { isPublicAddress } from "@heliograph/shared/domain/public-address.ts";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** One resolved address. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Resolves a host name to all its addresses; rejects with a coded error as `dns.lookup` does. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

/** A target that this organization's checks may not reach. `code` is the outcome's reason. */
export class ForbiddenAddressError extends Error {
  readonly code = "private_address";
  constructor(address: string) {
    super(`address ${address} is not on the public internet`);
  }
}

/**
 * Decides which addresses a check may connect to: the public internet, and the networks that the instance admin has
 * allowed for the organization. A name is resolved once and the connection goes to the address that was judged, so an
 * answer that changes between look-up and connection (DNS rebinding) gains nothing.
 */
export class NetworkGuard {
  readonly #allowed: readonly Network[];
  readonly #resolve: Resolve;

  /** @param allowedNetworks CIDR notation, such as `10.0.0.0/8` */
  constructor(allowedNetworks: readonly string[], resolve: Resolve = resolveWithSystem) {
    this.#allowed = allowedNetworks.map((network) => ipaddr.parseCIDR(network));
    this.#resolve = resolve;
  }

  /** Whether a literal IP address may be reached. */
  allows(address: string): boolean {
    if (isPublicAddress(address)) return true;
    if (!ipaddr.isValid(address)) return false;
    const parsed = ipaddr.process(address);
    return this.#allowed.some((network) => parsed.kind() === network[0].kind() && matches(parsed, network));
  }

  /**
   * Addresses of a host that may be reached.
   * @throws ForbiddenAddressError when one of them may not: a name that points both ways is not trusted at all
   */
  async addresses(host: string): Promise<readonly ResolvedAddress[]> {
    const literal = host.replace(/^\[|\]$/g, "");
    const family = isIP(literal);
    const found = family > 0 ? [{ address: literal, family }] : await this.#resolve(host);
    for (const { address } of found) {
      if (!this.allows(address)) throw new ForbiddenAddressError(address);
    }
    return found;
  }
}

function matches(address: Address, [network, bits]: Network): boolean {
  return address instanceof ipaddr.IPv4
    ? network instanceof ipaddr.IPv4 && address.match(network, bits)
    : network instanceof ipaddr.IPv6 && address.match(network, bits);
}

function resolveWithSystem(hostname: string): Promise<readonly ResolvedAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
}
