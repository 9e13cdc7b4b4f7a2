import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { sectionsOf } from "../../../features/components/list-model.ts";
import { componentQueries } from "../../../features/components/queries.ts";
import { maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { useOrganization } from "../../../lib/organization.tsx";

const none: never[] = [];

/** What every screen of maintenance needs: components by name and group, and the organization's zone once it is known. */
export function useMaintenanceContext() {
  const { id } = useOrganization();
  const list = useQuery(componentQueries.list(id));
  const groupList = useQuery(componentQueries.groups(id));
  const zone = useQuery(maintenanceQueries.zone(id));
  const components = list.data ?? none;
  const groups = groupList.data ?? none;
  const byId = useMemo(() => new Map(components.map((component) => [component.id, component])), [components]);
  return {
    components,
    nameOf: (componentId: string) => byId.get(componentId)?.name,
    pickerGroups: useMemo(() => sectionsOf(components, groups), [components, groups]),
    zone: zone.data,
    isLoading: list.data === undefined || groupList.data === undefined || zone.data === undefined,
    failed: [list, groupList, zone].find((query) => query.data === undefined && query.error !== null),
  };
}
