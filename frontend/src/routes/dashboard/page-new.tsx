import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { componentQueries } from "../../features/components/queries.ts";
import { NewPageForm } from "../../features/status-pages/components/new-page-form.tsx";
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

export function NewPage() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = useNavigate();
  const components = useQuery(componentQueries.list(id));
  useBreadcrumb([{ label: "Status pages", href: `/orgs/${slug}/pages` }, { label: "New status page" }]);
  useWhere("on a new status page");
  if (!can("pages.write"))
    return (
      <PageNotice title="New status page">
        <EmptyState title="Your role cannot create status pages" text="Ask an admin or an editor." />
      </PageNotice>
    );
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="New status page" />
      <QueryView query={components} skeleton={<SkeletonRows count={3} />}>
        {(list) => (
          <NewPageForm
            organizationId={id}
            componentIds={list.map((component) => component.id)}
            onCreated={(pageId, title) => {
              showToast({ title: `Created ${title}` });
              void navigate({ to: "/orgs/$slug/pages/$pageId", params: { slug, pageId } });
            }}
          >
            <Link to="/orgs/$slug/pages" params={{ slug }} className={buttonStyles({ variant: "ghost" })}>
              Cancel
            </Link>
          </NewPageForm>
        )}
      </QueryView>
    </div>
  );
}
