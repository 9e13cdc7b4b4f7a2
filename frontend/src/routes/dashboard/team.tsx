import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet, useRouter } from "@tanstack/react-router";
import { UserRoundPlus } from "lucide-react";
import { InvitationTable } from "../../features/team/components/invitation-table.tsx";
import { InviteDialog } from "../../features/team/components/invite-dialog.tsx";
import { MemberTable } from "../../features/team/components/member-table.tsx";
import { RoleMatrix } from "../../features/team/components/role-matrix.tsx";
import { teamQueries } from "../../features/team/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/team");

export function TeamLayout() {
  const organization = useOrganization();
  const { can } = usePermissions();
  const { add } = route.useSearch();
  const router = useRouter();
  const { slug } = organization;
  useBreadcrumb([{ label: "Team" }]);
  useWhere("on Team");

  function setAdding(isAdding: boolean) {
    void router.navigate({
      to: "/orgs/$slug/team",
      params: { slug },
      search: isAdding ? { add: true } : {},
      replace: true,
    });
  }

  return (
    <div className="grid grid-cols-1 gap-4">
      <PageTitle
        title="Team"
        note={can("members.write") ? undefined : "Admins invite members and change roles."}
        primary={
          can("members.write") ? (
            <Button variant="primary" onClick={() => setAdding(true)}>
              <UserRoundPlus size={16} strokeWidth={1.75} aria-hidden="true" />
              Invite members
            </Button>
          ) : null
        }
      />
      <RouteTabs label="Team">
        <Link
          to="/orgs/$slug/team"
          params={{ slug }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={routeTabStyles}
        >
          Members
        </Link>
        <Link to="/orgs/$slug/team/roles" params={{ slug }} className={routeTabStyles}>
          Roles
        </Link>
      </RouteTabs>
      <Outlet />
      {can("members.write") ? (
        <InviteDialog organizationId={organization.id} isOpen={add === true} onOpenChange={setAdding} />
      ) : null}
    </div>
  );
}

export function TeamMembers() {
  const organization = useOrganization();
  const { can } = usePermissions();
  const query = useQuery(teamQueries.members(organization.id));
  return (
    <div className="grid grid-cols-1 gap-5">
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[58px]" />}>
          {(members) => (
            <MemberTable
              organization={organization}
              ownId={organization.userId}
              members={members}
              canWrite={can("members.write")}
            />
          )}
        </QueryView>
      </Card>
      {can("members.write") ? <InvitationTable organizationId={organization.id} /> : null}
    </div>
  );
}

export function TeamRoles() {
  const query = useQuery(teamQueries.roleMatrix());
  return (
    <Card>
      <QueryView query={query} skeleton={<SkeletonRows count={7} className="h-[38px]" />}>
        {(matrix) => <RoleMatrix matrix={matrix} />}
      </QueryView>
    </Card>
  );
}
