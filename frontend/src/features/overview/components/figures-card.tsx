import type { Functions } from "../../../lib/database.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { percent, wholeNumber } from "../../../lib/format.ts";
import { Card } from "../../../ui/card.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import type { Range } from "../queries.ts";

const rangeNames = { "24h": "24 hours", "7d": "7 days", "30d": "30 days", "90d": "90 days" } satisfies Record<
  Range,
  string
>;

export type Figures = Functions["organization_figures"]["Returns"][number];

export interface IncidentFigures {
  /** Resolved within the range. */
  resolved: number;
  /** How long those lasted on average (s); null without any. */
  meanSeconds: number | null;
  open: number;
}

export interface FiguresCardProps {
  range: Range;
  /** Undefined while they are fetched for the first time. */
  figures: Figures | undefined;
  /** Undefined likewise. */
  incidents: IncidentFigures | undefined;
  affected: number;
}

/** Four key figures. Counts of checks are kept for 30 days, so longer ranges have none. */
export function FiguresCard({ range, figures, incidents, affected }: FiguresCardProps) {
  const hasCounts = range !== "90d";
  const { checks = 0, failures = 0, components = 0, monitors = 0, monitors_paused: paused = 0 } = figures ?? {};
  const uptime: number | null = figures?.uptime ?? null;
  const isThere = figures !== undefined;
  return (
    <Card className="grid grid-cols-2 overflow-hidden tablet:grid-cols-4">
      <Figure
        label={`Uptime, ${rangeNames[range]}`}
        value={isThere ? (uptime === null ? "–" : percent(uptime)) : null}
        note={uptime === null ? "no data yet" : `${count(components, "component")}`}
      />
      <Figure
        label="Mean time to resolve"
        value={incidents === undefined ? null : incidents.meanSeconds === null ? "–" : elapsed(incidents.meanSeconds)}
        note={incidents === undefined ? "" : incidentNote(incidents)}
      />
      <Figure
        label={`Checks, ${rangeNames[range]}`}
        value={isThere ? (hasCounts ? wholeNumber(checks) : "–") : null}
        note={hasCounts ? `${wholeNumber(failures)} failed` : "counted for 30 days"}
      />
      <Figure
        label="Components now"
        value={isThere ? wholeNumber(components) : null}
        note={`${affected === 0 ? "none" : wholeNumber(affected)} affected, ${count(monitors, "monitor")}${paused === 0 ? "" : `, ${wholeNumber(paused)} paused`}`}
      />
    </Card>
  );
}

function incidentNote({ resolved, open }: IncidentFigures): string {
  return `${resolved === 0 ? "none" : wholeNumber(resolved)} resolved, ${open === 0 ? "none" : wholeNumber(open)} open`;
}

function count(number: number, word: string): string {
  return `${wholeNumber(number)} ${word}${number === 1 ? "" : "s"}`;
}

function Figure({ label, value, note }: { label: string; value: string | null; note: string }) {
  return (
    <div className="border-border p-4 max-tablet:[&:nth-child(n+3)]:border-t even:border-l tablet:not-first:border-l">
      <p className="text-[13px]/5 text-text-2">{label}</p>
      {value === null ? <Skeleton className="my-1.5 h-5 w-24" /> : <p className="text-figure">{value}</p>}
      <p className="text-[12.5px]/[18px] text-text-3">{value === null ? "\u00a0" : note}</p>
    </div>
  );
}
