/** Reasons by the code that Node gives an error. Anything else becomes `error:<code>`. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "dns_not_found",
  ENODATA: "dns_no_data",
  ESERVFAIL: "dns_server_failure",
  EREFUSED: "dns_refused",
  EAI_AGAIN: "dns_unavailable",
  ETIMEOUT: "dns_timeout",
  ECONNREFUSED: "connection_refused",
  ECONNRESET: "connection_reset",
  EPIPE: "connection_reset",
  ETIMEDOUT: "timeout",
  EHOSTUNREACH: "host_unreachable",
  ENETUNREACH: "network_unreachable",
  ABORT_ERR: "stopped",
  AbortError: "stopped",
  TimeoutError: "timeout",
  private_address: "private_address",
  CERT_HAS_EXPIRED: "tls_certificate_expired",
  CERT_NOT_YET_VALID: "tls_certificate_not_yet_valid",
  DEPTH_ZERO_SELF_SIGNED_CERT: "tls_self_signed",
  SELF_SIGNED_CERT_IN_CHAIN: "tls_self_signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "tls_untrusted",
  UNABLE_TO_GET_ISSUER_CERT: "tls_untrusted",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "tls_untrusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "tls_wrong_host",
  ERR_SSL_WRONG_VERSION_NUMBER: "tls_not_spoken",
  EPROTO: "tls_failed",
};

/** The reason of a failed check, from the error that ended it. */
export function reasonOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  if (!(inner instanceof Error)) return "error";
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : inner.name;
  if (reasons[code] !== undefined) return reasons[code];
  if (code.startsWith("HPE_")) return "http_invalid_response";
  if (code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS")) return "tls_failed";
  return `error:${code}`.slice(0, 80);
}
