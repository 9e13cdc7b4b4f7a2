import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { EmailForm } from "../../features/accounts/components/email-form.tsx";
import { NameForm } from "../../features/accounts/components/name-form.tsx";
import { accountQueries } from "../../features/accounts/queries.ts";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/account");

export function Profile() {
  const { userId } = route.useRouteContext();
  const query = useQuery({ ...accountQueries.me(userId), staleTime: 0 });
  return (
    <>
      <Card>
        <CardHeader title="You" />
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {({ fullName }) => (
            <div className="p-4">
              <NameForm userId={userId} name={fullName} />
            </div>
          )}
        </QueryView>
      </Card>
      <Card>
        <CardHeader title="E-mail address" />
        <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
          {(account) => (
            <div className="p-4">
              <EmailForm account={account} />
            </div>
          )}
        </QueryView>
      </Card>
    </>
  );
}
