import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Composer } from "../../../features/incidents/components/composer.tsx";
import { firstStatus, newIncident } from "../../../features/incidents/composer-form.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { showToast } from "../../../lib/toasts.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../../ui/page-states.tsx";
import { useComposerData } from "./use-composer-data.ts";

const route = getRouteApi("/signed-in/orgs/$slug/incidents/new");
const title = "Declare an incident";

export function NewIncident() {
  const { slug } = useOrganization();
  const { can } = usePermissions();
  useBreadcrumb([{ label: "Incidents", href: `/orgs/${slug}/incidents` }, { label: "New" }]);
  useWhere("declaring an incident");
  const data = useComposerData();
  if (!can("incidents.write"))
    return (
      <PageNotice title={title}>
        <EmptyState title="Your role cannot declare incidents" text="Ask an admin or an editor." />
      </PageNotice>
    );
  if (data.components !== undefined) return <New data={{ ...data, components: data.components }} />;
  if (data.error === null) return <FormPageSkeleton title={title} />;
  return (
    <PageNotice title={title}>
      <ErrorState error={data.error} onRetry={data.retry} />
    </PageNotice>
  );
}

type Data = ReturnType<typeof useComposerData>;

function New({ data }: { data: Data & { components: NonNullable<Data["components"]> } }) {
  const { id, slug, name } = useOrganization();
  const { component: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { components, pages, people, templates, matesAt } = data;
  const [initial] = useState(() =>
    newIncident(
      components
        .filter((component) => component.id === wanted)
        .map((component) => ({ component_id: component.id, status: firstStatus(component.status) })),
    ),
  );
  return (
    <Composer
      organizationId={id}
      organizationName={name}
      initial={initial}
      incident={null}
      components={components}
      pages={pages}
      people={people}
      mates={matesAt(`/orgs/${slug}/incidents/new`)}
      templates={templates}
      onPublished={(values, isDraft) => {
        showToast({ title: `${isDraft ? "Saved the draft" : "Published"} ${values.title.trim()}` });
        void navigate({
          to: "/orgs/$slug/incidents/$incidentId",
          params: { slug, incidentId: values.incident_id },
        });
      }}
    />
  );
}
