import { getRouteApi, Link } from "@tanstack/react-router";
import { MonitorEditor } from "../../features/monitors/components/monitor-editor.tsx";
import { emptyMonitor } from "../../features/monitors/monitor-form.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { showToast } from "../../lib/toasts.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { MissingComponent } from "./components/missing-component.tsx";
import { useComponent } from "./components/use-component.ts";
import { useRegionChoices } from "./components/use-region-choices.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/monitors/new");

export function NewMonitor() {
  const { componentId } = route.useParams();
  const { kind = "http" } = route.useSearch();
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = route.useNavigate();
  const { organizationId, component, isMissing, error, retry } = useComponent(componentId);
  const regionsFor = useRegionChoices();
  const name = component?.name ?? "";
  useBreadcrumb([
    { label: "Components", href: `/orgs/${slug}/components` },
    { label: name, href: `/orgs/${slug}/components/${componentId}` },
    { label: "New monitor" },
  ]);
  useWhere(`on a new monitor of ${name}`);
  if (!can("monitors.write"))
    return (
      <PageNotice title="New monitor">
        <EmptyState title="Your role cannot create monitors" text="Ask an admin, an editor or an operator." />
      </PageNotice>
    );
  if (isMissing) return <MissingComponent slug={slug} title="New monitor" />;
  if (error !== null)
    return (
      <PageNotice title="New monitor">
        <ErrorState error={error} onRetry={retry} />
      </PageNotice>
    );
  if (component === undefined || regionsFor === undefined) return <FormPageSkeleton title="New monitor" />;
  const live = regionsFor(kind).filter(({ isLive }) => isLive);
  const params = { slug, componentId };
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title={`New monitor of ${name}`} note="What is checked, how often and from where." />
      <MonitorEditor
        organizationId={organizationId}
        componentId={componentId}
        monitorId={null}
        values={{ ...emptyMonitor(kind, name), region_ids: live.map(({ id }) => id) }}
        storedSecrets={[]}
        regionsFor={regionsFor}
        onSaved={(_, values) => {
          showToast({ title: `Created the monitor ${values.name}` });
          void navigate({ to: "/orgs/$slug/components/$componentId", params });
        }}
      >
        <Link to="/orgs/$slug/components/$componentId" params={params} className={buttonStyles({ variant: "ghost" })}>
          Not now
        </Link>
      </MonitorEditor>
    </div>
  );
}
