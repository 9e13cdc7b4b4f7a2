import { useInfiniteQuery } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { DeliveryTable } from "../../../features/subscribers/components/delivery-table.tsx";
import { subscriberQueries } from "../../../features/subscribers/queries.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

/** Messages of all subscribers that failed for good. */
export function Undelivered() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const log = useInfiniteQuery(subscriberQueries.undelivered(id));
  return (
    <>
      <Card>
        <CardHeader title="Messages that failed for good" note="kept for 90 days" />
        <QueryView query={log} skeleton={<SkeletonRows count={6} className="h-[58px]" />}>
          {({ pages }) => {
            const deliveries = pages.flat();
            return deliveries.length === 0 ? (
              <EmptyState
                icon={MailCheck}
                title="Every message was delivered"
                text="What a provider refuses for good, or twelve times in a row, is listed here and can be sent again."
              />
            ) : (
              <DeliveryTable
                organizationId={id}
                slug={slug}
                deliveries={deliveries}
                hasAddresses
                mayWrite={can("subscribers.write")}
              />
            );
          }}
        </QueryView>
      </Card>
      <ShowMore list={log} label="Show older" />
    </>
  );
}
