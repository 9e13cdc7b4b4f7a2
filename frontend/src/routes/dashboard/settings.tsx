import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { BillingContactCard } from "../../features/organizations/components/billing-contact-card.tsx";
import { DeleteCard } from "../../features/organizations/components/delete-card.tsx";
import { MfaCard } from "../../features/organizations/components/mfa-card.tsx";
import { OrganizationForm } from "../../features/organizations/components/organization-form.tsx";
import { restoreOrganization, useUpdateOrganization } from "../../features/organizations/mutations.ts";
import { organizationQueries } from "../../features/organizations/queries.ts";
import { teamQueries } from "../../features/team/queries.ts";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

export function SettingsLayout() {
  const { slug } = useOrganization();
  const { data: instance } = useQuery(instanceStateQuery());
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
        <Link to="/orgs/$slug/settings/api-keys" params={{ slug }} className={routeTabStyles}>
          API keys
        </Link>
        {instance?.mode === "saas" ? (
          <Link to="/orgs/$slug/settings/plan" params={{ slug }} className={routeTabStyles}>
            Plan
          </Link>
        ) : null}
        <Link to="/account" className={routeTabStyles}>
          Your account
        </Link>
      </RouteTabs>
      <Outlet />
    </div>
  );
}

export function OrganizationSettings() {
  const { id, name, slug } = useOrganization();
  const { can } = usePermissions();
  const router = useRouter();
  const update = useUpdateOrganization(id);
  return (
    <SettingsColumn>
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
      {can("organization.write") ? <AdminSettings /> : null}
    </SettingsColumn>
  );
}

/** What only admins see of the organization's settings. */
function AdminSettings() {
  const organization = useOrganization();
  const { id, userId } = organization;
  const client = useQueryClient();
  const router = useRouter();
  const facts = useQuery(organizationQueries.facts(id));
  const { data: members } = useQuery(teamQueries.members(id));
  const { data: instance } = useQuery(instanceStateQuery());

  function onDeleted() {
    showToast({
      title: `${organization.name} is deleted`,
      text: "Admins can restore it for 30 days.",
      undo: async () => {
        try {
          const slug = await restoreOrganization(id);
          await client.invalidateQueries({ queryKey: organizationQueries.mine(userId).queryKey });
          await router.navigate({ to: "/orgs/$slug", params: { slug } });
        } catch (error) {
          showErrorToast(`${organization.name} is still deleted`, error);
        }
      },
    });
    client.clear();
    void router.navigate({ to: "/", ignoreBlocker: true });
  }

  return (
    <>
      <QueryView query={facts} skeleton={<SkeletonRows count={2} className="h-[90px]" />}>
        {({ requiresMfa, billingContactId }) => (
          <>
            <MfaCard organizationId={id} isRequired={requiresMfa} />
            {/* Where plans cost money it stands beside them. */}
            {members === undefined || instance === undefined || instance.mode === "saas" ? null : (
              <BillingContactCard organizationId={id} contactId={billingContactId} members={members} />
            )}
          </>
        )}
      </QueryView>
      <DeleteCard organization={organization} onDeleted={onDeleted} />
    </>
  );
}

function SettingsColumn({ children }: { children: ReactNode }) {
  return <div className="grid max-w-[640px] grid-cols-1 gap-5">{children}</div>;
}
