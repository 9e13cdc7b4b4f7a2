import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { DataCard } from "../../features/accounts/components/data-card.tsx";
import { DeleteAccountCard } from "../../features/accounts/components/delete-account-card.tsx";
import { accountQueries } from "../../features/accounts/queries.ts";
import { DeletedOrganizations } from "../../features/organizations/components/deleted-organizations.tsx";
import { signOut } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";

const route = getRouteApi("/signed-in/account");

export function YourData() {
  const { userId } = route.useRouteContext();
  const router = useRouter();
  const { data: account } = useQuery(accountQueries.me(userId));
  return (
    <>
      <DataCard />
      <DeletedOrganizations
        title="Deleted organizations"
        onRestored={(slug) => {
          showToast({ title: "The organization is back" });
          void router.navigate({ to: "/orgs/$slug", params: { slug } });
        }}
      />
      {account === undefined ? null : (
        <DeleteAccountCard
          email={account.email}
          onDeleted={() => {
            showToast({ title: "Your account is deleted" });
            void signOut();
          }}
        />
      )}
    </>
  );
}
