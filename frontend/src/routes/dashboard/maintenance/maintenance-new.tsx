import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  MaintenanceEditor,
  type MaintenanceEditorProps,
} from "../../../features/maintenances/components/maintenance-editor.tsx";
import { newValues } from "../../../features/maintenances/maintenance-form.ts";
import { usePlanMaintenance } from "../../../features/maintenances/mutations.ts";
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

const route = getRouteApi("/signed-in/orgs/$slug/maintenance/new");
const title = "Plan maintenance";

export function NewMaintenance() {
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const { failed, zone, isLoading, pickerGroups } = useMaintenanceContext();
  useBreadcrumb([{ label: "Maintenance", href: `/orgs/${slug}/maintenance` }, { label: title }]);
  useWhere("planning maintenance");
  if (!can("incidents.write"))
    return (
      <PageNotice title={title}>
        <EmptyState title="Your role cannot plan maintenance" text="Ask an admin or an editor." />
      </PageNotice>
    );
  if (failed !== undefined)
    return (
      <PageNotice title={title}>
        <ErrorState error={failed.error} onRetry={() => void failed.refetch()} isRetrying={failed.isFetching} />
      </PageNotice>
    );
  if (isLoading || zone === undefined) return <FormPageSkeleton title={title} />;
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={title} />
      <Editor zone={zone} groups={pickerGroups} />
    </div>
  );
}

function Editor({ zone, groups }: { zone: string; groups: MaintenanceEditorProps["groups"] }) {
  const { id, slug } = useOrganization();
  const { from, until, component } = route.useSearch();
  const navigate = route.useNavigate();
  const plan = usePlanMaintenance(id);
  const [maintenanceId] = useState(() => crypto.randomUUID());
  const [values] = useState(() => ({
    ...newValues(zone, Date.now(), { from, until }),
    component_ids: component === undefined ? [] : [component],
  }));
  return (
    <MaintenanceEditor
      organizationId={id}
      draftName="maintenance:new"
      values={values}
      kind="new"
      groups={groups}
      submitLabel={title}
      replaces={maintenanceId}
      onSubmit={async (next) => {
        await plan.mutateAsync({ id: maintenanceId, values: next });
      }}
      onSaved={(next) => {
        showToast({ title: `Planned ${next.title.trim()}` });
        if (next.repeat === "none")
          void navigate({ to: "/orgs/$slug/maintenance/$maintenanceId", params: { slug, maintenanceId } });
        else void navigate({ to: "/orgs/$slug/maintenance", params: { slug }, search: {} });
      }}
    >
      <Link to="/orgs/$slug/maintenance" params={{ slug }} className={buttonStyles({ variant: "ghost" })}>
        Cancel
      </Link>
    </MaintenanceEditor>
  );
}
