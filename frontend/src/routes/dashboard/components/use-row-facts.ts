import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { RowFacts } from "../../../features/components/components/list-row.tsx";
import { ledgerDays } from "../../../features/components/ledger-days.ts";
import { type ComponentItem, latencyQueries, ledgerQueries, listDays } from "../../../features/components/queries.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { isPaused, targetOf } from "../../../features/monitors/target.ts";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { calendarDate } from "../../../lib/calendar.ts";
import { browserZone } from "../../../lib/time-zone.ts";

/** What the list shows of each component beyond its own row; what is not known yet is left out. */
export function useRowFacts(
  organizationId: string,
  components: readonly ComponentItem[],
): ReadonlyMap<string, RowFacts> {
  const { data: monitors } = useQuery(monitorQueries.list(organizationId));
  const { data: bars } = useQuery(ledgerQueries.bars(organizationId));
  const { data: pages } = useQuery(pageQueries.list(organizationId));
  const { data: shown } = useQuery(pageQueries.components(organizationId));
  const { data: latencies } = useQuery(latencyQueries.lastDay(organizationId));
  return useMemo(() => {
    const today = calendarDate(Date.now(), browserZone());
    const barsOf = Map.groupBy(bars ?? [], ({ id }) => id);
    const monitorsOf = Map.groupBy(monitors ?? [], ({ component_id: id }) => id);
    const pageTitles = new Map((pages ?? []).map((page) => [page.id, page]));
    const shownOf = Map.groupBy(shown ?? [], ({ component_id: id }) => id);
    return new Map(
      components.map(({ id }): [string, RowFacts] => {
        const own = monitorsOf.get(id) ?? [];
        const days = bars === undefined ? null : ledgerDays(barsOf.get(id) ?? [], today, listDays);
        const facts = {
          target: describe(own),
          isPaused: own.length > 0 && own.every(isPaused),
          statuses: days?.statuses ?? null,
          uptime: days?.uptime ?? null,
          p95Ms: latencies?.[id] ?? null,
          pages: (shownOf.get(id) ?? []).flatMap(({ status_page_id: pageId }) => pageTitles.get(pageId) ?? []),
        };
        return [id, facts];
      }),
    );
  }, [components, monitors, bars, pages, shown, latencies]);
}

function describe(monitors: readonly { kind: Parameters<typeof targetOf>[0]; config: unknown }[]): string | null {
  const [first] = monitors;
  if (first === undefined) return null;
  const target = targetOf(first.kind, first.config);
  return monitors.length === 1 ? target : `${target} and ${monitors.length - 1} more`;
}
