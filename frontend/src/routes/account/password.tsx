import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ChangePasswordForm } from "../../features/accounts/components/change-password-form.tsx";
import { accountQueries } from "../../features/accounts/queries.ts";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/account");

export function Password() {
  const { userId } = route.useRouteContext();
  const query = useQuery(accountQueries.me(userId));
  return (
    <Card>
      <CardHeader title="Password" />
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {({ email, fullName }) => (
          <div className="grid gap-4 p-4">
            <p className="max-w-[60ch] text-text-2">
              Saving another one ends every other session of yours. Without a password so far, this gives you one.
            </p>
            <ChangePasswordForm email={email} name={fullName} />
          </div>
        )}
      </QueryView>
    </Card>
  );
}
