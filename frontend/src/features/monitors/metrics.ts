import type { CheckKind } from "../../lib/database.ts";

/** How a metric is compared and in what its values are given. */
export type MetricForm = "outcome" | "milliseconds" | "number" | "days" | "percent" | "text" | "json";

export type Operator = "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "contains" | "not_contains";

export interface Metric {
  /** As stored; "json" stands for every `json.$…` path. */
  id: string;
  /** In a sentence: "response time". */
  label: string;
  form: MetricForm;
}

const up: Metric = { id: "up", label: "the check", form: "outcome" };
const latency: Metric = { id: "latency_ms", label: "response time", form: "milliseconds" };
const dns: Metric = { id: "timings.dns", label: "DNS time", form: "milliseconds" };
const connect: Metric = { id: "timings.connect", label: "connect time", form: "milliseconds" };
const tls: Metric = { id: "timings.tls", label: "TLS time", form: "milliseconds" };
const firstByte: Metric = { id: "timings.first_byte", label: "time to first byte", form: "milliseconds" };
const daysLeft: Metric = { id: "tls.days_left", label: "certificate", form: "days" };
const json: Metric = { id: "json", label: "JSON value", form: "json" };

/** What docs/check-kinds says each kind observes. */
export const metricsOf: Record<CheckKind, readonly Metric[]> = {
  http: [
    up,
    latency,
    { id: "status_code", label: "status code", form: "number" },
    { id: "body", label: "answer", form: "text" },
    json,
    daysLeft,
    dns,
    connect,
    tls,
    firstByte,
  ],
  tcp: [up, latency, dns, connect],
  ping: [up, latency, { id: "ping.loss_percent", label: "packet loss", form: "percent" }, dns],
  dns: [up, latency, { id: "dns.answers", label: "records", form: "text" }],
  tls: [up, daysLeft, latency, dns, connect, tls],
  heartbeat: [up, latency],
};

const everyMetric = new Map(Object.values(metricsOf).flatMap((list) => list.map((metric) => [metric.id, metric])));

/** The metric of a stored name, `json.$.status` included. */
export function metricOf(name: string): Metric {
  return everyMetric.get(name.startsWith("json.") ? "json" : name) ?? { id: name, label: name, form: "number" };
}

/** Which comparisons a form admits, in words. The first is the default. */
export const operatorsOf: Record<MetricForm, readonly { value: Operator; label: string }[]> = {
  outcome: [{ value: "eq", label: "is" }],
  milliseconds: [
    { value: "gt", label: "is above" },
    { value: "gte", label: "is at least" },
    { value: "lt", label: "is below" },
    { value: "lte", label: "is at most" },
  ],
  number: [
    { value: "eq", label: "is" },
    { value: "ne", label: "is not" },
    { value: "gte", label: "is at least" },
    { value: "gt", label: "is above" },
    { value: "lte", label: "is at most" },
    { value: "lt", label: "is below" },
  ],
  days: [
    { value: "lt", label: "expires in under" },
    { value: "lte", label: "expires in at most" },
  ],
  percent: [
    { value: "gt", label: "is above" },
    { value: "gte", label: "is at least" },
    { value: "lt", label: "is below" },
  ],
  text: [
    { value: "not_contains", label: "does not contain" },
    { value: "contains", label: "contains" },
  ],
  json: [
    { value: "ne", label: "is not" },
    { value: "eq", label: "is" },
    { value: "gt", label: "is above" },
    { value: "gte", label: "is at least" },
    { value: "lt", label: "is below" },
    { value: "lte", label: "is at most" },
  ],
};

/** What a check observed, for people: "Certificate", "61 days". Names that are not known stay as they are. */
export function observedInWords(name: string, value: unknown): { name: string; value: string } {
  const { label, form } = metricOf(name);
  const unit = unitOf[form];
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return {
    name: name.startsWith("json.") ? name.slice("json.".length) : label.charAt(0).toUpperCase() + label.slice(1),
    value: typeof value === "number" && unit !== undefined ? `${text}\u00a0${unit}` : text,
  };
}

export const unitOf: Partial<Record<MetricForm, string>> = { milliseconds: "ms", days: "days", percent: "%" };
