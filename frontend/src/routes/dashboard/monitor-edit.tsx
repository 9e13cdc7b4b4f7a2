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
import { Chip } from "../../ui/chip.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { Late, SkeletonRows } from "../../ui/skeleton.tsx";
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
    { label: monitor?.name ?? "" },
  ]);
  useWhere(`on the monitor ${monitor?.name ?? ""}`);
  if (!can("monitors.write"))
    return (
      <EmptyState
        className="py-5"
        title="Your role cannot change monitors"
        text="Ask an admin, an editor or an operator."
      />
    );
  if (error !== null) return <ErrorState className="py-5" error={error} onRetry={retry} />;
  if (isLoading || regionsFor === undefined)
    return (
      <Late>
        <SkeletonRows count={6} />
      </Late>
    );
  if (monitor === undefined) return <EmptyState className="py-5" title="This monitor does not exist any more" />;
  const params = { slug, componentId };
  return (
    <div className="grid gap-5">
      <PageTitle
        title={monitor.name}
        note={
          <span className="flex items-center gap-2">
            <Chip>{checkKinds[monitor.kind].label}</Chip> of {component?.name}
          </span>
        }
      />
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
