import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Pencil, Repeat, SquareX, Trash2 } from "lucide-react";
import { useState } from "react";
import { FactsCard } from "../../../features/maintenances/components/facts-card.tsx";
import { MaintenanceState } from "../../../features/maintenances/components/maintenance-state.tsx";
import { TimelineCard } from "../../../features/maintenances/components/timeline-card.tsx";
import { UpdateCard } from "../../../features/maintenances/components/update-card.tsx";
import { useDeleteMaintenance, useEndSeries } from "../../../features/maintenances/mutations.ts";
import { type MaintenanceDetail, maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { isOver } from "../../../features/maintenances/words.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { FormPageSkeleton, PageNotice } from "../../../ui/page-states.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { useMaintenanceContext } from "./use-maintenance-context.ts";

const route = getRouteApi("/signed-in/orgs/$slug/maintenance/$maintenanceId");
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** One window: what was said, what comes next, and what it touches. */
export function MaintenanceWindow() {
  const { maintenanceId } = route.useParams();
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const now = useNow();
  const query = useQuery(maintenanceQueries.detail(id, maintenanceId));
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const { components, zone = "UTC", isLoading } = useMaintenanceContext();
  const maintenance = query.data;
  const title = maintenance?.title ?? "";
  useBreadcrumb([{ label: "Maintenance", href: `/orgs/${slug}/maintenance` }, { label: title }]);
  useWhere(title === "" ? "on a maintenance" : `on the maintenance ${title}`);
  if (maintenance === undefined && query.error !== null)
    return (
      <PageNotice title="Maintenance">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      </PageNotice>
    );
  if (maintenance === undefined || isLoading) return <FormPageSkeleton title={title === "" ? "Maintenance" : title} />;
  if (maintenance === null)
    return (
      <PageNotice title="Maintenance">
        <EmptyState
          title="This maintenance does not exist any more"
          text="It was deleted, or its series was changed."
          action={
            <Link to="/orgs/$slug/maintenance" params={{ slug }} className={buttonStyles()}>
              All maintenance
            </Link>
          }
        />
      </PageNotice>
    );
  const touched = components.filter((component) => maintenance.componentIds.includes(component.id));
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={title} note={<MaintenanceState maintenance={maintenance} now={now} />}>
        {can("incidents.write") ? <Actions maintenance={maintenance} /> : null}
      </PageTitle>
      <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
        <div className="grid min-w-0 grid-cols-1 gap-5">
          {can("incidents.write") ? (
            <UpdateCard key={`${maintenance.id}:${maintenance.status}`} organizationId={id} maintenance={maintenance} />
          ) : null}
          <TimelineCard
            organizationId={id}
            maintenance={maintenance}
            timeZone={zone}
            nameOfPerson={(userId) => members.find((member) => member.userId === userId)?.name}
            mayWrite={can("incidents.write")}
          />
        </div>
        <FactsCard slug={slug} maintenance={maintenance} timeZone={zone} components={touched} />
      </div>
    </div>
  );
}

/** The mutation has said what went wrong. */
const ignore = () => {};

function Actions({ maintenance }: { maintenance: MaintenanceDetail }) {
  const { id: organizationId, slug } = useOrganization();
  const navigate = route.useNavigate();
  const [isEnding, setEnding] = useState(false);
  const remove = useDeleteMaintenance(organizationId);
  const endSeries = useEndSeries(organizationId);
  const { id, title, series } = maintenance;
  const isSeriesOpen = series !== null && series.ended_at === null;
  const leave = () => navigate({ to: "/orgs/$slug/maintenance", params: { slug }, ignoreBlocker: true });
  return (
    <>
      {isOver(maintenance.status) ? null : (
        <Link
          to="/orgs/$slug/maintenance/$maintenanceId/edit"
          params={{ slug, maintenanceId: id }}
          className={buttonStyles()}
        >
          <Pencil {...icon} />
          Edit
        </Link>
      )}
      <Menu trigger={<MoreButton label={`More about ${title}`} variant="secondary" />}>
        {isSeriesOpen ? (
          <>
            <MenuItem
              icon={<Repeat {...icon} />}
              onSelect={() =>
                void navigate({ to: "/orgs/$slug/maintenance/series/$seriesId", params: { slug, seriesId: series.id } })
              }
            >
              Edit the series
            </MenuItem>
            <MenuItem icon={<SquareX {...icon} />} onSelect={() => setEnding(true)}>
              End the series
            </MenuItem>
            <MenuSeparator />
          </>
        ) : null}
        <MenuItem
          icon={<Trash2 {...icon} />}
          isDanger
          onSelect={() => void remove.mutateAsync({ id, title }).then(leave, ignore)}
        >
          {series === null ? "Delete" : "Delete this window"}
        </MenuItem>
      </Menu>
      <ConfirmDialog
        isOpen={isEnding}
        onOpenChange={setEnding}
        title={`End the series ${series?.title ?? title}?`}
        description="Its windows that have not begun are dropped from the calendar and from all pages. What ran stays."
        action="End series"
        isBusy={endSeries.isPending}
        onConfirm={() =>
          void endSeries.mutateAsync({ id: series?.id ?? "", title: series?.title ?? title }).then(leave, ignore)
        }
      />
    </>
  );
}
