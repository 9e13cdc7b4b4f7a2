import { Link } from "@tanstack/react-router";
import { channelNames } from "../../../lib/channels.ts";
import { dateAndTime, wholeNumber } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { followedText, type Names } from "../following.ts";
import type { Subscriber } from "../queries.ts";
import { SubscriberStateBadge } from "./subscriber-state.tsx";

export interface SubscriberTableProps {
  subscribers: readonly Subscriber[];
  slug: string;
  /** Of components and groups. */
  names: Names;
  /** With one page there is nothing to tell apart. */
  hasPages: boolean;
}

/** The list of subscribers; a row leads to what was sent to them. */
export function SubscriberTable({ subscribers, slug, names, hasPages }: SubscriberTableProps) {
  const columns: Column<Subscriber>[] = [
    {
      key: "address",
      header: "Address",
      mobile: "title",
      className: "tablet:w-[34%]",
      cell: ({ id, address }) => (
        <Link
          to="/orgs/$slug/subscribers/$subscriberId"
          params={{ slug, subscriberId: id }}
          data-row=""
          className="row-link wrap-anywhere line-clamp-2"
        >
          {address}
        </Link>
      ),
    },
    { key: "channel", header: "Channel", className: "w-24", cell: ({ channel }) => channelNames[channel] },
    {
      key: "page",
      header: "Page",
      className: "w-36",
      cell: ({ page_title: title }) => <span className="text-text-2">{title}</span>,
    },
    {
      key: "follows",
      header: "Follows",
      cell: (subscriber) => <span className="line-clamp-2 text-text-2">{followedText(subscriber, names)}</span>,
    },
    {
      key: "state",
      header: "State",
      className: "tablet:w-44",
      cell: (subscriber) => <SubscriberStateBadge subscriber={subscriber} />,
    },
    {
      key: "last",
      header: "Last message",
      className: "w-32 whitespace-nowrap",
      cell: ({ last_sent_at: at }) => (
        <span className="text-text-2">
          <span className="tablet:hidden">last message: </span>
          {at === null ? "none yet" : dateAndTime(at, browserZone())}
        </span>
      ),
    },
    {
      key: "failures",
      header: "Missed",
      align: "right",
      mobile: "end",
      className: "w-20 whitespace-nowrap",
      cell: ({ failures }) =>
        failures === 0 ? (
          <span className="text-text-3 max-tablet:hidden">0</span>
        ) : (
          <span data-status="major_outage" className="font-medium text-status-fg">
            {wholeNumber(failures)}
            <span className="tablet:sr-only"> missed</span>
          </span>
        ),
    },
  ];
  return (
    <DataTable
      label="Subscribers"
      items={subscribers}
      keyOf={({ id }) => id}
      columns={columns.filter(({ key }) => key !== "page" || hasPages)}
    />
  );
}
