import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { secondsOf } from "../list-model.ts";
import { factsOf, useEditFacts } from "../mutations.ts";
import type { IncidentDetail } from "../queries.ts";
import { ImpactBadge } from "./impact-badge.tsx";
import { AssigneeSelect, type Person } from "./when-fields.tsx";

export interface FactsCardProps {
  organizationId: string;
  incident: IncidentDetail;
  people: readonly Person[];
  nameOf: (userId: string | null) => string | null;
  mayWrite: boolean;
  /** Links to where the public reads it. */
  children: ReactNode;
  /** Beside the heading. */
  action: ReactNode;
}

/** When, who, how bad, and where to look. */
export function FactsCard({ organizationId, incident, people, nameOf, mayWrite, children, action }: FactsCardProps) {
  const now = useNow();
  const edit = useEditFacts(organizationId, incident.id);
  const tell = (instant: string) => timeNear(instant, now, browserZone());
  const { assignee_id: assignee, runbook_url: runbook, next_update_at: next, acknowledged_at: seenAt } = incident;
  const isOpen = incident.resolved_at === null;
  const isLate = next !== null && Date.parse(next) < now;
  return (
    <Card>
      <CardHeader title="Facts">{action}</CardHeader>
      <dl className="px-4 py-2">
        <Line name="Impact">
          <ImpactBadge impact={incident.impact} />
        </Line>
        <Line name="Started">{tell(incident.started_at)}</Line>
        {incident.resolved_at === null ? null : <Line name="Resolved">{tell(incident.resolved_at)}</Line>}
        <Line name={isOpen ? "Open for" : "Lasted"}>{elapsed(secondsOf(incident, now))}</Line>
        {next === null || !isOpen ? null : (
          <Line name="Next update">
            <span
              data-status={isLate ? "degraded_performance" : undefined}
              className={isLate ? "font-medium text-status-fg" : ""}
            >
              {isLate ? `was due ${tell(next)}` : `by ${tell(next)}`}
            </span>
          </Line>
        )}
        <Line name="Declared by">
          {nameOf(incident.created_by) ??
            (incident.created_by === null && incident.monitored_component_id !== null
              ? "monitoring"
              : "somebody who left")}
        </Line>
        {seenAt === null ? null : (
          <Line name="Acknowledged">
            {tell(seenAt)} by {nameOf(incident.acknowledged_by) ?? "somebody who left"}
          </Line>
        )}
        {mayWrite ? (
          <div className="flex items-center justify-between gap-4 py-1">
            <dt className="text-[13px]/5 text-text-2">Assignee</dt>
            <dd className="w-44">
              <AssigneeSelect
                aria-label="Assignee"
                people={people}
                value={(edit.isPending ? edit.variables.assigneeId : assignee) ?? ""}
                isDisabled={edit.isPending}
                onChange={(userId) =>
                  edit.mutate(
                    { ...factsOf(incident), assigneeId: userId === "" ? null : userId },
                    { onError: (error) => showErrorToast("The assignee is as before", error) },
                  )
                }
              />
            </dd>
          </div>
        ) : (
          <Line name="Assignee">{nameOf(assignee) ?? "nobody"}</Line>
        )}
        {runbook === null ? null : (
          <Line name="Runbook">
            <a href={runbook} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1.5">
              {new URL(runbook).host}
              <ExternalLink size={13} strokeWidth={1.75} aria-label="opens in a new tab" />
            </a>
          </Line>
        )}
        {children}
      </dl>
    </Card>
  );
}

/** A name and what it is. */
export function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
