import { useInfiniteQuery } from "@tanstack/react-query";
import { Download, ScrollText } from "lucide-react";
import { isFiltering } from "../../../lib/is-filtering.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ShowMore } from "../../../ui/show-more.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { AuditFilter } from "../list-filter.ts";
import { auditQueries } from "../queries.ts";
import { useExportAudit } from "../use-export.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditTable } from "./audit-table.tsx";
import { ChainCheck } from "./chain-check.tsx";

export interface AuditViewProps {
  /** Null for the log of all organizations and of the instance itself. */
  organizationId: string | null;
  note: string;
  /** Of an exported file, without its ending. */
  fileName: string;
  filter: AuditFilter;
  /** Whom the log can be narrowed to. */
  people: readonly { userId: string; name: string }[];
  onFilter: (filter: AuditFilter) => void;
}

/** The log: filters, entries, export, and whether it is whole. */
export function AuditView({ organizationId, note, fileName, filter, people, onFilter }: AuditViewProps) {
  const exportLog = useExportAudit(organizationId, fileName);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Audit log"
        note={note}
        primary={
          <Menu
            trigger={
              <Button isBusy={exportLog.isPending}>
                <Download size={16} strokeWidth={1.75} aria-hidden="true" />
                Export
              </Button>
            }
          >
            <MenuItem onSelect={() => exportLog.mutate({ filter, format: "csv" })}>As CSV</MenuItem>
            <MenuItem onSelect={() => exportLog.mutate({ filter, format: "jsonl" })}>As JSON Lines</MenuItem>
          </Menu>
        }
      />
      <AuditFilters filter={filter} people={people} onChange={onFilter} />
      <Entries organizationId={organizationId} filter={filter} onClear={() => onFilter({})} />
      <ChainCheck organizationId={organizationId} />
    </div>
  );
}

interface EntriesProps {
  organizationId: string | null;
  filter: AuditFilter;
  onClear: () => void;
}

function Entries({ organizationId, filter, onClear }: EntriesProps) {
  const list = useInfiniteQuery(auditQueries.list(organizationId, filter));
  return (
    <>
      <Card>
        <QueryView query={list} skeleton={<SkeletonRows count={10} className="h-[38px]" />}>
          {({ pages }) => {
            const entries = pages.flat();
            if (entries.length > 0) return <AuditTable entries={entries} hasOrganizations={organizationId === null} />;
            return isFiltering(filter) ? (
              <EmptyState
                title="Nothing matches"
                text="No entry fits this filter."
                action={<Button onClick={onClear}>Clear the filter</Button>}
              />
            ) : (
              <EmptyState icon={ScrollText} title="Nothing has happened yet" text="Every change appears here." />
            );
          }}
        </QueryView>
      </Card>
      <ShowMore list={list} label="Show older" />
    </>
  );
}
