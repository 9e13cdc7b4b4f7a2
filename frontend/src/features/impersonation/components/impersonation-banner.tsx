import { useQuery } from "@tanstack/react-query";
import { VenetianMask } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { duration } from "../../../lib/format.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import { useEndImpersonation } from "../mutations.ts";
import { type Impersonation, impersonationQueries } from "../queries.ts";

/** It may have been ended elsewhere, or have run out. */
const refetchMs = 30_000;

export interface ImpersonationBannerProps {
  /** Leads into the organization, from where it is not in sight. */
  renderLink: (impersonation: Impersonation) => ReactNode;
  onEnded: () => void;
}

/** Says on every screen that this session looks into an organization, and ends that. Nothing while it does not. */
export function ImpersonationBanner({ renderLink, onEnded }: ImpersonationBannerProps) {
  const { data: impersonation = null } = useQuery({
    ...impersonationQueries.mine(),
    refetchInterval: ({ state }) => (state.data === undefined || state.data === null ? false : refetchMs),
  });
  const now = useNow();
  const end = useEndImpersonation();
  if (impersonation === null) return null;
  const seconds = Math.max(0, (Date.parse(impersonation.expires_at) - now) / 1000);
  return (
    <Banner
      label="Visit as master administrator"
      tone="ink"
      icon={<VenetianMask size={16} strokeWidth={1.75} />}
      actions={
        <>
          {renderLink(impersonation)}
          <Button size="small" isBusy={end.isPending} onClick={() => end.mutate(impersonation, { onSuccess: onEnded })}>
            End the visit
          </Button>
        </>
      }
    >
      You look into <strong className="font-semibold">{impersonation.organization_name}</strong> as master administrator
      {impersonation.may_write ? ", with the right to change it" : ", read-only"} ({impersonation.reason}). It ends in{" "}
      <span className="whitespace-nowrap">{duration(Math.max(1, Math.round(seconds / 60)) * 60)}</span>.
    </Banner>
  );
}
