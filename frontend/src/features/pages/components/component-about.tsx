import { Info } from "lucide-react";
import { percent, timeNear } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { ComponentSnapshot } from "../snapshot.ts";
import { dayInWords, troubledDays } from "./day-detail.tsx";

export interface ComponentAboutProps {
  component: ComponentSnapshot;
  timeZone: string;
  reference: string;
}

/**
 * A component's name, which opens to what it is, which source decided its status and since when, and its days with
 * trouble: everything the bars show, in words. A plain disclosure, so it works without JavaScript.
 */
export function ComponentAbout({ component, timeZone, reference }: ComponentAboutProps) {
  const { name, description, status, since, cause, days } = component;
  const troubled = troubledDays(days);
  const isUnreported = status === "unknown" && cause === "none";
  return (
    <details className="about" name="about-component">
      <summary>
        <span className="min-w-0 leading-[18px] wrap-anywhere">{name}</span>
        <Info className="about-icon" size={14} strokeWidth={1.75} aria-hidden="true" />
      </summary>
      <div className="about-panel">
        {description === null ? null : <p className="mb-2.5 text-[13px] text-text-2">{description}</p>}
        <p className="flex flex-wrap items-baseline gap-x-2 text-[13px]">
          <StatusBadge status={status} className="self-center" />
          {since === null ? null : (
            <time dateTime={since} className="text-text-2">
              {strings.about.since(timeNear(since, reference, timeZone))}
            </time>
          )}
        </p>
        <p className="mt-1 text-[12.5px] text-text-3">
          {isUnreported ? strings.about.noReport : strings.about.cause[cause]}
        </p>
        {troubled.length === 0 ? (
          <p className="mt-2.5 border-t border-border pt-2.5 text-[12.5px] text-text-3">
            {strings.about.calmDays(days.statuses.length)}
          </p>
        ) : (
          <div className="mt-2.5 border-t border-border pt-2.5 text-[12.5px]">
            <p className="font-medium">{strings.about.days}</p>
            <ul className="mt-1 max-h-44 overflow-y-auto text-text-2">
              {troubled.map((day) => (
                <li key={day.date} className="flex items-center gap-2 py-0.5">
                  <StatusGlyph status={day.status} size={13} />
                  <span className="grow">{dayInWords(day)}</span>
                  <span>{day.uptime === null ? null : percent(day.uptime)}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </details>
  );
}
