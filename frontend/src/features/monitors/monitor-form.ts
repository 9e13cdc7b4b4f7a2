import {
  DnsCheckConfig,
  dnsRecordTypes,
  HeartbeatCheckConfig,
  HttpCheckConfig,
  PingCheckConfig,
  TcpCheckConfig,
  TlsCheckConfig,
} from "@heliograph/shared/domain/checks.ts";
import { z } from "zod";
import type { CheckKind, IncidentAutomation } from "../../lib/database.ts";
import { checkKindOrder } from "./kinds.ts";

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

export const automations = ["off", "draft", "publish"] as const satisfies readonly IncidentAutomation[];

const configSchemas = {
  http: HttpCheckConfig,
  tcp: TcpCheckConfig,
  ping: PingCheckConfig,
  dns: DnsCheckConfig,
  tls: TlsCheckConfig,
  heartbeat: HeartbeatCheckConfig,
} satisfies Record<CheckKind, z.ZodType>;

const HeaderLine = z.object({ name: z.string(), value: z.string() });

/** What every kind's inputs hold, as typed. What a kind does not use stays as it is and is not sent. */
const FormShape = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "A name has at most 80 characters."),
  kind: z.enum(checkKindOrder),
  url: z.string(),
  method: z.enum(httpMethods),
  headers: z.array(HeaderLine),
  body: z.string(),
  expected_status: z.string(),
  follow_redirects: z.boolean(),
  verify_tls: z.boolean(),
  username: z.string(),
  host: z.string(),
  port: z.string(),
  packets: z.string(),
  record_type: z.enum(dnsRecordTypes),
  resolver: z.string(),
  server_name: z.string(),
  interval_seconds: figure(1, 86_400, "An interval has 1 to 86,400 seconds."),
  timeout_ms: figure(100, 60_000, "A timeout has 100 to 60,000 ms."),
  region_ids: z.array(z.string()),
  confirmations: figure(1, 10, "1 to 10 checks."),
  confirmation_window: figure(1, 10, "1 to 10 checks."),
  automation: z.enum(automations),
});

/** A whole number, typed as text so that a half-typed one is not lost. */
function figure(least: number, most: number, message: string) {
  return z.string().refine((text) => {
    const value = Number(text);
    return text.trim() !== "" && Number.isInteger(value) && value >= least && value <= most;
  }, message);
}

export type MonitorValues = z.infer<typeof FormShape>;

/** The form's schema: the shared schema of the kind judges the configuration, its errors land under the inputs. */
export const MonitorForm = FormShape.superRefine((values, context) => {
  const parsed = configSchemas[values.kind].safeParse(typedConfig(values));
  for (const issue of parsed.error?.issues ?? []) {
    const path = inputOf(values, issue.path);
    context.addIssue({ code: "custom", path, message: issueText(issue.message, path) });
  }
  if (values.kind !== "heartbeat" && values.region_ids.length === 0) {
    context.addIssue({ code: "custom", path: ["region_ids"], message: "Choose at least one region." });
  }
  if (Number(values.confirmations) > Number(values.confirmation_window)) {
    context.addIssue({
      code: "custom",
      path: ["confirmations"],
      message: "This cannot be more than the checks that are looked at.",
    });
  }
});

function issueText(message: string, path: readonly PropertyKey[]): string {
  // Zod's own words for a missing number are for programmers.
  return path[0] === "port" && message.startsWith("Invalid input") ? "A port is between 1 and 65535." : message;
}

/** Which input an issue of the configuration belongs to. */
function inputOf(values: MonitorValues, path: readonly PropertyKey[]): PropertyKey[] {
  const [first, second] = path;
  if (first === "name") return ["host"];
  if (first === "headers") {
    const index = values.headers.findIndex(({ name }) => name.trim() === String(second ?? ""));
    return index === -1 ? ["headers"] : ["headers", index, "name"];
  }
  return first === undefined ? ["root"] : [first];
}

/** The configuration as typed, in the shape of the shared schemas (docs/check-kinds). */
function typedConfig(values: MonitorValues): Record<string, unknown> {
  const host = values.host.trim();
  const port = toNumber(values.port);
  switch (values.kind) {
    case "http":
      return {
        url: values.url.trim(),
        method: values.method,
        headers: headersOf(values.headers),
        body: hasBody(values.method) ? values.body : "",
        expected_status: values.expected_status,
        follow_redirects: values.follow_redirects,
        verify_tls: values.verify_tls,
        username: values.username.trim(),
      };
    case "tcp":
      return { host, port };
    case "ping":
      return { host, packets: toNumber(values.packets) };
    case "dns":
      return { name: host, record_type: values.record_type, resolver: values.resolver.trim() };
    case "tls":
      return { host, port, server_name: values.server_name.trim() };
    case "heartbeat":
      return {};
  }
}

/** Whether requests of this method carry a body. */
export function hasBody(method: MonitorValues["method"]): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(method);
}

