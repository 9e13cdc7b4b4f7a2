import { VenetianMask } from "lucide-react";
import { useState } from "react";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { Tooltip } from "../../../ui/tooltip.tsx";
import type { AuditEntry } from "../queries.ts";
import { actionText, actorOf, subjectOf } from "../words.ts";
import { AuditEntryDialog } from "./audit-entry-dialog.tsx";

export interface AuditTableProps {
  entries: readonly AuditEntry[];
  /** Whether the entries are those of several organizations. */
  hasOrganizations: boolean;
}

/** The log; a row opens what changed. */
export function AuditTable({ entries, hasOrganizations }: AuditTableProps) {
  const [opened, setOpened] = useState<AuditEntry | null>(null);
  return (
    <>
      <DataTable
        label="Audit log"
        items={entries}
        keyOf={({ id }) => String(id)}
        columns={[
          {
            key: "time",
            header: "Time",
            className: "w-44 whitespace-nowrap",
            mobile: "meta",
            cell: ({ occurred_at: at }) => <time dateTime={at}>{dateAndTime(at, browserZone())}</time>,
          },
          { key: "who", header: "Who", className: "w-52", cell: (entry) => <Actor entry={entry} /> },
          {
            key: "what",
            header: "What",
            mobile: "title",
            cell: (entry) => (
              <button type="button" className="link-button text-left font-medium" onClick={() => setOpened(entry)}>
                {actionText(entry.action, entry.after)}
                {subjectOf(entry.before, entry.after) === null ? null : (
                  <span className="font-normal text-text-2">: {subjectOf(entry.before, entry.after)}</span>
                )}
              </button>
            ),
          },
          ...(hasOrganizations ? [organizationColumn] : []),
          {
            key: "from",
            header: "From",
            className: "w-40 whitespace-nowrap",
            cell: ({ ip }) => <span className="text-text-2 tabular-nums">{ip ?? ""}</span>,
          },
        ]}
      />
      {opened === null ? null : <AuditEntryDialog entry={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

const organizationColumn: Column<AuditEntry> = {
  key: "organization",
  header: "Organization",
  className: "w-44",
  cell: ({ organization_name: name }) => <span className="wrap-anywhere text-text-2">{name ?? ""}</span>,
};

function Actor({ entry }: { entry: AuditEntry }) {
  return (
    <span className="flex items-center gap-1.5">
      <span className="truncate">{actorOf(entry)}</span>
      {entry.is_impersonated ? (
        <Tooltip text="As master administrator, from inside the organization">
          <VenetianMask
            size={15}
            strokeWidth={1.75}
            className="shrink-0 text-text-3"
            role="img"
            aria-label="as master administrator"
          />
        </Tooltip>
      ) : null}
    </span>
  );
}
