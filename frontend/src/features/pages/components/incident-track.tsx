import { timeAnywhere } from "../days.ts";
import { noticeStrings } from "../notice-strings.ts";
import { type IncidentStatus, incidentSteps } from "../notices.ts";

export interface IncidentTrackProps {
  status: IncidentStatus;
  /** When each step was told first. */
  steps: Partial<Record<IncidentStatus, string>>;
  timeZone: string;
  reference: string;
  /** Words and times also where there is little room. */
  isLabelled?: boolean;
}

/** How far an incident has come, in four steps. */
export function IncidentTrack({ status, steps, timeZone, reference, isLabelled = false }: IncidentTrackProps) {
  const current = stepIndex(status);
  return (
    <ol
      className={isLabelled ? "incident-track is-labelled" : "incident-track"}
      aria-label={noticeStrings.incident.track}
    >
      {incidentSteps.map((step, index) => {
        const at = index <= current ? steps[step] : undefined;
        return (
          <li
            key={step}
            className="incident-step"
            data-reached={index <= current ? "" : undefined}
            aria-current={index === current ? "step" : undefined}
          >
            <span className={index === current ? "font-semibold text-text" : ""}>{noticeStrings.status[step]}</span>
            {at === undefined ? null : <time dateTime={at}>{timeAnywhere(at, reference, timeZone)}</time>}
          </li>
        );
      })}
    </ol>
  );
}

/** Place of a status among the four steps, from 0. */
export function stepIndex(status: IncidentStatus): number {
  return status === "postmortem" ? incidentSteps.length - 1 : incidentSteps.indexOf(status);
}
