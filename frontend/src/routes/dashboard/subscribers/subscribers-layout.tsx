import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { Download, FileUp, MailPlus } from "lucide-react";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { AddSubscriberDialog } from "../../../features/subscribers/components/add-subscriber-dialog.tsx";
import { ImportDialog } from "../../../features/subscribers/components/import-dialog.tsx";
import { undeliveredTo } from "../../../features/subscribers/figures.ts";
import { subscriberQueries } from "../../../features/subscribers/queries.ts";
import { useExport } from "../../../features/subscribers/use-export.ts";
import { wholeNumber } from "../../../lib/format.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button } from "../../../ui/button.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { RouteTabs, routeTabStyles } from "../../../ui/route-tabs.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/subscribers");
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

export function SubscribersLayout() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const { add } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: pages = [] } = useQuery(pageQueries.list(id));
  const { data: counts } = useQuery(subscriberQueries.counts(id));
  const exporting = useExport(id, slug);
  useBreadcrumb([{ label: "Subscribers" }]);
  useWhere("on Subscribers");
  const mayWrite = can("subscribers.write");
  const missed = undeliveredTo(counts ?? []);
  const open = (next: typeof add) =>
    void navigate({ to: ".", search: (now) => ({ ...now, add: next }), replace: true });
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageTitle
        title="Subscribers"
        note={mayWrite ? undefined : "Addresses are shown in part. Editors and admins see them whole."}
        primary={
          mayWrite && pages.length > 0 ? (
            <Button variant="primary" onClick={() => open("one")}>
              <MailPlus {...icon} />
              Add a subscriber
            </Button>
          ) : null
        }
      >
        {mayWrite ? (
          <>
            {pages.length > 0 ? (
              <Button onClick={() => open("file")}>
                <FileUp {...icon} />
                Import
              </Button>
            ) : null}
            {counts?.length === 0 ? null : (
              <Button onClick={() => exporting.mutate()} isBusy={exporting.isPending}>
                <Download {...icon} />
                Export
              </Button>
            )}
          </>
        ) : null}
      </PageTitle>
      <RouteTabs label="Subscribers">
        <Link
          to="/orgs/$slug/subscribers"
          params={{ slug }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={routeTabStyles}
        >
          List
        </Link>
        <Link to="/orgs/$slug/subscribers/undelivered" params={{ slug }} className={routeTabStyles}>
          Not delivered
          {missed === 0 ? null : (
            <span data-status="major_outage" className="ml-1.5 font-medium text-status-fg">
              {wholeNumber(missed)}
              <span className="sr-only"> {missed === 1 ? "subscriber" : "subscribers"}</span>
            </span>
          )}
        </Link>
      </RouteTabs>
      <Outlet />
      {mayWrite && pages.length > 0 ? (
        <>
          <AddSubscriberDialog
            organizationId={id}
            pages={pages}
            isOpen={add === "one"}
            onClose={() => open(undefined)}
          />
          <ImportDialog organizationId={id} pages={pages} isOpen={add === "file"} onClose={() => open(undefined)} />
        </>
      ) : null}
    </div>
  );
}
