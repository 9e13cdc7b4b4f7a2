import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ComponentForm } from "../../features/components/components/component-form.tsx";
import { DependenciesCard } from "../../features/components/components/dependencies-card.tsx";
import { componentKinds } from "../../features/components/kinds.ts";
import { useUpdateComponent } from "../../features/components/mutations.ts";
import { type ComponentItem, componentQueries, type GroupItem } from "../../features/components/queries.ts";
import { MonitorListCard } from "../../features/monitors/components/monitor-list-card.tsx";
import { Fact } from "../../features/monitors/components/now-card.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { showToast } from "../../lib/toasts.ts";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { useComponent } from "./components/use-component.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/settings");

export function ComponentSettings() {
  const { componentId } = route.useParams();
  const { organizationId, component, monitors } = useComponent(componentId);
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const { data: groups } = useQuery(componentQueries.groups(organizationId));
  const { data: components = [] } = useQuery(componentQueries.list(organizationId));
  if (component === undefined || groups === undefined) return null;
  return (
    <div className="grid max-w-[706px] grid-cols-1 gap-5">
      <MonitorListCard
        organizationId={organizationId}
        slug={slug}
        componentId={componentId}
        monitors={monitors}
        mayEdit={can("monitors.write")}
      />
      <Card>
        <CardHeader title="Component" />
        <div className="px-4 py-4">
          {can("components.write") ? (
            <Edit component={component} groups={groups} />
          ) : (
            <dl className="max-w-md">
              <Fact name="Name">{component.name}</Fact>
              <Fact name="Description">{component.description === "" ? "none" : component.description}</Fact>
              <Fact name="What it is">{componentKinds[component.kind].label}</Fact>
              <Fact name="Group">{groups.find(({ id }) => id === component.group_id)?.name ?? "none"}</Fact>
            </dl>
          )}
        </div>
      </Card>
      <DependenciesCard
        organizationId={organizationId}
        slug={slug}
        component={component}
        components={components}
        mayEdit={can("components.write")}
      />
    </div>
  );
}

function Edit({ component, groups }: { component: ComponentItem; groups: readonly GroupItem[] }) {
  const { id } = useOrganization();
  const update = useUpdateComponent(id, component.id);
  const { name, description, kind, group_id: groupId } = component;
  return (
    <ComponentForm
      key={component.id}
      draftName={`component:${component.id}`}
      values={{ name, description, kind, group_id: groupId ?? "" }}
      groups={groups}
      submitLabel="Save"
      onSubmit={async (values) => {
        await update.mutateAsync(values);
      }}
      onSaved={(values) => showToast({ title: `Saved ${values.name}` })}
    />
  );
}
