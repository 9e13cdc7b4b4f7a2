import { wholeNumber } from "../../../lib/format.ts";
import type { BillingState } from "../queries.ts";
import { intervalOf, limitOf, resourceNames } from "../words.ts";

const resources = ["components", "members", "subscribers"] as const;

/** What the plan allows and how much of it is used. */
export function UsageList({ state }: { state: BillingState }) {
  const often = state.used_interval_seconds;
  return (
    <dl className="grid gap-y-3">
      {resources.map((resource) => (
        <Usage
          key={resource}
          name={resourceNames[resource]}
          used={state[`used_${resource}`]}
          most={limitOf(state, resource)}
        />
      ))}
      <div className="flex flex-wrap justify-between gap-x-4 border-border border-t pt-3">
        <dt>Checks</dt>
        <dd className="text-text-2">
          {intervalOf(state.min_interval_seconds)} at most
          {often === null ? "" : `; your most frequent one runs ${intervalOf(often)}`}
        </dd>
      </div>
    </dl>
  );
}

function Usage({ name, used, most }: { name: string; used: number; most: number | null }) {
  const isFull = most !== null && used >= most;
  return (
    <div
      className="grid grid-cols-[auto_1fr] items-baseline gap-x-4 gap-y-1.5"
      data-status={isFull ? "partial_outage" : undefined}
    >
      <dt>{name}</dt>
      <dd className={`text-right ${isFull ? "font-medium text-status-fg" : "text-text-2"}`}>
        {most === null
          ? `${wholeNumber(used)}, no limit`
          : `${wholeNumber(used)} of ${wholeNumber(most)}${isFull ? ", no room left" : ""}`}
      </dd>
      {most === null || most === 0 ? null : (
        <dd className="col-span-2 h-1.5 overflow-hidden rounded-full bg-surface-3" aria-hidden="true">
          <div
            className={`h-full rounded-full ${isFull ? "bg-status-solid" : "bg-accent"}`}
            style={{ width: `${Math.min(100, (used / most) * 100)}%` }}
          />
        </dd>
      )}
    </div>
  );
}
