import ipaddr from "ipaddr.js";

/** All that IANA gives out of IPv6; ipaddr.js also calls the rest "unicast", such as `::7f00:1`, once another 127.0.0.1. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");

/** Whether a literal IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in IPv6 clothes is judged as what it reaches.
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && (parsed instanceof ipaddr.IPv4 || parsed.match(globalUnicast));
}
