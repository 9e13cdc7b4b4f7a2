import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type ComponentItem, componentQueries } from "../../../features/components/queries.ts";
import { readCriteria } from "../../../features/monitors/criteria.ts";
import { type MonitorRow, monitorQueries, type RegionState } from "../../../features/monitors/queries.ts";
import { isPaused } from "../../../features/monitors/target.ts";
import { overviewQueries } from "../../../features/overview/queries.ts";
import { probeQueries } from "../../../features/probes/queries.ts";
import { useOrganization } from "../../../lib/organization.tsx";

const none: never[] = [];

/** One component with its monitors and what each region says; the list's own cache, so opening it costs little. */
export function useComponent(componentId: string) {
  const { id: organizationId } = useOrganization();
  const list = useQuery(componentQueries.list(organizationId));
  const monitorsQuery = useQuery(monitorQueries.ofComponent(organizationId, componentId));
  const { data: overview = none } = useQuery(overviewQueries.regions(organizationId));
  const { data: regions = none } = useQuery(probeQueries.regions(organizationId));
  const component: ComponentItem | undefined = list.data?.find(({ id }) => id === componentId);
  const monitors: readonly MonitorRow[] = monitorsQuery.data ?? none;
  const states = useMemo(
    (): readonly RegionState[] => overview.filter((state) => state.component_id === componentId),
    [overview, componentId],
  );
  const nameOf = useMemo(() => {
    const names = new Map(regions.map(({ id, name }) => [id, name]));
    return (regionId: string) => names.get(regionId) ?? regionId;
  }, [regions]);
  return {
    organizationId,
    component,
    /** The list is known and the component is not in it. */
    isMissing: list.data !== undefined && component === undefined,
    error: list.data === undefined ? list.error : monitorsQuery.data === undefined ? monitorsQuery.error : null,
    retry: () => {
      void list.refetch();
      void monitorsQuery.refetch();
    },
    isLoading: list.data === undefined || monitorsQuery.data === undefined,
    monitors,
    isPaused: monitors.length > 0 && monitors.every(isPaused),
    states,
    nameOf,
    /** The criteria of each monitor, by its id. */
    rules: useMemo(() => new Map(monitors.map(({ id, criteria }) => [id, readCriteria(criteria)])), [monitors]),
    monitorNames: useMemo(
      () => (monitors.length > 1 ? new Map(monitors.map(({ id, name }) => [id, name])) : new Map<string, string>()),
      [monitors],
    ),
  };
}
