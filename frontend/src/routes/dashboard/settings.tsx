import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { NameForm } from "../../features/accounts/components/name-form.tsx";
import { OrganizationForm } from "../../features/organizations/components/organization-form.tsx";
import { useUpdateOrganization } from "../../features/organizations/mutations.ts";
import { teamKey, teamQueries } from "../../features/team/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { useSession } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

export function SettingsLayout() {
  const { slug } = useOrganization();
  useBreadcrumb([{ label: "Settings" }]);
  useWhere("on Settings");
  return (
    <div className="grid grid-cols-1 gap-4">
      <PageTitle title="Settings" />
      <RouteTabs label="Settings">
        <Link to="/orgs/$slug/settings" params={{ slug }} activeOptions={{ exact: true }} className={routeTabStyles}>
          Organization
        </Link>
        <Link to="/orgs/$slug/settings/notifications" params={{ slug }} className={routeTabStyles}>
          Notifications
        </Link>
        <Link to="/orgs/$slug/settings/profile" params={{ slug }} className={routeTabStyles}>
          Your profile
        </Link>
      </RouteTabs>
      <div className="grid max-w-[640px] gap-5">
        <Outlet />
      </div>
    </div>
  );
}

export function OrganizationSettings() {
  const { id, name, slug } = useOrganization();
  const { can } = usePermissions();
  const router = useRouter();
  const update = useUpdateOrganization(id);
  return (
    <Card>
      <CardHeader title="Name and address" />
      <div className="p-4">
        {can("organization.write") ? (
          <OrganizationForm
            key={`${name} ${slug}`}
            initial={{ name, slug }}
            draftName={`organization:${id}`}
            submitLabel="Save changes"
            onSubmit={async (values) => {
              const saved = await update.mutateAsync(values);
              return () => {
                showToast({ title: "Changes saved" });
                const params = { slug: saved.slug };
                if (saved.slug !== slug) void router.navigate({ to: "/orgs/$slug/settings", params, replace: true });
              };
            }}
          />
        ) : (
          <>
            <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
              <dt className="text-text-2">Name</dt>
              <dd>{name}</dd>
              <dt className="text-text-2">Address</dt>
              <dd>{slug}</dd>
            </dl>
            <p className="mt-4 text-[13px]/5 text-text-2">Admins can change this.</p>
          </>
        )}
      </div>
    </Card>
  );
}

export function ProfileSettings() {
  const { id, userId } = useOrganization();
  const client = useQueryClient();
  const email = useSession()?.user.email ?? "";
  const query = useQuery(teamQueries.members(id));
  return (
    <>
      <Card>
        <CardHeader title="You" />
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {(members) => {
            const name = members.find((member) => member.userId === userId)?.name ?? "";
            return (
              <div className="p-4">
                <NameForm
                  userId={userId}
                  name={name === email ? "" : name}
                  onSaved={() => void client.invalidateQueries({ queryKey: teamKey(id) })}
                />
              </div>
            );
          }}
        </QueryView>
      </Card>
      <Card>
        <CardHeader title="Sign-in" />
        <div className="flex flex-wrap items-center justify-between gap-3 p-4">
          <div className="min-w-0">
            <p className="break-all">{email}</p>
            <p className="text-[13px]/5 text-text-2">With this address and a password.</p>
          </div>
          <Link to="/set-password" className={buttonStyles()}>
            Change password
          </Link>
        </div>
      </Card>
    </>
  );
}
