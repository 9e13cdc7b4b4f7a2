import { Link } from "@tanstack/react-router";
import { RotateCw } from "lucide-react";
import { channelNames } from "../../../lib/channels.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useResend } from "../mutations.ts";
import type { Delivery } from "../queries.ts";
import { deliveryNames, deliveryStatuses, topicName } from "../words.ts";

export interface DeliveryTableProps {
  organizationId: string;
  slug: string;
  deliveries: readonly Delivery[];
  /** Where messages of several subscribers stand together. */
  hasAddresses: boolean;
  mayWrite: boolean;
}

/** Messages and what became of each, with what the provider said. */
export function DeliveryTable({ organizationId, slug, deliveries, hasAddresses, mayWrite }: DeliveryTableProps) {
  const resend = useResend(organizationId);
  const columns: Column<Delivery>[] = [
    {
      key: "address",
      header: "Address",
      mobile: "title",
      className: "tablet:w-[24%]",
      cell: ({ subscriber_id: subscriberId, address, channel }) => (
        <span className="grid">
          <Link
            to="/orgs/$slug/subscribers/$subscriberId"
            params={{ slug, subscriberId }}
            data-row=""
            className="row-link wrap-anywhere line-clamp-2"
          >
            {address}
          </Link>
          <span className="text-[12.5px]/[18px] text-text-3">{channelNames[channel]}</span>
        </span>
      ),
    },
    {
      key: "message",
      header: "Message",
      className: hasAddresses ? "" : "tablet:w-1/2",
      mobile: hasAddresses ? "meta" : "title",
      cell: ({ topic, title }) => (
        <span className="grid min-w-0">
          <span className="wrap-anywhere">{title === "" ? topicName(topic) : title}</span>
          {title === "" ? null : <span className="text-[12.5px]/[18px] text-text-3">{topicName(topic)}</span>}
        </span>
      ),
    },
    {
      key: "state",
      header: "State",
      className: hasAddresses ? "py-2 tablet:w-[34%]" : "py-2 tablet:w-[30%]",
      cell: (delivery) => <Outcome delivery={delivery} />,
    },
    {
      key: "at",
      header: "Time",
      className: "w-32 whitespace-nowrap",
      cell: ({ finished_at: finished, created_at: created }) => (
        <span className="text-text-2">{dateAndTime(finished ?? created, browserZone())}</span>
      ),
    },
    {
      key: "resend",
      header: <span className="sr-only">Send again</span>,
      align: "right",
      mobile: "end",
      className: "w-px",
      cell: (delivery) =>
        delivery.state === "dead" ? (
          <Button
            size="small"
            isBusy={resend.isPending && resend.variables.id === delivery.id}
            onClick={() => resend.mutate(delivery)}
          >
            <RotateCw size={14} strokeWidth={1.75} aria-hidden="true" />
            Send again
          </Button>
        ) : null,
    },
  ];
  return (
    <DataTable
      label={hasAddresses ? "Messages that were not delivered" : "Messages"}
      items={deliveries}
      keyOf={({ id }) => String(id)}
      columns={columns.filter(({ key }) => (key !== "address" || hasAddresses) && (key !== "resend" || mayWrite))}
    />
  );
}

function Outcome({ delivery: { state, attempts, error, due_at: dueAt } }: { delivery: Delivery }) {
  const isTried = state === "queued" && attempts > 0 && error !== null;
  const tries = attempts > 1 ? `after ${attempts} tries` : "";
  return (
    <span className="grid min-w-0">
      <StatusBadge status={isTried ? "degraded_performance" : deliveryStatuses[state]}>
        {isTried ? `Trying again ${dateAndTime(dueAt, browserZone())}` : `${deliveryNames[state]} ${tries}`.trim()}
      </StatusBadge>
      {error === null ? null : (
        <span className="wrap-anywhere line-clamp-3 text-[12.5px]/[18px] text-text-2" title={error}>
          {error}
        </span>
      )}
    </span>
  );
}
