import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { Composer } from "../../../features/incidents/components/composer.tsx";
import { valuesOfIncident } from "../../../features/incidents/composer-form.ts";
import { type IncidentDetail, incidentQueries } from "../../../features/incidents/queries.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { showToast } from "../../../lib/toasts.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { FormPageSkeleton, PageNotice } from "../../../ui/page-states.tsx";
import { IncidentGone } from "./incident-gone.tsx";
import { useComposerData } from "./use-composer-data.ts";

const route = getRouteApi("/signed-in/orgs/$slug/incidents/$incidentId/update");
const title = "Post an update";

export function UpdateIncident() {
  const { incidentId } = route.useParams();
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const query = useQuery(incidentQueries.detail(id, incidentId));
  const data = useComposerData();
  const name = query.data?.title ?? "";
  useBreadcrumb([
    { label: "Incidents", href: `/orgs/${slug}/incidents` },
    { label: name, href: `/orgs/${slug}/incidents/${incidentId}` },
    { label: query.data?.published_at === null ? "Publish" : "New update" },
  ]);
  useWhere(name === "" ? "writing an update" : `writing an update on ${name}`);
  const back = (
    <Link to="/orgs/$slug/incidents/$incidentId" params={{ slug, incidentId }} className={buttonStyles()}>
      Open the incident
    </Link>
  );
  if (!can("incidents.write"))
    return (
      <PageNotice title={title}>
        <EmptyState title="Your role cannot post updates" text="Ask an admin or an editor." action={back} />
      </PageNotice>
    );
  if (query.data === null || (query.data !== undefined && query.data.deleted_at !== null))
    return <IncidentGone incident={query.data} />;
  if (query.data !== undefined && data.components !== undefined)
    return <Update key={incidentId} incident={query.data} data={{ ...data, components: data.components }} />;
  const failed = query.data === undefined ? query.error : data.error;
  if (failed === null) return <FormPageSkeleton title={title} />;
  return (
    <PageNotice title={title}>
      <ErrorState
        error={failed}
        onRetry={() => {
          void query.refetch();
          data.retry();
        }}
      />
    </PageNotice>
  );
}

type Data = ReturnType<typeof useComposerData>;

interface UpdateProps {
  incident: IncidentDetail;
  data: Data & { components: NonNullable<Data["components"]> };
}

function Update({ incident, data }: UpdateProps) {
  const { id, slug, name } = useOrganization();
  const { status } = route.useSearch();
  const navigate = route.useNavigate();
  const { components, pages, people, templates, matesAt } = data;
  const [initial] = useState(() => {
    const values = valuesOfIncident(incident, crypto.randomUUID());
    return status === undefined ? values : { ...values, status };
  });
  return (
    <Composer
      organizationId={id}
      organizationName={name}
      initial={initial}
      incident={incident}
      components={components}
      pages={pages}
      people={people}
      mates={matesAt(`/orgs/${slug}/incidents/${incident.id}`)}
      templates={templates}
      onPublished={(values) => {
        showToast({ title: `Published ${values.base?.is_published === true ? "the update" : values.title.trim()}` });
        void navigate({ to: "/orgs/$slug/incidents/$incidentId", params: { slug, incidentId: incident.id } });
      }}
    />
  );
}
