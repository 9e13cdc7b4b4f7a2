import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Banner } from "../../../ui/banner.tsx";
import { billingQueries } from "../queries.ts";
import { dayOf, standingOf } from "../words.ts";

/** How long before its end a trial is everybody's business. */
const noticeMs = 3 * 86_400_000;

export interface BillingBannerProps {
  organizationId: string;
  /** Leads to the plan screen, for those who can do something there. */
  link: (label: string) => ReactNode;
}

/** What is unpaid, or will be soon; nothing while all is well, and nothing beside the banner of a suspension. */
export function BillingBanner({ organizationId, link }: BillingBannerProps) {
  const { data: state } = useQuery(billingQueries.state(organizationId));
  const now = useNow();
  if (state === undefined || state === null || state.is_suspended) return null;
  const standing = standingOf(state);
  const action = (label: string) => (state.may_bill ? link(label) : undefined);
  if (standing.kind === "trial" && Date.parse(standing.endsAt) - now < noticeMs)
    return (
      <Banner
        label="Trial"
        tone="note"
        icon={<Hourglass size={16} strokeWidth={1.75} />}
        actions={action("Choose a plan")}
      >
        The trial ends on {dayOf(standing.endsAt, browserZone())}.
        {state.may_bill ? "" : " An admin or the billing contact has to choose a plan."}
      </Banner>
    );
  if (standing.kind !== "unpaid") return null;
  const until = standing.endsAt === null ? "soon" : `on ${dayOf(standing.endsAt, browserZone())}`;
  return (
    <Banner
      label="Payment"
      tone="trouble"
      icon={<CircleAlert size={16} strokeWidth={1.75} />}
      actions={action(standing.hasPlan ? "Settle it" : "Choose a plan")}
    >
      {standing.hasPlan ? "A payment failed." : "The trial has ended and no plan was chosen."} Without a payment this
      organization is suspended {until}: nothing is checked or changed then.
      {state.may_bill ? "" : " An admin or the billing contact can settle it."}
    </Banner>
  );
}
