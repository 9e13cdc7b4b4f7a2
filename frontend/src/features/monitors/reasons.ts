/** The codes of docs/error-codes.md and docs/check-kinds in words. `hint` says what to do, where there is something. */
interface Reason {
  text: string;
  hint?: string;
}

const reasons: Record<string, Reason> = {
  // Nothing was observed.
  waiting_for_first_result: { text: "waiting for the first result" },
  paused: { text: "paused" },
  no_probe: {
    text: "no probe in this region can run this check",
    hint: "Start a probe there, or choose another region in the monitor's settings.",
  },
  no_results: {
    text: "results stopped coming",
    hint: "The probe is there but does not report. Its log says why.",
  },
  probe_offline: {
    text: "the probe's own network failed",
    hint: "That says nothing about the target, so the status is not known.",
  },
  heartbeat_missing: {
    text: "no heartbeat came in time",
    hint: "Check that the job runs and that it calls the push URL.",
  },
  invalid_configuration: { text: "the probe does not understand this configuration", hint: "Save the monitor again." },
  unknown_kind: { text: "the probe does not know this kind of check", hint: "Update the probe." },
  // Network.
  timeout: { text: "no complete answer within the timeout" },
  connection_refused: { text: "connection refused" },
  connection_reset: { text: "connection cut off" },
  host_unreachable: { text: "host cannot be reached" },
  network_unreachable: { text: "network cannot be reached" },
  private_address: {
    text: "the address is private",
    hint: "Probes do not reach into private networks unless the organization is allowed to.",
  },
  // Names.
  dns_not_found: { text: "the name does not exist" },
  dns_unavailable: { text: "the name could not be looked up" },
  dns_no_data: { text: "no record of this type" },
  dns_server_failure: { text: "the name server failed" },
  dns_refused: { text: "the name server refused" },
  dns_timeout: { text: "the name server did not answer in time" },
  // HTTP.
  unexpected_status: { text: "unexpected status code" },
  too_many_redirects: { text: "more than five redirects" },
  invalid_redirect: { text: "redirected to an address that cannot be used" },
  http_invalid_response: { text: "the answer is not HTTP" },
  // Certificates.
  tls_certificate_expired: { text: "the certificate has expired" },
  tls_certificate_not_yet_valid: { text: "the certificate is not valid yet" },
  tls_self_signed: { text: "the certificate is self-signed" },
  tls_untrusted: { text: "the certificate's issuer is not trusted" },
  tls_wrong_host: { text: "the certificate is for another name" },
  tls_not_spoken: { text: "the other side does not speak TLS" },
  tls_failed: { text: "the TLS handshake failed" },
  // Ping.
  no_reply: { text: "no reply" },
  ping_failed: { text: "ping could not be sent" },
};

/** A reason for people. A heartbeat's reason is its sender's own message and stays as it is. */
export function reasonText(reason: string | null, statusCode: number | null = null): string | null {
  if (reason === null || reason === "") return null;
  if (reason === "unexpected_status" && statusCode !== null) return `answered with status ${statusCode}`;
  if (reason.startsWith("checker_failed:"))
    return `the check itself failed (${reason.slice("checker_failed:".length)})`;
  return reasons[reason]?.text ?? reason;
}

/** What to do about a reason; null where there is nothing to say. */
export function reasonHint(reason: string | null): string | null {
  return (reason === null ? undefined : reasons[reason]?.hint) ?? null;
}

/** Whether the reason says that nobody looked, rather than how the target is. */
export function isSilence(reason: string | null): boolean {
  return (
    reason !== null &&
    ["waiting_for_first_result", "paused", "no_probe", "no_results", "probe_offline"].includes(reason)
  );
}

export const reasonCodes: readonly string[] = Object.keys(reasons);
