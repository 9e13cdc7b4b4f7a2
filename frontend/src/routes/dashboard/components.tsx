import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowUpDown, FolderPlus, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { ArchivedComponents } from "../../features/components/components/archived-components.tsx";
import { ComponentFilters } from "../../features/components/components/component-filters.tsx";
import { ComponentList } from "../../features/components/components/component-list.tsx";
import { EmptyComponents } from "../../features/components/components/empty-components.tsx";
import { GroupDialog } from "../../features/components/components/group-dialog.tsx";
import { ReorderList } from "../../features/components/components/reorder-list.tsx";
import type { ComponentFilter } from "../../features/components/list-filter.ts";
import { filterSections, isFiltering, sectionsOf } from "../../features/components/list-model.ts";
import { type ComponentItem, componentQueries, type GroupItem } from "../../features/components/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { mobileQuery, useMedia } from "../../lib/use-media.ts";
import { useShortcut } from "../../lib/use-shortcut.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Late, SkeletonRows } from "../../ui/skeleton.tsx";
import { ComponentMenu } from "./components/component-menu.tsx";
import { GroupMenu } from "./components/group-menu.tsx";
import { useRowFacts } from "./components/use-row-facts.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components");

export function Components() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = route.useNavigate();
  const components = useQuery(componentQueries.list(id));
  const groups = useQuery(componentQueries.groups(id));
  const [isNamingGroup, setNamingGroup] = useState(false);
  const [isReordering, setReordering] = useState(false);
  const isMobile = useMedia(mobileQuery);
  const mayWrite = can("components.write");
  const hasSome = (components.data?.length ?? 0) > 0;
  useBreadcrumb([{ label: "Components" }]);
  useWhere("on Components");
  useShortcut({
    keys: "n",
    label: "New component",
    group: "Lists",
    run: () => mayWrite && void navigate({ to: "/orgs/$slug/components/new", params: { slug } }),
  });
  const failed = [components, groups].find((query) => query.data === undefined && query.error !== null);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Components"
        primary={
          mayWrite && hasSome ? (
            <Link to="/orgs/$slug/components/new" params={{ slug }} className={buttonStyles({ variant: "primary" })}>
              <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
              New component
            </Link>
          ) : null
        }
      >
        {mayWrite && hasSome && isMobile ? (
          <Button onClick={() => setReordering(!isReordering)} aria-pressed={isReordering}>
            <ArrowUpDown size={16} strokeWidth={1.75} aria-hidden="true" />
            {isReordering ? "Done" : "Reorder"}
          </Button>
        ) : null}
        {mayWrite && hasSome ? (
          <Button onClick={() => setNamingGroup(true)}>
            <FolderPlus size={16} strokeWidth={1.75} aria-hidden="true" />
            New group
          </Button>
        ) : null}
      </PageTitle>
      {failed !== undefined ? (
        <Card>
          <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
        </Card>
      ) : components.data === undefined || groups.data === undefined ? (
        <Late>
          <Card>
            <SkeletonRows count={8} className="h-[54px]" />
          </Card>
        </Late>
      ) : !hasSome ? (
        <EmptyComponents slug={slug} mayCreate={mayWrite} />
      ) : (
        <Sections components={components.data} groups={groups.data} isReordering={isReordering && isMobile} />
      )}
      {mayWrite ? <ArchivedComponents organizationId={id} /> : null}
      {isNamingGroup ? (
        <GroupDialog
          organizationId={id}
          group={null}
          position={Math.max(0, ...(groups.data ?? []).map(({ position }) => position)) + 1}
          onClose={() => setNamingGroup(false)}
        />
      ) : null}
    </div>
  );
}

interface SectionsProps {
  components: readonly ComponentItem[];
  groups: readonly GroupItem[];
  isReordering: boolean;
}

function Sections({ components, groups, isReordering }: SectionsProps) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const isMobile = useMedia(mobileQuery);
  const facts = useRowFacts(id, components);
  const all = useMemo(() => sectionsOf(components, groups), [components, groups]);
  const sections = useMemo(
    () => filterSections(all, filter, (component) => facts.get(component.id)?.target ?? ""),
    [all, filter, facts],
  );
  const mayWrite = can("components.write");
  if (isReordering) return <ReorderList organizationId={id} sections={all} />;
  const onFilter = (next: ComponentFilter) => void navigate({ search: next, replace: true });
  return (
    <>
      <ComponentFilters filter={filter} groups={groups} onChange={onFilter} />
      {sections.length === 0 ? (
        <Card>
          <EmptyState
            title="Nothing matches"
            text="No component fits this filter."
            action={<Button onClick={() => onFilter({})}>Clear the filter</Button>}
          />
        </Card>
      ) : (
        <ComponentList
          organizationId={id}
          slug={slug}
          sections={sections}
          facts={facts}
          isMovable={mayWrite && !isFiltering(filter) && !isMobile}
          rowActions={(component) => (
            <ComponentMenu component={component} hasMonitors={facts.get(component.id)?.target !== null} />
          )}
          groupActions={(group) => (mayWrite ? <GroupMenu group={group} /> : null)}
        />
      )}
    </>
  );
}
