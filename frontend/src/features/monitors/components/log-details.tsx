import { dateAndTime, latency } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import type { CheckResult } from "../log-stream.ts";
import { observedInWords } from "../metrics.ts";
import { phaseShares } from "../phases.ts";
import { reasonHint } from "../reasons.ts";

export interface LogDetailsProps {
  result: CheckResult;
  regionName: string;
  /** Why the verdict is what it is. */
  why: string | null;
  /** Where a component has several. */
  monitorName: string | null;
}

/** Everything that is known of one check. */
export function LogDetails({ result, regionName, why, monitorName }: LogDetailsProps) {
  const { checked_at: at, probe, reason, status_code: code, latency_ms: total, metrics, rule, verdict } = result;
  const shares = phaseShares(result, total ?? 0);
  const observed = typeof metrics === "object" && metrics !== null ? Object.entries(metrics) : [];
  const hint = reasonHint(reason);
  return (
    <div className="grid gap-x-8 gap-y-3 max-w-3xl text-[13px]/5 tablet:grid-cols-2">
      <dl>
        <Line name="Time">{dateAndTime(at, browserZone())}</Line>
        <Line name="Region">
          {regionName}
          {probe === null ? "" : ` · ${probe}`}
        </Line>
        {monitorName === null ? null : <Line name="Monitor">{monitorName}</Line>}
        <Line name="Decided by">
          {rule === null ? (verdict === "unknown" ? "nobody could look" : "no rule matched") : `rule ${rule}`}
        </Line>
        {code === null ? null : <Line name="Status code">{code}</Line>}
        {why === null ? null : (
          <Line name="Reason">
            {why}
            {hint === null ? null : <span className="block text-text-3">{hint}</span>}
          </Line>
        )}
      </dl>
      <dl>
        {shares.map(({ key, label, hue, ms }) => (
          <Line
            key={key}
            name={
              <span className="inline-flex items-center gap-2">
                <span className="size-2 rounded-[2px]" style={{ background: hue }} aria-hidden="true" />
                {label}
              </span>
            }
          >
            {preciseLatency(ms)}
          </Line>
        ))}
        {total === null ? null : <Line name="Total">{preciseLatency(total)}</Line>}
        {observed.map(([key, value]) => {
          const words = observedInWords(key, value);
          return (
            <Line key={key} name={words.name}>
              {words.value}
            </Line>
          );
        })}
      </dl>
    </div>
  );
}

function Line({ name, children }: { name: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Below 10 ms with one decimal: "1.2 ms". */
function preciseLatency(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)}\u00a0ms` : latency(ms);
}