function toNumber(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

/** Header lines as the configuration has them; empty lines are left out. */
export function headersOf(lines: readonly { name: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(
    lines
      .filter(({ name, value }) => name.trim() !== "" || value !== "")
      .map(({ name, value }) => [name.trim(), value]),
  );
}

/** Secrets as typed; kept apart from the form's values, so that no draft ever holds them. */
export interface SecretValues {
  password: string;
  token: string;
  headers: { name: string; value: string }[];
}

export const noSecrets: SecretValues = { password: "", token: "", headers: [] };

/** Every secret as the configuration carries it to the database; an empty one is removed there. */
export function secretsOf({ password, token, headers }: SecretValues) {
  return { password, token, secret_headers: headersOf(headers) };
}

/** Whether any secret was typed. */
export function hasSecrets({ password, token, headers }: SecretValues): boolean {
  return password !== "" || token !== "" || Object.keys(headersOf(headers)).length > 0;
}

/** Names of the secrets a stored configuration says are set: password, token, header x-api-key. */
export function storedSecretNames(config: unknown): string[] {
  const names: unknown = readField(config, "secret_names");
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

/** Whether two web addresses are one server's: secrets go to no other than the one they were given for. */
export function isSameServer(a: string, b: string): boolean {
  return URL.parse(a.trim())?.origin === URL.parse(b.trim())?.origin;
}

/** The configuration a probe runs: defaults filled in, secrets left out. Throws for values the form would refuse. */
export function configOf(values: MonitorValues): Record<string, unknown> {
  const {
    password: _,
    token: __,
    secret_headers: ___,
    ...config
  } = readRecord(configSchemas[values.kind].parse(typedConfig(values)));
  return config;
}

/** Columns of `monitors` but the configuration. */
export function columnsOf(values: MonitorValues) {
  return {
    name: values.name.trim(),
    interval_seconds: Number(values.interval_seconds),
    timeout_ms: Number(values.timeout_ms),
    region_ids: values.kind === "heartbeat" ? ["push"] : values.region_ids,
    confirmations: Number(values.confirmations),
    confirmation_window: Number(values.confirmation_window),
    automation: values.automation,
  };
}

export interface StoredMonitor {
  name: string;
  kind: CheckKind;
  config: unknown;
  interval_seconds: number;
  timeout_ms: number;
  region_ids: string[];
  confirmations: number;
  confirmation_window: number;
  automation: IncidentAutomation;
}

/** The form's values of a stored monitor. */
export function valuesOf(monitor: StoredMonitor): MonitorValues {
  const config = readRecord(monitor.config);
  const text = (name: string, fallback = ""): string => {
    const value = config[name];
    return typeof value === "string" || typeof value === "number" ? String(value) : fallback;
  };
  const headers = readRecord(config.headers);
  return {
    ...emptyMonitor(monitor.kind, monitor.name),
    url: text("url"),
    method: httpMethods.find((method) => method === config.method) ?? "GET",
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: String(value) })),
    body: text("body"),
    expected_status: text("expected_status", "200-399"),
    follow_redirects: config.follow_redirects !== false,
    verify_tls: config.verify_tls !== false,
    username: text("username"),
    host: monitor.kind === "dns" ? text("name") : text("host"),
    port: text("port", monitor.kind === "tls" ? "443" : ""),
    packets: text("packets", "1"),
    record_type: dnsRecordTypes.find((type) => type === config.record_type) ?? "A",
    resolver: text("resolver"),
    server_name: text("server_name"),
    interval_seconds: String(monitor.interval_seconds),
    timeout_ms: String(monitor.timeout_ms),
    region_ids: monitor.region_ids,
    confirmations: String(monitor.confirmations),
    confirmation_window: String(monitor.confirmation_window),
    automation: monitor.automation,
  };
}

/** A new monitor: what most want, so that only the target is left to enter. */
export function emptyMonitor(kind: CheckKind, name: string): MonitorValues {
  return {
    name,
    kind,
    url: "",
    method: "GET",
    headers: [],
    body: "",
    expected_status: "200-399",
    follow_redirects: true,
    verify_tls: true,
    username: "",
    host: "",
    port: kind === "tls" ? "443" : "",
    packets: "3",
    record_type: "A",
    resolver: "",
    server_name: "",
    interval_seconds: kind === "heartbeat" ? "3600" : kind === "tls" ? "3600" : "30",
    timeout_ms: kind === "heartbeat" ? "60000" : "10000",
    region_ids: [],
    confirmations: kind === "heartbeat" ? "1" : "2",
    confirmation_window: kind === "heartbeat" ? "1" : "2",
    automation: "off",
  };
}

function readRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function readField(value: unknown, name: string): unknown {
  return readRecord(value)[name];
}

/** Inputs by the names the database uses in its errors: HG details, and what a constraint's name ends in. */
export const monitorFields = {
  name: "name",
  name_length: "name",
  kind: "kind",
  interval_seconds: "interval_seconds",
  interval_range: "interval_seconds",
  timeout_ms: "timeout_ms",
  timeout_range: "timeout_ms",
  region_ids: "region_ids",
  regions_some: "region_ids",
  confirmations: "confirmations",
  confirmations_range: "confirmations",
} as const satisfies Record<string, keyof MonitorValues>;
