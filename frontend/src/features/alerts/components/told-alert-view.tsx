import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { dateAndTime, duration } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { acknowledgeAlert, readAlert, type ToldAlert } from "../told-alert.ts";
import type { Heading } from "./alert-confirmation.tsx";

const refetchMs = 15_000;

/** One alert for whoever has its link, with the button that acknowledges. Opening the link alone does nothing. */
export function ToldAlertView({ token, Heading }: { token: string; Heading: Heading }) {
  const client = useQueryClient();
  const queryKey = ["told-alert", token];
  const query = useQuery({ queryKey, queryFn: () => readAlert(token), refetchInterval: refetchMs });
  const acknowledge = useMutation({
    mutationFn: () => acknowledgeAlert(token),
    onSuccess: (alert) => client.setQueryData(queryKey, alert),
  });
  return (
    <QueryView
      query={query}
      skeleton={
        <div className="grid gap-3">
          <span className="sr-only" role="status">
            Loading
          </span>
          <Skeleton className="h-8 w-48" />
          <Skeleton className="h-4 w-72" />
          <Skeleton className="h-24 w-full" />
        </div>
      }
    >
      {(alert) =>
        alert === null ? (
          <Heading title="This link is not valid any more">The alert or the contact it was sent to is gone.</Heading>
        ) : (
          <div className="grid gap-5">
            <div className="-mb-5 grid justify-items-start gap-2">
              <StatusBadge status={alert.status} />
              <Heading title={alert.component_name}>{stateOf(alert)}</Heading>
            </div>
            <Facts alert={alert} />
            <FormAlert>{acknowledge.error === null ? undefined : sentence(toAppError(acknowledge.error))}</FormAlert>
            {alert.ended_at === null && alert.acknowledged_at === null ? (
              <Button
                variant="primary"
                size="large"
                isBusy={acknowledge.isPending}
                onClick={() => acknowledge.mutate()}
              >
                Acknowledge
              </Button>
            ) : null}
          </div>
        )
      }
    </QueryView>
  );
}

function stateOf({ ended_at: ended, acknowledged_at: acknowledged, acknowledged_by: by }: ToldAlert): string {
  if (ended !== null) return "This alert is over.";
  if (acknowledged !== null) return `${by ?? "Somebody"} is looking. Nobody else is told.`;
  return "Say that you are looking, and nobody else is told.";
}

function Facts({ alert }: { alert: ToldAlert }) {
  const zone = browserZone();
  const { opened_at: opened, ended_at: ended, acknowledged_at: acknowledged, acknowledged_by: by } = alert;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Organization", alert.organization_name],
    ["Rule", alert.rule_name],
    ["Since", dateAndTime(opened, zone)],
    ...(acknowledged === null
      ? []
      : [["Acknowledged", `${dateAndTime(acknowledged, zone)}, ${by ?? "somebody"}`] as const]),
    ...(ended === null
      ? []
      : [
          [
            "Over",
            `${dateAndTime(ended, zone)}, after ${duration((Date.parse(ended) - Date.parse(opened)) / 1000)}`,
          ] as const,
        ]),
  ];
  return (
    <dl className="grid grid-cols-[120px_1fr] gap-x-4 gap-y-2 border-border border-y py-4 text-[14px]/5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text-2">{name}</dt>
          <dd className="wrap-anywhere font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
