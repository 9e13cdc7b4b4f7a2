import { useQuery } from "@tanstack/react-query";
import type { RegionChoice } from "../../../features/monitors/components/region-picker.tsx";
import { probeQueries } from "../../../features/probes/queries.ts";
import type { CheckKind } from "../../../lib/database.ts";
import { useOrganization } from "../../../lib/organization.tsx";

/** Regions by kind of check, those with a live probe first; undefined until they are known. */
export function useRegionChoices(): ((kind: CheckKind) => readonly RegionChoice[]) | undefined {
  const { id } = useOrganization();
  const { data: regions } = useQuery(probeQueries.regions(id));
  const { data: probes } = useQuery(probeQueries.list(id));
  if (regions === undefined || probes === undefined) return undefined;
  return (kind) =>
    regions
      .filter((region) => region.id !== "push")
      .map((region) => ({
        id: region.id,
        name: region.name,
        isLive: probes.some((probe) => probe.region_id === region.id && probe.kinds.includes(kind) && probe.is_alive),
      }))
      .toSorted((a, b) => Number(b.isLive) - Number(a.isLive));
}
