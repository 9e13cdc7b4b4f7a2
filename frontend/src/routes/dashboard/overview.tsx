import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { componentQueries } from "../../features/components/queries.ts";
import { FiguresCard } from "../../features/overview/components/figures-card.tsx";
import type { Range } from "../../features/overview/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization } from "../../lib/organization.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Late, SkeletonRows } from "../../ui/skeleton.tsx";
import { FirstSteps } from "./overview/first-steps.tsx";
import { AttentionPanel, FiguresPanel, MatrixPanel } from "./overview/panels.tsx";
import { ActivityPanel, HereNowPanel, MaintenancePanel } from "./overview/rail.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/");
const rangeOptions = [
  { value: "24h", label: "24 h" },
  { value: "7d", label: "7 d" },
  { value: "30d", label: "30 d" },
  { value: "90d", label: "90 d" },
] as const satisfies readonly { value: Range; label: string }[];

/** Is anything wrong, and where: what needs somebody, key figures, components by region, what happened. */
export function Overview() {
  const { id, slug } = useOrganization();
  const { range = "24h" } = route.useSearch();
  const router = useRouter();
  const components = useQuery(componentQueries.list(id));
  useBreadcrumb([{ label: "Overview" }]);
  useWhere("on Overview");
  const { data: rows } = components;
  const isEmpty = rows?.length === 0;

  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Overview">
        {isEmpty ? null : (
          <Segmented
            label="Range of the figures"
            value={range}
            options={rangeOptions}
            onChange={(next) =>
              void router.navigate({ to: "/orgs/$slug", params: { slug }, search: { range: next }, replace: true })
            }
          />
        )}
      </PageTitle>
      <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
        <div className="grid min-w-0 gap-5">
          {rows !== undefined ? (
            rows.length === 0 ? (
              <FirstSteps />
            ) : (
              <>
                <AttentionPanel components={rows} />
                <FiguresPanel range={range} components={rows} />
                <MatrixPanel components={rows} />
              </>
            )
          ) : components.error === null ? (
            <OverviewSkeleton range={range} />
          ) : (
            <Card>
              <ErrorState
                error={components.error}
                onRetry={() => void components.refetch()}
                isRetrying={components.isFetching}
              />
            </Card>
          )}
        </div>
        <div className="grid min-w-0 gap-5 tablet:grid-cols-2 rail:grid-cols-1">
          <ActivityPanel />
          <MaintenancePanel />
          <HereNowPanel />
        </div>
      </div>
    </div>
  );
}

function OverviewSkeleton({ range }: { range: Range }) {
  return (
    <Late>
      <div className="grid gap-5">
        <Card>
          <CardHeader title="Needs attention" />
          <SkeletonRows count={4} className="h-[60px]" />
        </Card>
        <FiguresCard range={range} figures={undefined} incidents={undefined} affected={0} />
        <Card>
          <CardHeader title="Monitored components by region" />
          <SkeletonRows count={9} className="h-[38px]" />
        </Card>
      </div>
    </Late>
  );
}
