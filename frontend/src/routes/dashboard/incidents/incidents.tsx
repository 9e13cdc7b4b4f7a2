import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Siren } from "lucide-react";
import { componentQueries } from "../../../features/components/queries.ts";
import { IncidentFilters } from "../../../features/incidents/components/incident-filters.tsx";
import { IncidentTable } from "../../../features/incidents/components/incident-table.tsx";
import type { IncidentFilter } from "../../../features/incidents/list-filter.ts";
import { listSections } from "../../../features/incidents/list-model.ts";
import { incidentQueries } from "../../../features/incidents/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { isFiltering } from "../../../lib/is-filtering.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { browserZone } from "../../../lib/time-zone.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/incidents");

export function Incidents() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { data: components = [] } = useQuery(componentQueries.list(id));
  const { data: people = [] } = useQuery(teamQueries.members(id));
  const { data: drafts = [] } = useQuery(incidentQueries.drafts(id));
  useBreadcrumb([{ label: "Incidents" }]);
  useWhere("on Incidents");
  const declare = can("incidents.write") ? (
    <Link to="/orgs/$slug/incidents/new" params={{ slug }} className={buttonStyles({ variant: "primary" })}>
      <Siren size={16} strokeWidth={1.75} aria-hidden="true" />
      Declare incident
    </Link>
  ) : null;
  return (
    <div className="grid grid-cols-1 gap-5">
      {/* On larger screens the button stands in the top bar. */}
      <PageTitle
        title="Incidents"
        primary={declare === null ? null : <div className="tablet:hidden grid">{declare}</div>}
      />
      <IncidentFilters
        filter={filter}
        components={components}
        people={people}
        onChange={(next) => void navigate({ search: next, replace: true })}
      />
      {isFiltering(filter) || drafts.length === 0 ? null : (
        <IncidentTable title="Drafts" incidents={drafts} slug={slug} people={people} />
      )}
      <Sections
        filter={filter}
        hasDrafts={drafts.length > 0}
        declare={declare}
        onClear={() => void navigate({ search: {}, replace: true })}
      />
    </div>
  );
}

interface SectionsProps {
  filter: IncidentFilter;
  hasDrafts: boolean;
  declare: React.ReactNode;
  onClear: () => void;
}

/** Open ones whenever they began, then what is over by month, a page at a time. */
function Sections({ filter, hasDrafts, declare, onClear }: SectionsProps) {
  const { id, slug } = useOrganization();
  const { data: people = [] } = useQuery(teamQueries.members(id));
  const open = useInfiniteQuery({
    ...incidentQueries.list(id, { ...filter, state: "open" }),
    enabled: filter.state !== "resolved",
  });
  const past = useInfiniteQuery({
    ...incidentQueries.list(id, { ...filter, state: "resolved" }),
    enabled: filter.state !== "open",
  });
  const wanted = [...(filter.state === "resolved" ? [] : [open]), ...(filter.state === "open" ? [] : [past])];
  const failed = wanted.find(({ data, error }) => data === undefined && error !== null);
  if (failed !== undefined)
    return (
      <Card>
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
      </Card>
    );
  if (wanted.some(({ data }) => data === undefined))
    return (
      <Late>
        <Card>
          <CardHeader title="Open" />
          <SkeletonRows count={6} className="h-[38px]" />
        </Card>
      </Late>
    );
  const sections = listSections(
    wanted.flatMap(({ data }) => data?.pages.flat() ?? []),
    browserZone(),
  );
  const more = wanted.find(({ hasNextPage }) => hasNextPage);
  if (sections.length === 0)
    return (
      <Card>
        {isFiltering(filter) ? (
          <EmptyState
            title="Nothing matches"
            text="No incident fits this filter."
            action={<Button onClick={onClear}>Clear the filter</Button>}
          />
        ) : (
          <EmptyState
            icon={Siren}
            title={hasDrafts ? "No incident is published" : "There has been no incident"}
            text="When something breaks, declare one: your status pages show it at once, and everybody sees what you say next."
            action={declare}
          />
        )}
      </Card>
    );
  return (
    <>
      {sections.map((section) => (
        <IncidentTable
          key={section.key}
          title={section.title}
          incidents={section.incidents}
          slug={slug}
          people={people}
        />
      ))}
      {more === undefined ? null : <ShowMore list={more} label="Show older" />}
    </>
  );
}
