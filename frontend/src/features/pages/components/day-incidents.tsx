import { strings } from "../../../lib/strings.ts";
import type { DatedIncident } from "../incident-days.ts";

/** Incidents of one day, to be followed from its bar. */
export function DayIncidents({ incidents, slug }: { incidents: readonly DatedIncident[]; slug: string }) {
  return (
    <p className="mt-2.5 text-[12.5px] leading-[18px] text-text-2">
      {strings.bars.incidents(incidents.length)}:{" "}
      {incidents.map(({ id, title }, index) => (
        <span key={id}>
          {index === 0 ? null : ", "}
          <a href={`/status/${slug}/incidents/${id}`}>{title}</a>
        </span>
      ))}
    </p>
  );
}
