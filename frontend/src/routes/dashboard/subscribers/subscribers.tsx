import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Mailbox } from "lucide-react";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { SubscriberFilters } from "../../../features/subscribers/components/subscriber-filters.tsx";
import { SubscriberTable } from "../../../features/subscribers/components/subscriber-table.tsx";
import { channelsOf, figuresText } from "../../../features/subscribers/figures.ts";
import type { SubscriberFilter } from "../../../features/subscribers/list-filter.ts";
import { subscriberQueries } from "../../../features/subscribers/queries.ts";
import { isFiltering } from "../../../lib/is-filtering.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useFollowedNames } from "./use-followed-names.ts";

const route = getRouteApi("/signed-in/orgs/$slug/subscribers/");

export function Subscribers() {
  const { id, slug } = useOrganization();
  // What opens a dialog narrows nothing.
  const { add: _, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: pages = [] } = useQuery(pageQueries.list(id));
  const { data: counts } = useQuery(subscriberQueries.counts(id));
  const list = useInfiniteQuery(subscriberQueries.list(id, filter));
  const names = useFollowedNames();
  const narrow = (next: SubscriberFilter) => void navigate({ search: next, replace: true });
  return (
    <>
      <SubscriberFilters filter={filter} channels={channelsOf(counts ?? [])} pages={pages} onChange={narrow} />
      <Card>
        <CardHeader title="Who follows your pages" note={counts === undefined ? undefined : figuresText(counts)} />
        <QueryView query={list} skeleton={<SkeletonRows count={8} className="h-[38px]" />}>
          {({ pages: parts }) => {
            const subscribers = parts.flat();
            if (subscribers.length > 0)
              return (
                <SubscriberTable subscribers={subscribers} slug={slug} names={names} hasPages={pages.length > 1} />
              );
            if (isFiltering(filter))
              return (
                <EmptyState
                  title="Nothing matches"
                  text="No subscriber fits this filter."
                  action={<Button onClick={() => narrow({})}>Clear the filter</Button>}
                />
              );
            return <NoSubscribers pages={pages} />;
          }}
        </QueryView>
      </Card>
      <ShowMore list={list} label="Show more" />
    </>
  );
}

function NoSubscribers({ pages }: { pages: readonly { slug: string; title: string }[] }) {
  const [page] = pages;
  return (
    <EmptyState
      icon={Mailbox}
      title="Nobody follows your pages yet"
      text={
        page === undefined ? (
          "Readers subscribe on a status page. Create one first."
        ) : (
          <>
            Readers subscribe with the button on{" "}
            <a href={`/status/${page.slug}`} target="_blank" rel="noreferrer">
              {page.title}
              <span className="sr-only"> (opens in a new tab)</span>
            </a>
            . Addresses that you add or import are asked to confirm first.
          </>
        )
      }
    />
  );
}
