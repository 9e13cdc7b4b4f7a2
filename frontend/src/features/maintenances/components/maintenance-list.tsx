import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Repeat } from "lucide-react";
import type { ReactNode } from "react";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { type MaintenanceItem, maintenanceQueries } from "../queries.ts";
import { windowText } from "../words.ts";
import { MaintenanceState } from "./maintenance-state.tsx";

export interface MaintenanceListProps {
  organizationId: string;
  slug: string;
  which: "open" | "over";
  title: string;
  timeZone: string;
  now: number;
  nameOf: (componentId: string) => string | undefined;
  /** In place of the table where there is nothing; absent hides the card. */
  empty?: ReactNode;
}

/** Windows that run or are to come, or those that are over, page by page. */
export function MaintenanceList(props: MaintenanceListProps) {
  const { organizationId, slug, which, title, timeZone, now, nameOf, empty } = props;
  const query = useInfiniteQuery(maintenanceQueries.list(organizationId, which));
  const items = query.data?.pages.flat() ?? [];
  if (query.data !== undefined && items.length === 0 && empty === undefined) return null;
  return (
    <Card>
      <CardHeader title={title} />
      <QueryView query={query} skeleton={<SkeletonRows count={3} />}>
        {() =>
          items.length === 0 ? (
            empty
          ) : (
            <DataTable
              label={title}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                { key: "title", header: "Title", mobile: "title", cell: (item) => <Title item={item} slug={slug} /> },
                {
                  key: "window",
                  header: "Window",
                  className: "whitespace-nowrap max-tablet:whitespace-normal",
                  cell: (item) => windowText(item.scheduled_for, item.scheduled_until, timeZone),
                },
                {
                  key: "components",
                  header: "Components",
                  cell: (item) => <span className="text-text-2">{componentsText(item, nameOf)}</span>,
                },
                {
                  key: "state",
                  header: "State",
                  className: "whitespace-nowrap",
                  cell: (item) => <MaintenanceState maintenance={item} now={now} />,
                },
              ]}
            />
          )
        }
      </QueryView>
      <ShowMore list={query} label="Show more" isInCard />
    </Card>
  );
}

function Title({ item, slug }: { item: MaintenanceItem; slug: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <Link
        to="/orgs/$slug/maintenance/$maintenanceId"
        params={{ slug, maintenanceId: item.id }}
        data-row=""
        className="row-link wrap-anywhere"
      >
        {item.title}
      </Link>
      {item.series_id === null ? null : (
        <Repeat size={13} strokeWidth={1.75} className="flex-none text-text-3" aria-label="repeats" />
      )}
    </span>
  );
}

function componentsText({ componentIds }: MaintenanceItem, nameOf: (id: string) => string | undefined): string {
  const names = componentIds.flatMap((id) => nameOf(id) ?? []).toSorted((a, b) => a.localeCompare(b));
  if (names.length === 0) return "none";
  return names.length <= 2 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
