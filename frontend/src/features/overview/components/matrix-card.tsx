import type { ReactNode } from "react";
import { latency } from "../../../lib/format.ts";
import { type ComponentStatus, isAffected } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { mobileQuery, useMedia } from "../../../lib/use-media.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { MiniBars } from "../../../ui/mini-bars.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { useFlash } from "../../../ui/use-flash.ts";
import { hoursInWords } from "../hourly-bars.ts";
import { badCells, darkRegions, type Matrix, type MatrixCell, type MatrixRow } from "../region-matrix.ts";

interface MatrixComponent {
  id: string;
  name: string;
  status: ComponentStatus;
  status_since: string;
}

export interface MatrixCardProps {
  matrix: Matrix<MatrixComponent>;
  regionNames: ReadonlyMap<string, string>;
  /** 24 letters per component id; missing while they are fetched. */
  hours: ReadonlyMap<string, string>;
  /** Words for a check's reason. */
  reasonText: (reason: string) => string;
  /** The component's name as a link to its page. */
  renderName: (component: MatrixComponent) => ReactNode;
}

/** What each region says of each monitored component; only bad cells are tinted. */
export function MatrixCard(props: MatrixCardProps) {
  const isMobile = useMedia(mobileQuery);
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Monitored components by region">
        {isMobile ? null : <span className="text-text-3">p95 of the last 5 min</span>}
      </CardHeader>
      {isMobile ? <BadCells {...props} /> : <Grid {...props} />}
    </Card>
  );
}

function Grid({ matrix, regionNames, hours, reasonText, renderName }: MatrixCardProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="overflow-x-auto" aria-label="Monitored components by region" tabIndex={0}>
      <table className="data-table matrix">
        <thead>
          <tr>
            <th scope="col">Component</th>
            {matrix.regionIds.map((id) => (
              <th key={id} scope="col" className="text-right">
                {regionNames.get(id) ?? id}
              </th>
            ))}
            <th scope="col" className="w-[130px] pl-4!">
              Last 24 h
            </th>
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <GridRow
              key={row.component.id}
              row={row}
              regionIds={matrix.regionIds}
              codes={hours.get(row.component.id)}
              reasonText={reasonText}
              renderName={renderName}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface GridRowProps {
  row: MatrixRow<MatrixComponent>;
  regionIds: readonly string[];
  codes: string | undefined;
  reasonText: (reason: string) => string;
  renderName: (component: MatrixComponent) => ReactNode;
}

function GridRow({ row: { component, cells }, regionIds, codes, reasonText, renderName }: GridRowProps) {
  const flash = useFlash(component.status_since);
  return (
    <tr className={flash}>
      <th scope="row">
        <span className="flex items-center gap-2.5">
          <StatusGlyph status={component.status} size={15} label={strings.status[component.status]} />
          {renderName(component)}
        </span>
      </th>
      {regionIds.map((id) => (
        <td key={id} className="text-right">
          <Cell cell={cells.get(id)} reasonText={reasonText} />
        </td>
      ))}
      <td className="pl-4!">
        {codes === undefined ? null : (
          <MiniBars statuses={codes} className="h-[18px] w-[98px]" label={`Last 24 hours: ${hoursInWords(codes)}`} />
        )}
      </td>
    </tr>
  );
}

function Cell({ cell, reasonText }: { cell: MatrixCell | undefined; reasonText: (reason: string) => string }) {
  if (cell === undefined) return <span className="text-text-3">–</span>;
  if (cell.status === "unknown") {
    return (
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-text-3">
        <StatusGlyph status="unknown" size={13} />
        no data
      </span>
    );
  }
  const text = cellText(cell);
  if (!isAffected(cell.status)) return text;
  return (
    <span
      data-status={cell.status}
      title={cell.reason === null ? undefined : reasonText(cell.reason)}
      className="-mr-1.5 inline-flex h-7 items-center align-middle gap-1.5 whitespace-nowrap rounded-chip bg-status-soft px-1.5 font-semibold text-status-fg"
    >
      <StatusGlyph status={cell.status} size={13} label={strings.status[cell.status]} />
      {text}
    </span>
  );
}

/** The time it took; where there is none, what came instead. */
function cellText({ latencyMs, statusCode, status }: MatrixCell): string {
  if (statusCode !== null && statusCode >= 400) return String(statusCode);
  if (latencyMs !== null) return latencyMs < 1 ? `< ${latency(1)}` : latency(latencyMs);
  return isAffected(status) ? "down" : "–";
}

/** On small screens only what is not in order, as a list. */
function BadCells({ matrix, regionNames, reasonText, renderName }: MatrixCardProps) {
  const bad = badCells(matrix);
  const dark = darkRegions(matrix);
  if (bad.length === 0 && dark.length === 0) {
    return (
      <p className="flex items-center gap-2.5 px-4 py-4">
        <StatusGlyph status="operational" size={15} />
        All {matrix.rows.length} are in order in every region.
      </p>
    );
  }
  return (
    <ul>
      {bad.map(({ component, regionId, cell }) => (
        <li
          key={`${component.id} ${regionId}`}
          className="flex items-center gap-3 border-border border-t px-4 py-2.5 first:border-t-0"
        >
          <span className="min-w-0 flex-1">
            <span className="block truncate">{renderName(component)}</span>
            <span className="block text-[12.5px]/[18px] text-text-2">
              {regionNames.get(regionId) ?? regionId}
              {cell.reason === null ? "" : `, ${reasonText(cell.reason)}`}
            </span>
          </span>
          <span className="pr-2 text-[13px]">
            <Cell cell={cell} reasonText={reasonText} />
          </span>
        </li>
      ))}
      {dark.map(({ regionId, count }) => (
        <li
          key={regionId}
          className="flex items-center gap-3 border-border border-t px-4 py-2.5 text-[13px]/5 text-text-2 first:border-t-0"
        >
          <StatusGlyph status="unknown" size={15} />
          {regionNames.get(regionId) ?? regionId}: no data for {count} of {matrix.rows.length} components
        </li>
      ))}
    </ul>
  );
}
