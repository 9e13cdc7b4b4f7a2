import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useRef } from "react";
import { ComponentForm } from "../../features/components/components/component-form.tsx";
import { useCreateComponent } from "../../features/components/mutations.ts";
import { componentQueries } from "../../features/components/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { showToast } from "../../lib/toasts.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageNotice } from "../../ui/page-states.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/components/new");

export function NewComponent() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const { name = "", kind = "website", group = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const groups = useQuery(componentQueries.groups(id));
  const create = useCreateComponent(id);
  const created = useRef("");
  useBreadcrumb([{ label: "Components", href: `/orgs/${slug}/components` }, { label: "New component" }]);
  useWhere("on a new component");
  if (!can("components.write"))
    return (
      <PageNotice title="New component">
        <EmptyState title="Your role cannot create components" text="Ask an admin or an editor." />
      </PageNotice>
    );
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="New component" />
      <QueryView query={groups} skeleton={<SkeletonRows count={4} />}>
        {(list) => (
          <ComponentForm
            draftName="component:new"
            values={{ name, description: "", kind, group_id: group }}
            groups={list}
            submitLabel="Create component"
            onSubmit={async (values) => {
              const component = await create.mutateAsync(values);
              created.current = component.id;
            }}
            onSaved={({ name: saved, kind: savedKind }) => {
              showToast({ title: `Created ${saved}` });
              const params = { slug, componentId: created.current };
              if (savedKind === "manual") void navigate({ to: "/orgs/$slug/components/$componentId", params });
              else
                void navigate({
                  to: "/orgs/$slug/components/$componentId/monitors/new",
                  params,
                  search: savedKind === "script" || savedKind === "iot_device" ? { kind: "heartbeat" } : {},
                });
            }}
          >
            <Link to="/orgs/$slug/components" params={{ slug }} className={buttonStyles({ variant: "ghost" })}>
              Cancel
            </Link>
          </ComponentForm>
        )}
      </QueryView>
    </div>
  );
}
