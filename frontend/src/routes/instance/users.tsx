import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { UserRoundPlus } from "lucide-react";
import { useState } from "react";
import { CreateAccountDialog } from "../../features/instance/components/create-account-dialog.tsx";
import { UserFilters } from "../../features/instance/components/user-filters.tsx";
import { UserTable } from "../../features/instance/components/user-table.tsx";
import { WaitingAccounts } from "../../features/instance/components/waiting-accounts.tsx";
import type { UserFilter } from "../../features/instance/list-filter.ts";
import { instanceQueries } from "../../features/instance/queries.ts";
import { useNow } from "../../lib/clock.ts";
import { isFiltering } from "../../lib/is-filtering.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ShowMore } from "../../ui/show-more.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/instance/");

/** Every account of the instance. */
export function InstanceUsers() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { userId } = route.useRouteContext();
  const now = useNow();
  const [isCreating, setCreating] = useState(false);
  const list = useInfiniteQuery(instanceQueries.users(filter));
  useBreadcrumb([{ label: "Users" }]);
  const narrow = (next: UserFilter) => void navigate({ search: next, replace: true });
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Users"
        note="Everybody with an account here, whatever organizations they belong to."
        primary={
          <Button variant="primary" onClick={() => setCreating(true)}>
            <UserRoundPlus size={16} strokeWidth={1.75} aria-hidden="true" />
            Create an account
          </Button>
        }
      />
      <WaitingAccounts />
      <UserFilters filter={filter} onChange={narrow} />
      <Card>
        <QueryView query={list} skeleton={<SkeletonRows count={8} className="h-[58px]" />}>
          {({ pages }) => {
            const users = pages.flat();
            return users.length > 0 ? (
              <UserTable users={users} ownId={userId} now={now} />
            ) : (
              <EmptyState
                title="Nothing matches"
                text="No account fits this search."
                {...(isFiltering(filter) && { action: <Button onClick={() => narrow({})}>Clear the filter</Button> })}
              />
            );
          }}
        </QueryView>
      </Card>
      <ShowMore list={list} label="Show more" />
      <CreateAccountDialog isOpen={isCreating} onOpenChange={setCreating} />
    </div>
  );
}
