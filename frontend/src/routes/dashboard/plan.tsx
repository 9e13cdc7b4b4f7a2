import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { PaymentCard } from "../../features/billing/components/payment-card.tsx";
import { PlanList } from "../../features/billing/components/plan-list.tsx";
import { PlanSummary } from "../../features/billing/components/plan-summary.tsx";
import { billingQueries } from "../../features/billing/queries.ts";
import { BillingContactCard } from "../../features/organizations/components/billing-contact-card.tsx";
import { teamQueries } from "../../features/team/queries.ts";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Plan, use, payment: everybody reads, admins and the billing contact change. */
export function PlanSettings() {
  const { id } = useOrganization();
  // What is used has changed elsewhere since it was read.
  const state = useQuery({ ...billingQueries.state(id), staleTime: 0 });
  const plans = useQuery(billingQueries.plans());
  return (
    <div className="grid max-w-[960px] grid-cols-1 gap-5">
      <QueryView query={state.data === undefined ? state : plans} skeleton={<PlanSkeleton />}>
        {() => <Plan />}
      </QueryView>
    </div>
  );
}

function Plan() {
  const { id, slug, userId } = useOrganization();
  const { can } = usePermissions();
  const { data: state } = useQuery(billingQueries.state(id));
  const { data: plans = [] } = useQuery(billingQueries.plans());
  const { data: shortfalls = [] } = useQuery({ ...billingQueries.shortfalls(id), staleTime: 0 });
  const { data: members } = useQuery(teamQueries.members(id));
  if (state === undefined) return null;
  if (state === null)
    return (
      <Card>
        <CardHeader title="Plan" />
        <EmptyState title="There are no plans here" text="This Heliograph does not charge for organizations." />
      </Card>
    );
  const contact = state.billing_contact_id;
  const returnPath = `/orgs/${slug}/settings/plan`;
  return (
    <>
      <PlanSummary state={state} />
      <PlanList organizationId={id} plans={plans} state={state} shortfalls={shortfalls} />
      <PaymentCard
        state={state}
        userId={userId}
        contactName={contact === null ? null : members?.find((member) => member.userId === contact)?.name}
        returnPath={returnPath}
        cardLink={(label) => (
          <Link to="/card" search={{ next: returnPath }} className={buttonStyles()}>
            {label}
          </Link>
        )}
      />
      {can("organization.write") && members !== undefined ? (
        <BillingContactCard organizationId={id} contactId={contact} members={members} />
      ) : null}
    </>
  );
}

function PlanSkeleton() {
  return (
    <>
      {["Current plan", "Plans", "Payment"].map((title) => (
        <Card key={title}>
          <CardHeader title={title} />
          <SkeletonRows count={3} className="h-[46px]" />
        </Card>
      ))}
    </>
  );
}
