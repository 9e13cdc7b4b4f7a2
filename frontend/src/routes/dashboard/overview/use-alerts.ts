import { useQuery } from "@tanstack/react-query";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { type AlertAttention, unacknowledged } from "../../../features/overview/attention-alerts.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";

/** Open alerts that nobody has acknowledged; none for people who may not see alerts. */
export function useAlertAttention(now: number): AlertAttention[] {
  const { id } = useOrganization();
  const { can } = usePermissions();
  const mayRead = can("alerts.read");
  const { data } = useQuery({ ...alertQueries.open(id), enabled: mayRead });
  return mayRead && data !== undefined ? unacknowledged(data, now) : [];
}
