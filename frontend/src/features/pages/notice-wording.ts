import { isRunning, statusOfImpact } from "../../lib/notices.ts";
import { type ComponentStatus, severity } from "../../lib/status.ts";
import { strings } from "../../lib/strings.ts";
import type { IncidentBody, MaintenanceBody } from "./notice-bodies.ts";
import { noticeStrings } from "./notice-strings.ts";

/** The colour and the words an incident or a maintenance is headed with. */
export interface Tone {
  status: ComponentStatus;
  label: string;
}

/** An incident: the worst its components are now, its impact where it names none, or that it is over. */
function incidentTone({ components, impact, resolved_at: resolvedAt }: IncidentBody): Tone {
  if (resolvedAt !== null) return { status: "operational", label: noticeStrings.status.resolved };
  const [first, ...rest] = components;
  if (first === undefined) return { status: statusOfImpact[impact], label: noticeStrings.impact[impact] };
  const status = rest.reduce<ComponentStatus>(
    (worst, component) => (severity(component.status) > severity(worst) ? component.status : worst),
    first.status,
  );
  return { status, label: strings.status[status] };
}

/** A maintenance: what it has come to. */
function maintenanceTone({ status }: MaintenanceBody): Tone {
  const label = noticeStrings.status[status];
  if (status === "completed") return { status: "operational", label };
  return { status: isRunning(status) || status === "scheduled" ? "under_maintenance" : "unknown", label };
}

/** What heads either. */
export function toneOf(body: IncidentBody | MaintenanceBody): Tone {
  return body.kind === "incident" ? incidentTone(body) : maintenanceTone(body);
}
