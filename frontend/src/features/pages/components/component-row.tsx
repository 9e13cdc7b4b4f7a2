import { memo, useEffect, useRef } from "react";
import { latency as latencyText, percent, percentFigure } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { Sparkline } from "../../../ui/sparkline.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { UptimeBars } from "../../../ui/uptime-bars.tsx";
import type { DatedIncident } from "../incident-days.ts";
import type { ComponentSnapshot, Latency } from "../snapshot.ts";
import { ComponentAbout } from "./component-about.tsx";
import { DayDetailCard, dayAtIndex, dayInWords } from "./day-detail.tsx";
import { DayIncidents } from "./day-incidents.tsx";

export interface ComponentRowProps {
  component: ComponentSnapshot;
  timeZone: string;
  /** When the snapshot was made: times on that day are told without a date. */
  reference: string;
  /** Those of this component in the days shown. */
  incidents: readonly DatedIncident[];
  slug: string;
}

export const ComponentRow = memo(function ComponentRow(props: ComponentRowProps) {
  const { component, timeZone, reference, incidents, slug } = props;
  const { name, days, uptime, latency, status, description } = component;
  const row = useFlashOnChange(status);
  const count = days.statuses.length;
  const incidentsOf = (index: number) => {
    const { date } = dayAtIndex(days, index);
    return incidents.filter(({ first, last }) => date >= first && date <= last);
  };
  const isPlain = description === null && status === "operational";
  return (
    <li ref={row} className={isPlain ? "component-row is-plain" : "component-row"} data-component-id={component.id}>
      <div className="row-name">
        <ComponentAbout component={component} timeZone={timeZone} reference={reference} />
      </div>
      <UptimeBars
        statuses={days.statuses}
        label={strings.bars.label(name, count)}
        summary={strings.bars.summary(name, count, uptime === null ? null : percent(uptime))}
        dayLabel={(index) => dayInWords(dayAtIndex(days, index), incidentsOf(index).length)}
        dayLinks={(index) => {
          const found = incidentsOf(index);
          return found.length === 0 ? null : <DayIncidents incidents={found} slug={slug} />;
        }}
        dayDetail={(index) => <DayDetailCard day={dayAtIndex(days, index)} isToday={index === count - 1} />}
      />
      <UptimeFigure uptime={uptime} />
      <LatencyFigure latency={latency} />
      <div className="row-status flex justify-end">
        <StatusBadge status={status} />
      </div>
    </li>
  );
});

function UptimeFigure({ uptime }: { uptime: number | null }) {
  return (
    <div className="row-figure">
      <span className="sr-only">{strings.columns.uptime} </span>
      {uptime === null ? (
        <span className="text-text-3">
          <span aria-hidden="true">{strings.row.noUptime}</span>
          <span className="sr-only">{strings.row.noUptimeLong}</span>
        </span>
      ) : (
        <>
          {percentFigure(uptime)}
          <span className="text-text-3">{"\u00a0%"}</span>
        </>
      )}
      <span className="rows:hidden" aria-hidden="true">
        {uptime === null ? null : ` ${strings.columns.uptime.toLowerCase()}`}
      </span>
    </div>
  );
}

function LatencyFigure({ latency }: { latency: Latency | null }) {
  if (latency === null || latency.p95_ms === null) return <div className="row-latency" />;
  return (
    <div className="row-latency">
      <Sparkline values={latency.hourly_p95_ms} />
      <span>
        <span className="sr-only">{strings.row.responseTime} </span>
        <span className="rows:hidden" aria-hidden="true">
          p95{" "}
        </span>
        {latencyText(latency.p95_ms)}
      </span>
    </div>
  );
}

/** Lets the row flash once when the status becomes another one. */
function useFlashOnChange(status: string) {
  const row = useRef<HTMLLIElement>(null);
  const shown = useRef(status);
  useEffect(() => {
    const element = row.current;
    if (element === null || shown.current === status) return;
    shown.current = status;
    element.classList.remove("is-changed");
    // Reading the layout makes the browser forget the running animation, so that it starts anew.
    void element.offsetWidth;
    element.classList.add("is-changed");
  }, [status]);
  return row;
}
