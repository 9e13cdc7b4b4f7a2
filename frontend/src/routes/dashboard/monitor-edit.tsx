import { getRouteApi, Link } from "@tanstack/react-router";
import { HeartbeatCard } from "../../features/monitors/components/heartbeat-card.tsx";
import { MonitorEditor } from "../../features/monitors/components/monitor-editor.tsx";
import { checkKinds } from "../../features/monitors/kinds.ts";
import { storedSecretNames, valuesOf } from "../../features/monitors/monitor-form.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { showToast } from "../../lib/toasts.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { useComponent } from "./components/use-component.ts";
import { useRegionChoices } from "./components/use-region-choices.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/monitors/$monitorId");

export function EditMonitor() {
  const { componentId, monitorId } = route.useParams();
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = route.useNavigate();
  const { organizationId, component, monitors, isLoading, error, retry } = useComponent(componentId);
  const regionsFor = useRegionChoices();
  const monitor = monitors.find(({ id }) => id === monitorId);
  useBreadcrumb([
    { label: "Components", href: `/orgs/${slug}/components` },
    { label: component?.name ?? "", href: `/orgs/${slug}/components/${componentId}` },
    { label: monitor === undefined || monitor.name === component?.name ? "Monitor" : monitor.name },
  ]);
  useWhere(`on the monitor ${monitor?.name ?? ""}`);
  if (!can("monitors.write"))
    return (
      <PageNotice title="Monitor">
        <EmptyState title="Your role cannot change monitors" text="Ask an admin, an editor or an operator." />
      </PageNotice>
    );
  if (error !== null)
    return (
      <PageNotice title="Monitor">
        <ErrorState error={error} onRetry={retry} />
      </PageNotice>
    );
  if (isLoading || regionsFor === undefined) return <FormPageSkeleton title={monitor?.name ?? "Monitor"} />;
  if (monitor === undefined)
    return (
      <PageNotice title="Monitor">
        <EmptyState
          title="This monitor does not exist any more"
          text="It was deleted."
          action={
            <Link to="/orgs/$slug/components/$componentId" params={{ slug, componentId }} className={buttonStyles()}>
              Open the component
            </Link>
          }
        />
      </PageNotice>
    );
  const params = { slug, componentId };
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={monitor.name} note={`${checkKinds[monitor.kind].label} monitor of ${component?.name}`} />
      {monitor.kind === "heartbeat" ? (
        <div className="max-w-2xl">
          <HeartbeatCard organizationId={organizationId} monitor={monitor} />
        </div>
      ) : null}
      <MonitorEditor
        key={monitorId}
        organizationId={organizationId}
        componentId={componentId}
        monitorId={monitorId}
        values={valuesOf(monitor)}
        storedSecrets={storedSecretNames(monitor.config)}
        regionsFor={regionsFor}
        onSaved={(_, values) => {
          showToast({ title: `Saved ${values.name}` });
          void navigate({ to: "/orgs/$slug/components/$componentId", params });
        }}
      >
        <Link to="/orgs/$slug/components/$componentId" params={params} className={buttonStyles({ variant: "ghost" })}>
          Cancel
        </Link>
      </MonitorEditor>
    </div>
  );
}
