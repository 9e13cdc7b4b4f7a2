import { useQuery } from "@tanstack/react-query";
import { VenetianMask } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { duration } from "../../../lib/format.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { useEndVisit } from "../mutations.ts";
import { type Visit, visitQueries } from "../queries.ts";

/** It may have been ended elsewhere, or have run out. */
const refetchMs = 30_000;

export interface VisitBannerProps {
  /** Leads into the organization, from where it is not in sight. */
  renderLink: (visit: Visit) => ReactNode;
  onEnded: () => void;
}

/** Says on every screen that this session looks into an organization, and ends that. Nothing while it does not. */
export function VisitBanner({ renderLink, onEnded }: VisitBannerProps) {
  const { data: visit = null } = useQuery({
    ...visitQueries.mine(),
    refetchInterval: ({ state }) => (state.data === undefined || state.data === null ? false : refetchMs),
  });
  const now = useNow();
  const end = useEndVisit();
  if (visit === null) return null;
  const seconds = Math.max(0, (Date.parse(visit.expires_at) - now) / 1000);
  return (
    <Banner
      label="Visit as master administrator"
      tone="visit"
      icon={<VenetianMask size={16} strokeWidth={1.75} />}
      actions={
        <>
          {renderLink(visit)}
          <Button size="small" isBusy={end.isPending} onClick={() => end.mutate(visit, { onSuccess: onEnded })}>
            End the visit
          </Button>
        </>
      }
    >
      You look into <strong className="font-semibold">{visit.organization_name}</strong> as master administrator
      {visit.may_write ? ", with the right to change it" : ", read-only"} ({visit.reason}). It ends in{" "}
      <span className="whitespace-nowrap">{duration(Math.max(1, Math.round(seconds / 60)) * 60)}</span>.
    </Banner>
  );
}
