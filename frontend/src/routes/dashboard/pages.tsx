import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ExternalLink, Globe, Lock, PanelTop, Plus } from "lucide-react";
import { componentQueries } from "../../features/components/queries.ts";
import { pageQueries } from "../../features/status-pages/queries.ts";
import { dateAndTime } from "../../lib/format.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { browserZone } from "../../lib/time-zone.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;

export function Pages() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const query = useQuery(pageQueries.list(id));
  const { data: shown = [] } = useQuery(pageQueries.components(id));
  const { data: components = [] } = useQuery(componentQueries.list(id));
  useBreadcrumb([{ label: "Status pages" }]);
  useWhere("on Status pages");
  const live = new Set(components.map((component) => component.id));
  const countOf = (pageId: string) =>
    shown.filter((entry) => entry.status_page_id === pageId && live.has(entry.component_id)).length;
  const create = can("pages.write") ? (
    <Link to="/orgs/$slug/pages/new" params={{ slug }} className={buttonStyles({ variant: "primary" })}>
      <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
      New status page
    </Link>
  ) : null;
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Status pages" primary={(query.data?.length ?? 0) > 0 ? create : null} />
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {(pages) =>
            pages.length === 0 ? (
              <EmptyState
                icon={PanelTop}
                title="There is no status page yet"
                text="A status page shows your visitors the components you choose, live."
                action={create}
              />
            ) : (
              <DataTable
                label="Status pages"
                items={pages}
                keyOf={(page) => page.id}
                columns={[
                  {
                    key: "title",
                    header: "Title",
                    mobile: "title",
                    cell: (page) => (
                      <Link
                        to="/orgs/$slug/pages/$pageId"
                        params={{ slug, pageId: page.id }}
                        data-row=""
                        className="font-medium text-text no-underline hover:text-accent"
                      >
                        {page.title}
                      </Link>
                    ),
                  },
                  {
                    key: "address",
                    header: "Address",
                    cell: (page) => (
                      <a
                        href={`/status/${page.slug}`}
                        target="_blank"
                        rel="noreferrer"
                        className="inline-flex items-center gap-1.5"
                      >
                        /status/{page.slug}
                        <ExternalLink size={13} strokeWidth={1.75} aria-label="opens in a new tab" />
                      </a>
                    ),
                  },
                  {
                    key: "visibility",
                    header: "Who can read it",
                    cell: (page) => (
                      <span className="inline-flex items-center gap-1.5">
                        {page.is_public ? <Globe {...icon} /> : <Lock {...icon} />}
                        {page.is_public ? "Everybody" : "Members"}
                      </span>
                    ),
                  },
                  {
                    key: "components",
                    header: "Components",
                    align: "right",
                    cell: (page) => (
                      <>
                        {countOf(page.id)}
                        <span className="tablet:sr-only"> components</span>
                      </>
                    ),
                  },
                  {
                    key: "updated",
                    header: "Last published",
                    align: "right",
                    mobile: "none",
                    cell: (page) => <span className="text-text-2">{dateAndTime(page.updated_at, browserZone())}</span>,
                  },
                ]}
              />
            )
          }
        </QueryView>
      </Card>
    </div>
  );
}
