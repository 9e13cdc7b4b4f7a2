import { useQuery } from "@tanstack/react-query";
import { Radar } from "lucide-react";
import { ProbeTable } from "../../features/probes/components/probe-table.tsx";
import { probeQueries } from "../../features/probes/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization } from "../../lib/organization.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Who runs the checks, and how they are. */
export function Probes() {
  const { id } = useOrganization();
  const query = useQuery(probeQueries.list(id));
  useBreadcrumb([{ label: "Probes" }]);
  useWhere("on Probes");
  const silent = query.data?.filter(({ is_alive: isAlive }) => !isAlive).length ?? 0;
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Probes"
        note={
          silent === 0 ? "They run the checks, each from its region." : `${silent} of ${query.data?.length} silent.`
        }
      />
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[38px]" />}>
          {(probes) =>
            probes.length === 0 ? (
              <EmptyState
                icon={Radar}
                title="No probe has reported yet, so no check can run."
                text="Start one where you want to check from: it needs the project’s address (SUPABASE_URL) and its secret key, no open port. It appears here with its first report."
              />
            ) : (
              <ProbeTable probes={probes} />
            )
          }
        </QueryView>
      </Card>
    </div>
  );
}
