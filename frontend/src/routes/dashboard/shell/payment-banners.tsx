import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BillingBanner } from "../../../features/billing/components/billing-banner.tsx";
import { SuspendedBanner } from "../../../features/organizations/components/suspended-banner.tsx";
import { instanceStateQuery } from "../../../lib/instance-state.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { buttonStyles } from "../../../ui/button.tsx";

/** Suspended, unpaid, or soon unpaid: with the way to the plan, where there are plans. */
export function PaymentBanners() {
  const { id, slug } = useOrganization();
  const { data: instance } = useQuery(instanceStateQuery());
  const link = (label: string) => (
    <Link to="/orgs/$slug/settings/plan" params={{ slug }} className={buttonStyles({ size: "small" })}>
      {label}
    </Link>
  );
  return (
    <>
      <SuspendedBanner organizationId={id} planLink={link("Plan and payment")} />
      {instance?.mode === "saas" ? <BillingBanner organizationId={id} link={link} /> : null}
    </>
  );
}
