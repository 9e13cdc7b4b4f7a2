import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { MaintenanceEditor } from "../../../features/maintenances/components/maintenance-editor.tsx";
import { seriesValues, windowValues } from "../../../features/maintenances/maintenance-form.ts";
import { useEditMaintenance, useSaveSeries } from "../../../features/maintenances/mutations.ts";
import { maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { isOver } from "../../../features/maintenances/words.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { showToast } from "../../../lib/toasts.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../../ui/page-states.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { useMaintenanceContext } from "./use-maintenance-context.ts";

const windowRoute = getRouteApi("/signed-in/orgs/$slug/maintenance/$maintenanceId/edit");
const seriesRoute = getRouteApi("/signed-in/orgs/$slug/maintenance/series/$seriesId");

/** The form of one window. */
export function EditMaintenance() {
  const { maintenanceId } = windowRoute.useParams();
  const { id, slug } = useOrganization();
  const navigate = windowRoute.useNavigate();
  const query = useQuery(maintenanceQueries.detail(id, maintenanceId));
  const { zone, pickerGroups, isLoading } = useMaintenanceContext();
  const edit = useEditMaintenance(id, maintenanceId);
  const stored = query.data;
  const name = stored?.title ?? "";
  const here = { to: "/orgs/$slug/maintenance/$maintenanceId", params: { slug, maintenanceId } } as const;
  useBreadcrumb([
    { label: "Maintenance", href: `/orgs/${slug}/maintenance` },
    { label: name, href: `/orgs/${slug}/maintenance/${maintenanceId}` },
    { label: "Edit" },
  ]);
  useWhere(name === "" ? "editing a maintenance" : `editing the maintenance ${name}`);
  return (
    <Guarded query={query} isLoading={isLoading} isClosed={stored?.status !== undefined && isOver(stored.status)}>
      {stored === undefined || stored === null || zone === undefined ? null : (
        <div className="grid grid-cols-1 gap-5">
          <PageTitle
            title={`Edit ${name}`}
            {...(stored.series_id === null
              ? {}
              : { note: "This window alone. The others of its series stay as they are." })}
          />
          <MaintenanceEditor
            key={maintenanceId}
            organizationId={id}
            draftName={`maintenance:${maintenanceId}`}
            values={windowValues(stored, zone)}
            kind="window"
            groups={pickerGroups}
            submitLabel="Save"
            replaces={maintenanceId}
            version={stored.version}
            onSubmit={async (values, expectedVersion) => {
              await edit.mutateAsync({ values, expectedVersion });
            }}
            onSaved={({ title }) => {
              showToast({ title: `Saved ${title.trim()}` });
              void navigate(here);
            }}
          >
            <Link {...here} className={buttonStyles({ variant: "ghost" })}>
              Cancel
            </Link>
          </MaintenanceEditor>
        </div>
      )}
    </Guarded>
  );
}

/** The form of a series: what has not begun is planned anew when it is saved. */
export function EditSeries() {
  const { seriesId } = seriesRoute.useParams();
  const { id, slug } = useOrganization();
  const navigate = seriesRoute.useNavigate();
  const query = useQuery(maintenanceQueries.series(id, seriesId));
  const { pickerGroups, isLoading } = useMaintenanceContext();
  const save = useSaveSeries(id);
  const stored = query.data;
  const name = stored?.title ?? "";
  useBreadcrumb([{ label: "Maintenance", href: `/orgs/${slug}/maintenance` }, { label: name }, { label: "Series" }]);
  useWhere(name === "" ? "editing a series" : `editing the series ${name}`);
  return (
    <Guarded query={query} isLoading={isLoading} isClosed={typeof stored?.ended_at === "string"}>
      {stored === undefined || stored === null ? null : (
        <div className="grid grid-cols-1 gap-5">
          <PageTitle
            title={`Edit the series ${name}`}
            note="Windows that have not begun are planned anew, also those that were edited one by one."
          />
          <MaintenanceEditor
            key={seriesId}
            organizationId={id}
            draftName={`maintenance-series:${seriesId}`}
            values={seriesValues(stored)}
            kind="series"
            groups={pickerGroups}
            submitLabel="Save series"
            replaces={seriesId}
            onSubmit={async (values) => {
              await save.mutateAsync({ id: seriesId, values });
            }}
            onSaved={({ title }) => {
              showToast({ title: `Saved the series ${title.trim()}` });
              void navigate({ to: "/orgs/$slug/maintenance", params: { slug }, search: {} });
            }}
          >
            <Link to="/orgs/$slug/maintenance" params={{ slug }} className={buttonStyles({ variant: "ghost" })}>
              Cancel
            </Link>
          </MaintenanceEditor>
        </div>
      )}
    </Guarded>
  );
}

interface GuardedProps {
  query: { data: unknown; error: unknown; isFetching: boolean; refetch: () => unknown };
  isLoading: boolean;
  /** It is over: nothing can be changed any more. */
  isClosed: boolean;
  children: ReactNode;
}

/** Why there is no form, or the form. */
function Guarded({ query, isLoading, isClosed, children }: GuardedProps) {
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const all = (
    <Link to="/orgs/$slug/maintenance" params={{ slug }} className={buttonStyles()}>
      All maintenance
    </Link>
  );
  if (!can("incidents.write"))
    return (
      <PageNotice title="Maintenance">
        <EmptyState title="Your role cannot change maintenance" text="Ask an admin or an editor." action={all} />
      </PageNotice>
    );
  if (query.data === undefined && query.error !== null)
    return (
      <PageNotice title="Maintenance">
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      </PageNotice>
    );
  if (query.data === undefined || isLoading) return <FormPageSkeleton title="Maintenance" />;
  if (query.data === null || isClosed)
    return (
      <PageNotice title="Maintenance">
        <EmptyState
          title={isClosed ? "This is over" : "This does not exist any more"}
          text={
            isClosed ? "What is over can be told about, but not changed." : "It was deleted, or its series was changed."
          }
          action={all}
        />
      </PageNotice>
    );
  return children;
}
