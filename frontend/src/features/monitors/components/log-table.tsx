import { ChevronDown } from "lucide-react";
import { Fragment, memo, useState } from "react";
import { timeWithSeconds } from "../../../lib/calendar.ts";
import { latency } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { mobileQuery, useMedia } from "../../../lib/use-media.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { Rule } from "../criteria.ts";
import { verdictReason } from "../criteria-match.ts";
import { type CheckResult, resultKey } from "../log-stream.ts";
import { phaseShares } from "../phases.ts";
import { LogDetails } from "./log-details.tsx";

export interface LogTableProps {
  results: readonly CheckResult[];
  nameOf: (regionId: string) => string;
  /** By monitor id; empty where a component has only one. */
  monitorNames: ReadonlyMap<string, string>;
  /** The criteria of each monitor, by its id. */
  rules: ReadonlyMap<string, readonly Rule[]>;
}

const columnCount = 8;

/** Results, newest first; a row opens its details. */
export function LogTable({ results, nameOf, monitorNames, rules }: LogTableProps) {
  const [openKey, setOpenKey] = useState<string | null>(null);
  const isMobile = useMedia(mobileQuery);
  const slowest = Math.max(1, ...results.map(({ latency_ms: ms }) => ms ?? 0));
  const rows = results.map((result) => {
    const key = resultKey(result);
    const isOpen = key === openKey;
    const matched = result.rule === null ? undefined : rules.get(result.monitor_id)?.[result.rule - 1];
    const why = verdictReason(result, matched);
    return {
      key,
      isOpen,
      result,
      regionName: nameOf(result.region_id),
      why,
      toggle: () => setOpenKey(isOpen ? null : key),
      details: isOpen ? (
        <LogDetails
          result={result}
          why={why}
          regionName={nameOf(result.region_id)}
          monitorName={monitorNames.get(result.monitor_id) ?? null}
        />
      ) : null,
    };
  });
  if (isMobile)
    return (
      <ul aria-label="Checks">
        {rows.map(({ key, details, ...row }) => (
          <li key={key} className="border-border border-t first:border-t-0">
            <MobileRow {...row} />
            {details === null ? null : <div className="border-border border-t bg-inset px-4 py-3">{details}</div>}
          </li>
        ))}
      </ul>
    );
  return (
    <table className="data-table" aria-label="Checks">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Region</th>
          <th scope="col">Verdict</th>
          <th scope="col">Code</th>
          <th scope="col" className="text-right">
            Total
          </th>
          <th scope="col" className="w-40">
            Phases
          </th>
          <th scope="col">Reason</th>
          <th scope="col" className="w-8">
            <span className="sr-only">Details</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, details, ...row }) => (
          <Fragment key={key}>
            <Row {...row} slowest={slowest} />
            {details === null ? null : (
              <tr>
                <td colSpan={columnCount} className="bg-inset px-4! py-3!">
                  {details}
                </td>
              </tr>
            )}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  result: CheckResult;
  regionName: string;
  /** Why the verdict is what it is. */
  why: string | null;
  isOpen: boolean;
  toggle: () => void;
}

const Row = memo(
  function Row({ result, regionName, why, isOpen, toggle, slowest }: RowProps & { slowest: number }) {
    const { checked_at: at, verdict, status_code: code, latency_ms: total } = result;
    return (
      <tr className="log-row" data-open={isOpen || undefined} onClick={toggle}>
        <td className="whitespace-nowrap font-mono text-[12.5px]">
          <time dateTime={at}>{timeWithSeconds(at, browserZone())}</time>
        </td>
        <td className="whitespace-nowrap">{regionName}</td>
        <td>
          <StatusBadge status={verdict} />
        </td>
        <td className="font-mono text-[12.5px]">{code ?? ""}</td>
        <td className="whitespace-nowrap text-right">{total === null ? "" : latency(total)}</td>
        <td>
          <Phases result={result} slowest={slowest} />
        </td>
        <td className="max-w-60 truncate text-text-2">{why}</td>
        <td className="pl-0!">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`Details of ${timeWithSeconds(at, browserZone())}, ${regionName}`}
            className="grid size-6 cursor-pointer place-items-center rounded-control text-text-3 hover:bg-surface-3"
          >
            <ChevronDown size={15} strokeWidth={1.75} className={isOpen ? "rotate-180" : ""} aria-hidden="true" />
          </button>
        </td>
      </tr>
    );
  },
  (before, after) =>
    before.result === after.result &&
    before.isOpen === after.isOpen &&
    before.slowest === after.slowest &&
    before.regionName === after.regionName &&
    before.why === after.why,
);

/** Each phase as a piece of a bar; its length beside the slowest check on screen. */
function Phases({ result, slowest }: { result: CheckResult; slowest: number }) {
  const { latency_ms: total } = result;
  if (total === null) return null;
  const shares = phaseShares(result, total);
  return (
    <span className="phases" style={{ width: `${Math.max(4, (total / slowest) * 100)}%` }} aria-hidden="true">
      {shares.length === 0 ? <span className="flex-1" style={{ background: "var(--chart-1)" }} /> : null}
      {shares.map(({ key, hue, share }) => (
        <span key={key} style={{ flexGrow: share * 100, background: hue }} />
      ))}
    </span>
  );
}

function MobileRow({ result, regionName, why, isOpen, toggle }: RowProps) {
  const { checked_at: at, verdict, status_code: code, latency_ms: total } = result;
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={toggle}
      className="block min-h-14 w-full cursor-pointer px-4 py-2 text-left focus-visible:-outline-offset-2"
    >
      <span className="flex items-center justify-between gap-3">
        <StatusBadge status={verdict} />
        <span className="font-mono text-[12.5px]">{timeWithSeconds(at, browserZone())}</span>
      </span>
      <span className="mt-0.5 flex flex-wrap gap-x-2 text-[12.5px]/[18px] text-text-2">
        <span>{regionName}</span>
        {total === null ? null : <span>{latency(total)}</span>}
        {code === null ? null : <span className="font-mono">{code}</span>}
        <span>{why}</span>
      </span>
    </button>
  );
}
