import { z } from "zod";

/**
 * Configuration of each check kind: what a monitor stores, what the dashboard's form asks for, what a probe runs.
 * Secrets (password, token, secret headers) are merged in when a probe leases the check and are never read back.
 */

// Every label but the last is closed by a dot, so there is one way to match: no input takes more than linear time.
const hostPattern =
  /^(?:[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(?:\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*\.?|(?=[^:]*:)[0-9a-fA-F:.]+)$/;

/** A host name or an IP address, without scheme, port or brackets. */
export const Host = z
  .string()
  .trim()
  .min(1, "Enter a host name or an IP address.")
  .max(253)
  .regex(hostPattern, "This is not a host name or an IP address.");

const Port = z.number().int().min(1, "A port is between 1 and 65535.").max(65_535, "A port is between 1 and 65535.");

const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Names a request may not choose: they frame the message or belong to the connection.
const reservedHeaders = new Set(["host", "connection", "content-length", "transfer-encoding", "upgrade", "expect"]);

const Headers = z
  .record(
    z
      .string()
      .regex(headerName, "This is not a header name.")
      .refine((name) => !reservedHeaders.has(name.toLowerCase()), "This header is set by the probe."),
    z
      .string()
      .max(4096)
      .regex(/^[^\r\n\0]*$/, "A header has one line."),
  )
  .refine((headers) => Object.keys(headers).length <= 30, "At most 30 headers.");

/** Status codes and ranges, e.g. `200-299,304`. */
export const StatusCodes = z
  .string()
  .trim()
  .regex(
    /^[1-5]\d\d(?:-[1-5]\d\d)?(?:\s*,\s*[1-5]\d\d(?:-[1-5]\d\d)?)*$/,
    "Write codes and ranges, such as 200-299,304.",
  );

export const HttpCheckConfig = z.object({
  url: z.url({ protocol: /^https?$/, error: "Enter a web address that begins with http:// or https://." }).max(2048),
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]).default("GET"),
  headers: Headers.default({}),
  body: z.string().max(8192).default(""),
  expected_status: StatusCodes.default("200-399"),
  follow_redirects: z.boolean().default(true),
  verify_tls: z.boolean().default(true),
  username: z.string().max(256).default(""),
  /** Secret: with username, HTTP basic authentication. */
  password: z.string().max(1024).default(""),
  /** Secret: sent as bearer token. */
  token: z.string().max(4096).default(""),
  /** Secret: headers whose values must not be read back. */
  secret_headers: Headers.default({}),
});

export const TcpCheckConfig = z.object({ host: Host, port: Port });

export const PingCheckConfig = z.object({ host: Host, packets: z.number().int().min(1).max(10).default(1) });

export const dnsRecordTypes = ["A", "AAAA", "CNAME", "MX", "NS", "TXT", "SOA", "SRV", "CAA", "PTR"] as const;

export const DnsCheckConfig = z.object({
  name: Host,
  record_type: z.enum(dnsRecordTypes).default("A"),
  /** IP address of the server to ask; empty means the system's. */
  resolver: z.union([z.literal(""), z.ipv4(), z.ipv6()]).default(""),
});

export const TlsCheckConfig = z.object({
  host: Host,
  port: Port.default(443),
  /** Name to ask for (SNI) and to verify; empty means the host. */
  server_name: z.union([z.literal(""), Host]).default(""),
});

/** Nothing to configure: the watched side sends. */
export const HeartbeatCheckConfig = z.object({});

export type HttpCheck = z.infer<typeof HttpCheckConfig>;
export type TcpCheck = z.infer<typeof TcpCheckConfig>;
export type PingCheck = z.infer<typeof PingCheckConfig>;
export type DnsCheck = z.infer<typeof DnsCheckConfig>;
export type TlsCheck = z.infer<typeof TlsCheckConfig>;

/** Whether a status code is among codes and ranges such as `200-299,304`. */
export function matchesStatusCodes(codes: string, status: number): boolean {
  return codes.split(",").some((part) => {
    const [low, high] = part.trim().split("-").map(Number);
    return low !== undefined && status >= low && status <= (high ?? low);
  });
}
