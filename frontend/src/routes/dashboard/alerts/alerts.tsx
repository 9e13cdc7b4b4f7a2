import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { BellRing, Plus } from "lucide-react";
import { AlertList } from "../../../features/alerts/components/alert-list.tsx";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { RouteTabs, routeTabStyles } from "../../../ui/route-tabs.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** Around alerts, rules and contacts. */
export function AlertsLayout() {
  const { slug } = useOrganization();
  const { can } = usePermissions();
  const { pathname } = useLocation();
  useBreadcrumb([{ label: "Alerts" }]);
  useWhere("on Alerts");
  const primary = pathname.endsWith("/contacts") ? (
    <Link
      to="/orgs/$slug/alerts/contacts"
      params={{ slug }}
      search={{ add: true }}
      className={buttonStyles({ variant: "primary" })}
    >
      <Plus {...icon} />
      Add a contact
    </Link>
  ) : (
    <Link to="/orgs/$slug/alerts/rules/new" params={{ slug }} className={buttonStyles({ variant: "primary" })}>
      <Plus {...icon} />
      New rule
    </Link>
  );
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageTitle
        title="Alerts"
        note={
          can("alerts.write")
            ? "Tell the team when monitors see trouble."
            : "Operators and editors change rules and contacts."
        }
        primary={can("alerts.write") ? primary : null}
      />
      <RouteTabs label="Alerts">
        <Link to="/orgs/$slug/alerts" params={{ slug }} activeOptions={{ exact: true }} className={routeTabStyles}>
          Alerts
        </Link>
        <Link to="/orgs/$slug/alerts/rules" params={{ slug }} className={routeTabStyles}>
          Rules
        </Link>
        <Link
          to="/orgs/$slug/alerts/contacts"
          params={{ slug }}
          activeOptions={{ includeSearch: false }}
          className={routeTabStyles}
        >
          Contacts
        </Link>
      </RouteTabs>
      <Outlet />
    </div>
  );
}

/** What is open, with a button to acknowledge, and what is over. */
export function Alerts() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const now = useNow();
  const open = useQuery(alertQueries.open(id));
  const rules = useQuery(alertQueries.rules(id));
  const ended = useInfiniteQuery(alertQueries.ended(id));
  const over = ended.data?.pages.flat() ?? [];
  const list = { organizationId: id, slug, now, mayAcknowledge: can("alerts.write") };
  return (
    <>
      <Card>
        <CardHeader title="Open" />
        <QueryView query={open} skeleton={<SkeletonRows count={3} className="h-[58px]" />}>
          {(alerts) =>
            alerts.length > 0 ? (
              <AlertList {...list} label="Open alerts" alerts={alerts} />
            ) : rules.data?.length === 0 ? (
              <EmptyState
                icon={BellRing}
                title="There are no rules, so nobody is alerted"
                text="A rule says which components count, who is told at once, and who next if nobody acknowledges."
                action={
                  can("alerts.write") ? (
                    <Link to="/orgs/$slug/alerts/rules/new" params={{ slug }} className={buttonStyles()}>
                      Write the first rule
                    </Link>
                  ) : undefined
                }
              />
            ) : (
              <EmptyState
                icon={BellRing}
                title="Nothing is open"
                text="Alerts open when monitors see what a rule names."
              />
            )
          }
        </QueryView>
      </Card>
      {ended.data !== undefined && over.length === 0 ? null : (
        <Card>
          <CardHeader title="Over" />
          <QueryView query={ended} skeleton={<SkeletonRows count={2} className="h-[58px]" />}>
            {() => <AlertList {...list} label="Alerts that are over" alerts={over} />}
          </QueryView>
          <ShowMore list={ended} label="Show more" isInCard />
        </Card>
      )}
    </>
  );
}
