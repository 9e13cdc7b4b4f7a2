import { useQuery } from "@tanstack/react-query";
import { duration } from "../../../lib/format.ts";
import { functionUrl } from "../../../lib/function-url.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { CopyField } from "../../../ui/copy-field.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { type MonitorRow, monitorQueries } from "../queries.ts";

export interface HeartbeatCardProps {
  organizationId: string;
  monitor: Pick<MonitorRow, "id" | "name" | "interval_seconds" | "timeout_ms">;
}

/** The push URL and how to call it. Only for those who may edit monitors: the URL is a secret. */
export function HeartbeatCard({ organizationId, monitor }: HeartbeatCardProps) {
  const query = useQuery(monitorQueries.heartbeatToken(organizationId, monitor.id));
  const { interval_seconds: interval, timeout_ms: grace } = monitor;
  return (
    <Card>
      <CardHeader title="Push URL" note={monitor.name} />
      <div className="grid gap-3 px-4 py-4 text-[13px]/5">
        <p className="max-w-[70ch] text-text-2">
          Your job or device calls this address every {duration(interval)}. When no call has come for another{" "}
          {duration(grace / 1000)}, the check has failed. Whoever knows the address can report.
        </p>
        <QueryView query={query} skeleton={<Skeleton className="h-8" />}>
          {(token) => (
            <>
              <CopyField label="Push URL" value={functionUrl(`heartbeat/${token}`)} />
              <CopyField
                label="Command"
                value={`curl -fsS "${functionUrl(`heartbeat/${token}`)}?status=up&msg=ok&ping="`}
              />
            </>
          )}
        </QueryView>
        <p className="text-text-3">
          Optional: <code className="font-mono text-[12px]">status=up|down</code>,{" "}
          <code className="font-mono text-[12px]">msg</code> as the reason,{" "}
          <code className="font-mono text-[12px]">ping</code> in milliseconds.
        </p>
      </div>
    </Card>
  );
}
