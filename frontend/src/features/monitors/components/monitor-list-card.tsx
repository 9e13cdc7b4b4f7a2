import { Link } from "@tanstack/react-router";
import { Pause, Play, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { strings } from "../../../lib/strings.ts";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { checkKinds } from "../kinds.ts";
import { useDeleteMonitor, useSetPaused } from "../mutations.ts";
import type { MonitorRow } from "../queries.ts";
import { intervalInWords, isPaused, targetOf } from "../target.ts";

export interface MonitorListCardProps {
  organizationId: string;
  slug: string;
  componentId: string;
  monitors: readonly MonitorRow[];
  mayEdit: boolean;
}

const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;

/** The checks of one component. */
export function MonitorListCard({ organizationId, slug, componentId, monitors, mayEdit }: MonitorListCardProps) {
  const setPaused = useSetPaused(organizationId);
  const remove = useDeleteMonitor(organizationId);
  const [doomed, setDoomed] = useState<MonitorRow | null>(null);
  const add = mayEdit ? (
    <Link
      to="/orgs/$slug/components/$componentId/monitors/new"
      params={{ slug, componentId }}
      className={buttonStyles({ size: "small" })}
    >
      <Plus {...icon} />
      Add a check
    </Link>
  ) : null;
  return (
    <Card>
      <CardHeader title="Monitors">{monitors.length === 0 ? null : add}</CardHeader>
      {monitors.length === 0 ? (
        <EmptyState title="No check watches this component" text="Its status is what your team says." action={add} />
      ) : (
        <ul>
          {monitors.map((monitor) => (
            <li
              key={monitor.id}
              className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-border border-t px-4 py-2 first:border-t-0"
            >
              <StatusGlyph status={monitor.status} label={strings.status[monitor.status]} />
              <div className="min-w-0 flex-1">
                {mayEdit ? (
                  <Link
                    to="/orgs/$slug/components/$componentId/monitors/$monitorId"
                    params={{ slug, componentId, monitorId: monitor.id }}
                    className="font-medium"
                  >
                    {monitor.name}
                  </Link>
                ) : (
                  <span className="font-medium">{monitor.name}</span>
                )}
                <p className="truncate text-[12.5px]/[18px] text-text-3">
                  {isPaused(monitor) ? "Paused · " : ""}
                  {checkKinds[monitor.kind].label} · {intervalInWords(monitor.interval_seconds)} ·{" "}
                  <span className="font-mono text-[12px]">{targetOf(monitor.kind, monitor.config)}</span>
                </p>
              </div>
              {mayEdit ? (
                <div className="flex items-center gap-2 max-tablet:basis-full max-tablet:pl-[27px]">
                  <Button
                    size="small"
                    onClick={() =>
                      setPaused.mutate({ name: monitor.name, monitorIds: [monitor.id], isPaused: !isPaused(monitor) })
                    }
                  >
                    {isPaused(monitor) ? <Play {...icon} /> : <Pause {...icon} />}
                    {isPaused(monitor) ? "Resume" : "Pause"}
                  </Button>
                  <ToolButton label={`Delete ${monitor.name}`} onClick={() => setDoomed(monitor)}>
                    <Trash2 {...icon} />
                  </ToolButton>
                </div>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <ConfirmDialog
        isOpen={doomed !== null}
        onOpenChange={() => setDoomed(null)}
        title={`Delete the monitor ${doomed?.name}?`}
        description="Its results and response times go with it. The component keeps its history."
        action="Delete monitor"
        isBusy={remove.isPending}
        onConfirm={() => doomed !== null && remove.mutate(doomed, { onSuccess: () => setDoomed(null) })}
      />
    </Card>
  );
}
