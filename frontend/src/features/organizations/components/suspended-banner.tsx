import { useQuery } from "@tanstack/react-query";
import { CirclePause } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "../../../ui/banner.tsx";
import { organizationQueries } from "../queries.ts";

export interface SuspendedBannerProps {
  organizationId: string;
  /** Leads to where unpaid bills are settled. */
  planLink: ReactNode;
}

/** Why nothing can be changed; nothing while the organization is not suspended. */
export function SuspendedBanner({ organizationId, planLink }: SuspendedBannerProps) {
  const { data: facts } = useQuery(organizationQueries.facts(organizationId));
  if (facts === undefined || facts.suspendedAt === null) return null;
  const isUnpaid = facts.suspensionCause === "billing";
  return (
    <Banner
      label="Suspended"
      tone="trouble"
      icon={<CirclePause size={16} strokeWidth={1.75} />}
      {...(isUnpaid && { actions: planLink })}
    >
      This organization is suspended ({facts.suspensionReason}). It can be read; nothing is checked or changed, and its
      status pages stay.{" "}
      {isUnpaid
        ? "A payment ends this; its admins and the billing contact can make one."
        : "The master administrator can end this."}
    </Banner>
  );
}
