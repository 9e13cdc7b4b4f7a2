import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { OrganizationForm } from "../../features/organizations/components/organization-form.tsx";
import { useCreateOrganization } from "../../features/organizations/mutations.ts";
import { organizationQueries } from "../../features/organizations/queries.ts";
import { AccountFrame } from "./account-frame.tsx";
import { AccountHeading } from "./account-heading.tsx";
import { SignedInAs } from "./signed-in-as.tsx";

const route = getRouteApi("/signed-in/new-organization");
const empty = { name: "", slug: "" };

export function NewOrganization() {
  const { userId } = route.useRouteContext();
  const router = useRouter();
  const create = useCreateOrganization();
  const { data: organizations = [] } = useQuery(organizationQueries.mine(userId));
  return (
    <AccountFrame footer={<SignedInAs />}>
      <AccountHeading title="Create an organization">
        {organizations.length > 0 ? (
          <>
            Or go back to <Link to="/">the one you have</Link>.
          </>
        ) : (
          "It holds your components, your status page and your team."
        )}
      </AccountHeading>
      <OrganizationForm
        initial={empty}
        draftName="organization:new"
        submitLabel="Create organization"
        isLarge
        onSubmit={async (values) => {
          const { slug } = await create.mutateAsync(values);
          return () => void router.navigate({ to: "/orgs/$slug", params: { slug } });
        }}
      />
    </AccountFrame>
  );
}
