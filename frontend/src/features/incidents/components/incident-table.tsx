import { Link } from "@tanstack/react-router";
import { Radar } from "lucide-react";
import { useNow } from "../../../lib/clock.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { isMonitors, secondsOf } from "../list-model.ts";
import type { IncidentItem } from "../queries.ts";
import { statusNames } from "../words.ts";
import { ImpactBadge } from "./impact-badge.tsx";
import type { Person } from "./when-fields.tsx";

export interface IncidentTableProps {
  /** "Open", "Drafts", "November 2026" */
  title: string;
  incidents: readonly IncidentItem[];
  slug: string;
  people: readonly Person[];
}

/** One section of the list of incidents. */
export function IncidentTable({ title, incidents, slug, people }: IncidentTableProps) {
  const now = useNow();
  const columns: Column<IncidentItem>[] = [
    {
      key: "title",
      header: "Title",
      mobile: "title",
      className: "tablet:w-[30%]",
      cell: (incident) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <Link
            to="/orgs/$slug/incidents/$incidentId"
            params={{ slug, incidentId: incident.id }}
            data-row=""
            className="row-link wrap-anywhere"
          >
            {incident.title}
          </Link>
          {isMonitors(incident) ? (
            <span title="Opened by monitors" className="flex-none text-text-3">
              <Radar size={14} strokeWidth={1.75} aria-label="opened by monitors" role="img" />
            </span>
          ) : null}
        </span>
      ),
    },
    {
      key: "impact",
      header: "Impact",
      className: "w-24",
      cell: ({ impact }) => <ImpactBadge impact={impact} />,
    },
    { key: "status", header: "Status", className: "w-28", cell: ({ status }) => statusNames[status] },
    {
      key: "components",
      header: "Components",
      cell: ({ components }) => (
        <span className="text-text-2">
          {components.length === 0 ? "none" : strings.sentence.names(components.map(({ component }) => component.name))}
        </span>
      ),
    },
    {
      key: "started",
      header: "Started",
      className: "w-28 whitespace-nowrap",
      cell: ({ started_at: at }) => <span className="text-text-2">{dateAndTime(at, browserZone())}</span>,
    },
    {
      key: "duration",
      header: "Duration",
      align: "right",
      mobile: "end",
      className: "w-24 whitespace-nowrap",
      cell: (incident) => elapsed(secondsOf(incident, now)),
    },
    {
      key: "assignee",
      header: "Assignee",
      className: "w-36",
      cell: ({ assignee_id: id }) => <Assignee person={people.find(({ userId }) => userId === id)} />,
    },
  ];
  return (
    <Card>
      <CardHeader title={title} note={<Chip>{incidents.length}</Chip>} />
      <DataTable
        label={title}
        items={incidents}
        keyOf={(incident) => incident.id}
        columns={columns.filter(({ key }) => key !== "assignee" || people.length > 1)}
      />
    </Card>
  );
}

function Assignee({ person }: { person: Person | undefined }) {
  if (person === undefined) return <span className="text-text-3">unassigned</span>;
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap">
      <Avatar userId={person.userId} name={person.name} size={20} />
      <span className="truncate">{person.name}</span>
    </span>
  );
}
