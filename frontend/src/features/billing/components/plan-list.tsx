import { Check } from "lucide-react";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { wholeNumber } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { useChoosePlan } from "../mutations.ts";
import type { BillingState, Plan, Shortfall } from "../queries.ts";
import { dayOf, intervalOf, limitOf, priceOf, shortfallWords } from "../words.ts";

export interface PlanListProps {
  organizationId: string;
  plans: readonly Plan[];
  state: BillingState;
  /** What of the organization does not fit into which plan. */
  shortfalls: readonly Shortfall[];
}

/** All plans side by side; whoever settles the bills can change. */
export function PlanList({ organizationId, plans, state, shortfalls }: PlanListProps) {
  const [chosen, setChosen] = useState<Plan | null>(null);
  const choose = useChoosePlan(organizationId);
  function close() {
    setChosen(null);
    choose.reset();
  }
  return (
    <Card>
      <CardHeader title="Plans" note="billed every month" />
      <ul className="grid tablet:grid-cols-3 tablet:divide-x divide-border max-tablet:divide-y">
        {plans.map((plan) => (
          <PlanOffer
            key={plan.id}
            plan={plan}
            state={state}
            shortfalls={shortfalls.filter(({ plan_id: planId }) => planId === plan.id)}
            onChoose={() => setChosen(plan)}
          />
        ))}
      </ul>
      {state.may_bill ? null : (
        <p className="border-border border-t px-4 py-3 text-[13px]/5 text-text-2">
          Admins and the billing contact can change the plan.
        </p>
      )}
      <ConfirmDialog
        isOpen={chosen !== null}
        onOpenChange={(isOpen) => isOpen || close()}
        title={chosen === null ? "" : `${isTaken(state) ? "Change to" : "Choose"} ${chosen.name}?`}
        description={
          chosen === null ? null : (
            <div className="grid gap-3">
              <p>{consequenceOf(chosen, state)}</p>
              <FormAlert>{choose.error === null ? undefined : refusalOf(choose.error)}</FormAlert>
            </div>
          )
        }
        action={chosen === null ? "" : verbOf(chosen, state)}
        isDanger={false}
        isBusy={choose.isPending}
        onConfirm={() => {
          if (chosen === null) return;
          choose.mutate(chosen.id, {
            onSuccess: () => {
              close();
              showToast({ title: `${chosen.name} is your plan now` });
            },
          });
        }}
      />
    </Card>
  );
}

const isTaken = (state: BillingState) => state.has_subscription && state.state !== "canceled";
const isCurrent = (plan: Plan, state: BillingState) => plan.id === state.plan_id && isTaken(state);

function verbOf(plan: Plan, state: BillingState): string {
  return isTaken(state) ? `Change to ${plan.name}` : `Choose ${plan.name}`;
}

/** What the plan is too small for, or what the card's bank said, needs no number to look it up by. */
function refusalOf(error: unknown): string {
  const refusal = toAppError(error);
  return refusal.kind === "refused" ? refusal.message : sentence(refusal);
}

function consequenceOf(plan: Plan, state: BillingState): string {
  const price = `${priceOf(plan)} a month`;
  if (state.state === "trialing" && state.trial_ends_at !== null)
    return `${price}, first charged on ${dayOf(state.trial_ends_at, browserZone())}, when the trial ends, to ${isTaken(state) ? "the card it was taken with" : "your card"}.`;
  if (isTaken(state)) return `${price} from now on. The difference for the rest of this month is on the next invoice.`;
  return `${price}, charged now and every month to your card.`;
}

interface PlanOfferProps {
  plan: Plan;
  state: BillingState;
  shortfalls: readonly Shortfall[];
  onChoose: () => void;
}

function PlanOffer({ plan, state, shortfalls, onChoose }: PlanOfferProps) {
  const count = (resource: "components" | "members" | "subscribers") => {
    const most = limitOf(plan, resource);
    return most === null ? `Any number of ${resource}` : `${wholeNumber(most)} ${resource}`;
  };
  const lines = [
    count("components"),
    count("members"),
    count("subscribers"),
    `Checks ${intervalOf(plan.min_interval_seconds)}`,
  ];
  return (
    <li className="flex flex-col gap-4 p-4">
      <div>
        <h3 className="flex min-h-[22px] flex-wrap items-center gap-2 text-[14px]/5 font-semibold">
          {plan.name}
          {isCurrent(plan, state) ? <Chip>Current</Chip> : plan.id === state.plan_id ? <Chip>On trial</Chip> : null}
        </h3>
        <p className="mt-1">
          <span className="text-[20px]/7 font-semibold">{priceOf(plan)}</span>
          <span className="text-text-2"> a month</span>
        </p>
      </div>
      <ul className="grid gap-1.5 text-[13px]/5 text-text-2">
        {lines.map((line) => (
          <li key={line} className="flex gap-2">
            <Check size={15} strokeWidth={1.75} className="mt-0.5 flex-none text-accent" aria-hidden="true" />
            {line}
          </li>
        ))}
      </ul>
      {shortfalls.length === 0 ? null : (
        <p className="text-[13px]/5 text-text-2">
          Too small for what you have: {shortfalls.map(shortfallWords).join(", ")}.
        </p>
      )}
      {!state.may_bill || isCurrent(plan, state) ? null : (
        <div className="mt-auto">
          <Button onClick={onChoose} variant={isTaken(state) || shortfalls.length > 0 ? "secondary" : "primary"}>
            {verbOf(plan, state)}
          </Button>
        </div>
      )}
    </li>
  );
}
