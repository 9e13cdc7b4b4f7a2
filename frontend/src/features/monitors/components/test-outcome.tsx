import { latency } from "../../../lib/format.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { observedInWords } from "../metrics.ts";
import { reasonHint, reasonText } from "../reasons.ts";
import { type TestOutcome as Outcome, timingsOf } from "../test-result.ts";

/** What a test found: whether it is up, how long each part took, what was observed. */
export function TestOutcome({ outcome, regionName }: { outcome: Outcome; regionName: string }) {
  const { up, inconclusive = false, status_code: code, latency_ms: total, reason, metrics } = outcome;
  const status = inconclusive ? "unknown" : up ? "operational" : "major_outage";
  const words = inconclusive ? "Inconclusive" : up ? "The check succeeds" : "The check fails";
  const hint = reasonHint(reason ?? null);
  const facts = [
    ...(code === null || code === undefined ? [] : [{ name: "Status code", value: String(code) }]),
    ...timingsOf(outcome).map(({ name, ms }) => ({ name, value: ms < 10 ? `${ms.toFixed(1)}\u00a0ms` : latency(ms) })),
    ...(total === null || total === undefined
      ? []
      : [{ name: "Total", value: total < 10 ? `${total.toFixed(1)}\u00a0ms` : latency(total) }]),
    ...Object.entries(metrics ?? {}).map(([name, value]) => observedInWords(name, value)),
  ];
  return (
    <div role="status" data-status={status} className="rounded-control border border-border bg-status-soft px-4 py-3">
      <p className="flex flex-wrap items-center gap-x-3">
        <StatusBadge status={status}>{words}</StatusBadge>
        <span className="text-[13px]/5 text-text-2">from {regionName}</span>
      </p>
      {reason === null || reason === undefined ? null : (
        <p className="mt-1 text-[13px]/5 text-status-fg">
          {capital(reasonText(reason, code ?? null) ?? "")}. {hint}
        </p>
      )}
      {facts.length === 0 ? null : (
        <dl className="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-[13px]/5">
          {facts.map(({ name, value }) => (
            <div key={name} className="flex gap-2">
              <dt className="text-text-2">{name}</dt>
              <dd className="font-medium">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
