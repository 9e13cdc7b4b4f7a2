import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { OrganizationForm } from "../../features/organizations/components/organization-form.tsx";
import { useCreateOrganization } from "../../features/organizations/mutations.ts";
import { organizationQueries } from "../../features/organizations/queries.ts";
import { MyInvitations } from "../../features/team/components/my-invitations.tsx";
import { myInvitationsQuery } from "../../features/team/invitation.ts";
import { AccountFrame } from "./account-frame.tsx";
import { AccountHeading } from "./account-heading.tsx";
import { SignedInAs } from "./signed-in-as.tsx";

const route = getRouteApi("/signed-in/new-organization");
const empty = { name: "", slug: "" };

/** Where somebody without an organization lands: what they are invited to, and the form for one of their own. */
export function NewOrganization() {
  const { userId } = route.useRouteContext();
  const router = useRouter();
  const create = useCreateOrganization();
  const { data: organizations = [] } = useQuery(organizationQueries.mine(userId));
  const { data: invitations = [] } = useQuery(myInvitationsQuery(userId));
  const open = (slug: string) => void router.navigate({ to: "/orgs/$slug", params: { slug } });
  const back = organizations.length === 0 ? null : <Link to="/">the one you have</Link>;
  return (
    <AccountFrame footer={<SignedInAs />}>
      {invitations.length === 0 ? (
        <AccountHeading title="Create an organization">
          {back === null ? "It holds your components, your status page and your team." : <>Or go back to {back}.</>}
        </AccountHeading>
      ) : (
        <>
          <AccountHeading title="You are invited">
            {back === null ? (
              "Join, or create an organization of your own below."
            ) : (
              <>Join, create another organization below, or go back to {back}.</>
            )}
          </AccountHeading>
          <MyInvitations invitations={invitations} onJoined={open} />
          <h2 className="mt-10 mb-4 font-semibold text-[17px]/6">Create an organization</h2>
        </>
      )}
      <OrganizationForm
        initial={empty}
        draftName="organization:new"
        submitLabel="Create organization"
        isLarge
        onSubmit={async (values) => {
          const { slug } = await create.mutateAsync(values);
          return () => open(slug);
        }}
      />
    </AccountFrame>
  );
}
