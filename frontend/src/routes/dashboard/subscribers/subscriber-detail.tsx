import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { UserRoundMinus } from "lucide-react";
import { useState } from "react";
import { DeliveryTable } from "../../../features/subscribers/components/delivery-table.tsx";
import { RemoveSubscriberDialog } from "../../../features/subscribers/components/remove-subscriber-dialog.tsx";
import { SubscriberCard } from "../../../features/subscribers/components/subscriber-card.tsx";
import { type Subscriber, subscriberQueries } from "../../../features/subscribers/queries.ts";
import { stateNames } from "../../../features/subscribers/words.ts";
import { channelNames } from "../../../lib/channels.ts";
import { useWhere } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { subscriberStatuses } from "../../../lib/status.ts";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { PageNotice } from "../../../ui/page-states.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useFollowedNames } from "./use-followed-names.ts";

const route = getRouteApi("/signed-in/orgs/$slug/subscribers/$subscriberId");

export function SubscriberPage() {
  const { subscriberId } = route.useParams();
  const { id, slug } = useOrganization();
  const query = useQuery(subscriberQueries.detail(id, subscriberId));
  useBreadcrumb([{ label: "Subscribers", href: `/orgs/${slug}/subscribers` }, { label: query.data?.address ?? "" }]);
  useWhere("on a subscriber");
  if (query.data === null)
    return (
      <PageNotice title="Subscriber">
        <EmptyState
          title="There is no such subscriber"
          text="They were removed, or had all that was known of them erased."
          action={
            <Link to="/orgs/$slug/subscribers" params={{ slug }} className={buttonStyles()}>
              All subscribers
            </Link>
          }
        />
      </PageNotice>
    );
  if (query.data !== undefined) return <Detail subscriber={query.data} />;
  if (query.error === null) return <DetailSkeleton />;
  return (
    <PageNotice title="Subscriber">
      <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    </PageNotice>
  );
}

function Detail({ subscriber }: { subscriber: Subscriber }) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = route.useNavigate();
  const names = useFollowedNames();
  const [isRemoving, setRemoving] = useState(false);
  const mayWrite = can("subscribers.write");
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title={subscriber.address}
        note={
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <StatusBadge status={subscriberStatuses[subscriber.state]}>{stateNames[subscriber.state]}</StatusBadge>
            <span>{channelNames[subscriber.channel]}</span>
          </span>
        }
      >
        {mayWrite ? (
          <Button onClick={() => setRemoving(true)}>
            <UserRoundMinus size={16} strokeWidth={1.75} aria-hidden="true" />
            Remove
          </Button>
        ) : null}
      </PageTitle>
      <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
        <Log subscriberId={subscriber.id} mayWrite={mayWrite} />
        <SubscriberCard subscriber={subscriber} names={names} />
      </div>
      {isRemoving ? (
        <RemoveSubscriberDialog
          organizationId={id}
          subscriber={subscriber}
          onClose={() => setRemoving(false)}
          onRemoved={() => void navigate({ to: "/orgs/$slug/subscribers", params: { slug } })}
        />
      ) : null}
    </div>
  );
}

function Log({ subscriberId, mayWrite }: { subscriberId: string; mayWrite: boolean }) {
  const { id, slug } = useOrganization();
  const log = useInfiniteQuery(subscriberQueries.log(id, subscriberId));
  return (
    <Card className="min-w-0">
      <CardHeader title="Messages" note="of the last 90 days" />
      <QueryView query={log} skeleton={<SkeletonRows count={5} className="h-[58px]" />}>
        {({ pages }) => {
          const deliveries = pages.flat();
          return deliveries.length === 0 ? (
            <EmptyState title="Nothing was sent yet" text="They hear of the next update to what they follow." />
          ) : (
            <DeliveryTable
              organizationId={id}
              slug={slug}
              deliveries={deliveries}
              hasAddresses={false}
              mayWrite={mayWrite}
            />
          );
        }}
      </QueryView>
      <ShowMore list={log} label="Show older" isInCard />
    </Card>
  );
}

function DetailSkeleton() {
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Subscriber" />
      <Late>
        <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
          <Card>
            <CardHeader title="Messages" />
            <SkeletonRows count={5} className="h-[58px]" />
          </Card>
          <Card>
            <CardHeader title="Subscription" />
            <SkeletonRows count={6} className="h-9" />
          </Card>
        </div>
      </Late>
    </div>
  );
}
