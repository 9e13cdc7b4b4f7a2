import { useQuery } from "@tanstack/react-query";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { type AlertAttention, unacknowledged } from "../../../features/overview/attention-alerts.ts";
import { useOrganization } from "../../../lib/organization.tsx";

/** Open alerts that nobody has acknowledged. */
export function useAlertAttention(now: number): AlertAttention[] {
  const { id } = useOrganization();
  const { data = [] } = useQuery(alertQueries.open(id));
  return unacknowledged(data, now);
}
