import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { elapsed } from "../../../lib/elapsed.ts";
import { dateAndTime, timeNear } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useAcknowledgeAlert } from "../mutations.ts";
import type { Alert } from "../queries.ts";

export interface AlertListProps {
  organizationId: string;
  slug: string;
  label: string;
  alerts: readonly Alert[];
  now: number;
  mayAcknowledge: boolean;
}

/** Alerts as rows: what, since when, who was told, who looks. */
export function AlertList({ organizationId, slug, label, alerts, now, mayAcknowledge }: AlertListProps) {
  const zone = browserZone();
  return (
    <DataTable
      label={label}
      items={alerts}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "component",
          header: "Component",
          mobile: "title",
          className: "py-2",
          cell: (alert) => (
            <span className="grid min-w-0 gap-0.5">
              <Link
                to="/orgs/$slug/components/$componentId"
                params={{ slug, componentId: alert.component_id }}
                data-row=""
                className="row-link wrap-anywhere"
              >
                {alert.component_name}
              </Link>
              <span className="font-normal text-[12.5px]/[18px] text-text-3">{alert.rule_name}</span>
            </span>
          ),
        },
        {
          key: "status",
          header: "Status",
          className: "whitespace-nowrap",
          cell: ({ status }) => <StatusBadge status={status} />,
        },
        {
          key: "time",
          header: "Time",
          className: "whitespace-nowrap",
          cell: ({ opened_at: opened, ended_at: ended }) => {
            const seconds = (Date.parse(ended ?? new Date(now).toISOString()) - Date.parse(opened)) / 1000;
            return (
              <span className="text-text-2">
                {ended === null ? `since ${timeNear(opened, now, zone)}` : dateAndTime(opened, zone)},{" "}
                {elapsed(seconds)}
              </span>
            );
          },
        },
        { key: "told", header: "Told", cell: (alert) => <Told alert={alert} zone={zone} now={now} /> },
        {
          key: "acknowledged",
          header: "Acknowledged",
          mobile: "end",
          align: "right",
          className: "w-52",
          cell: (alert) => (
            <Acknowledged
              organizationId={organizationId}
              alert={alert}
              mayAcknowledge={mayAcknowledge}
              zone={zone}
              now={now}
            />
          ),
        },
      ]}
    />
  );
}

interface PartProps {
  alert: Alert;
  zone: string;
  now: number;
}

function Told({ alert, zone, now }: PartProps) {
  const { told, waiting, failed, next_at: next, next_names: names } = alert;
  return (
    <span className="grid gap-0.5 text-text-2">
      <span>
        <span className="tablet:hidden">told: </span>
        {told.length > 0 ? (
          strings.sentence.names(told)
        ) : (
          <>
            <span className="tablet:hidden">nobody yet</span>
            <span className="max-tablet:hidden">Nobody yet</span>
          </>
        )}
      </span>
      {waiting.length === 0 ? null : (
        <span className="text-[12.5px]/[18px] text-text-3">waiting: {strings.sentence.names(waiting)}</span>
      )}
      {failed.length === 0 ? null : (
        <StatusBadge status="partial_outage" size={13} className="text-[12.5px]/[18px]">
          not reached: {strings.sentence.names(failed)}
        </StatusBadge>
      )}
      {next === null ? null : (
        <span className="text-[12.5px]/[18px] text-text-3">
          next at {timeNear(next, now, zone)}: {strings.sentence.names(names)}
        </span>
      )}
    </span>
  );
}

function Acknowledged({
  organizationId,
  alert,
  mayAcknowledge,
  zone,
  now,
}: PartProps & { organizationId: string; mayAcknowledge: boolean }) {
  const acknowledge = useAcknowledgeAlert(organizationId);
  const { acknowledged_at: at, acknowledged_by: by, ended_at: ended } = alert;
  if (at !== null)
    return (
      <span className="inline-flex items-center gap-1.5 text-right font-normal text-[13px]/5 text-text-2 max-tablet:max-w-36">
        <Check size={15} strokeWidth={1.75} className="flex-none text-accent" aria-hidden="true" />
        <span className="grid justify-items-end max-tablet:hidden">
          <span className="wrap-anywhere">{by ?? "Somebody"}</span>
          <span className="text-[12.5px]/[18px] text-text-3">{timeNear(at, now, zone)}</span>
        </span>
        <span className="wrap-anywhere tablet:hidden">{by ?? "Somebody"}</span>
      </span>
    );
  if (ended !== null || !mayAcknowledge)
    return (
      <span className="text-[13px]/5 text-text-3">
        <span className="tablet:hidden">not acknowledged</span>
        <span className="max-tablet:hidden">Nobody</span>
      </span>
    );
  return (
    <Button
      size="small"
      isBusy={acknowledge.isPending}
      aria-label={`Acknowledge ${alert.component_name}`}
      onClick={() => acknowledge.mutate(alert)}
    >
      Acknowledge
    </Button>
  );
}
