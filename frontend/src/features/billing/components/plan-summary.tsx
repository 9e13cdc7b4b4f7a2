import type { ReactNode } from "react";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { BillingState } from "../queries.ts";
import { dayOf, priceOf, standingOf } from "../words.ts";
import { UsageList } from "./usage-list.tsx";

/** The current plan: what it costs, how payment stands, what is used of it. */
export function PlanSummary({ state }: { state: BillingState }) {
  return (
    <Card>
      <CardHeader title="Current plan" />
      <div className="grid gap-5 p-4">
        <div>
          <p className="flex flex-wrap items-baseline gap-x-2.5">
            <span className="text-[20px]/7 font-semibold">{state.plan_name}</span>
            <span className="text-text-2">{priceOf(state)} a month</span>
          </p>
          <p className="mt-1 text-text-2">{sentenceOf(state)}</p>
        </div>
        <Trouble state={state} />
        <UsageList state={state} />
      </div>
    </Card>
  );
}

function sentenceOf(state: BillingState): string {
  const zone = browserZone();
  const standing = standingOf(state);
  if (standing.kind === "trial")
    return `Trial until ${dayOf(standing.endsAt, zone)}. Choose a plan before then; without one the organization is suspended soon after.`;
  if (standing.kind === "ended") return "The subscription has ended.";
  if (standing.kind === "unpaid") return standing.hasPlan ? "The last payment failed." : "The trial has ended.";
  if (state.state === "trialing" && state.trial_ends_at !== null)
    return `Trial until ${dayOf(state.trial_ends_at, zone)}; the first payment is due then.`;
  if (state.period_ends_at !== null) return `The next payment is due on ${dayOf(state.period_ends_at, zone)}.`;
  return "Paid.";
}

function Trouble({ state }: { state: BillingState }) {
  const standing = standingOf(state);
  if (standing.kind === "ended")
    return <Alert>Nothing is checked or changed. Choose a plan to go on; your status pages stay meanwhile.</Alert>;
  if (standing.kind !== "unpaid") return null;
  const until = standing.endsAt === null ? "soon" : `on ${dayOf(standing.endsAt, browserZone())}`;
  return (
    <Alert>
      {state.is_suspended
        ? "The organization is suspended: it can be read, and nothing is checked or changed."
        : `Without a payment the organization is suspended ${until}: nothing is checked or changed then.`}{" "}
      {standing.hasPlan ? <WayOut invoiceUrl={state.invoice_url} /> : "Choose a plan."}
    </Alert>
  );
}

/** Stripe tries the card again by itself; whoever cannot wait pays the invoice. */
function WayOut({ invoiceUrl }: { invoiceUrl: string | null }) {
  if (invoiceUrl === null) return "Admins and the billing contact can pay the open invoice.";
  return (
    <>
      <a href={invoiceUrl}>Pay the open invoice</a>, or replace the card before Stripe tries it again.
    </>
  );
}

function Alert({ children }: { children: ReactNode }) {
  return (
    <div
      data-status="major_outage"
      className="flex gap-2.5 rounded-control bg-status-soft px-3 py-2.5 text-[13px]/5 text-status-fg"
    >
      <span className="mt-[3px]">
        <StatusGlyph status="major_outage" size={15} />
      </span>
      <p>{children}</p>
    </div>
  );
}
