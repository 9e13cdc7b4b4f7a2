import { useQuery } from "@tanstack/react-query";
import { CirclePause } from "lucide-react";
import { Banner } from "../../../ui/banner.tsx";
import { organizationQueries } from "../queries.ts";

/** Why nothing can be changed; nothing while the organization is not suspended. */
export function SuspendedBanner({ organizationId }: { organizationId: string }) {
  const { data: facts } = useQuery(organizationQueries.facts(organizationId));
  if (facts === undefined || facts.suspendedAt === null) return null;
  return (
    <Banner label="Suspended" tone="trouble" icon={<CirclePause size={16} strokeWidth={1.75} />}>
      This organization is suspended ({facts.suspensionReason}). It can be read; nothing is checked or changed, and its
      status pages stay. The master administrator can end this.
    </Banner>
  );
}
