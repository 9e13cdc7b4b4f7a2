import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { Building2 } from "lucide-react";
import { useState } from "react";
import { ImpersonationDialog } from "../../features/impersonation/components/impersonation-dialog.tsx";
import { OrganizationFilters } from "../../features/instance/components/organization-filters.tsx";
import { OrganizationTable } from "../../features/instance/components/organization-table.tsx";
import type { OrganizationFilter } from "../../features/instance/list-filter.ts";
import { type InstanceOrganization, instanceQueries } from "../../features/instance/queries.ts";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { isFiltering } from "../../lib/is-filtering.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ShowMore } from "../../ui/show-more.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/instance/organizations");

/** Every organization of the instance. */
export function InstanceOrganizations() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const [impersonating, setImpersonating] = useState<InstanceOrganization | null>(null);
  const list = useInfiniteQuery(instanceQueries.organizations(filter));
  const { data: state } = useQuery(instanceStateQuery());
  useBreadcrumb([{ label: "Organizations" }]);
  const narrow = (next: OrganizationFilter) => void navigate({ search: next, replace: true });
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Organizations" note="What you do to one stands in its own audit log too." />
      <OrganizationFilters filter={filter} onChange={narrow} />
      <Card>
        <QueryView query={list} skeleton={<SkeletonRows count={8} className="h-[58px]" />}>
          {({ pages }) => {
            const organizations = pages.flat();
            if (organizations.length > 0)
              return (
                <OrganizationTable
                  organizations={organizations}
                  hasPlans={state?.mode === "saas"}
                  onLookInside={setImpersonating}
                />
              );
            return isFiltering(filter) ? (
              <EmptyState
                title="Nothing matches"
                text="No organization fits this filter."
                action={<Button onClick={() => narrow({})}>Clear the filter</Button>}
              />
            ) : (
              <EmptyState
                icon={Building2}
                title="There are no organizations yet"
                text="People create them after they have signed in."
              />
            );
          }}
        </QueryView>
      </Card>
      <ShowMore list={list} label="Show more" />
      {impersonating === null ? null : (
        <ImpersonationDialog
          organization={impersonating}
          onClose={() => setImpersonating(null)}
          onStarted={() => void router.navigate({ to: "/orgs/$slug", params: { slug: impersonating.slug } })}
        />
      )}
    </div>
  );
}
