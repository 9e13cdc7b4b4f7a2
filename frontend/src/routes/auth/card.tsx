import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { useResendConfirmation } from "../../features/accounts/sign-in-mutations.ts";
import { CardForm } from "../../features/billing/components/card-form.tsx";
import { CardWaiting } from "../../features/billing/components/card-waiting.tsx";
import { requestCardSetup } from "../../features/billing/mutations.ts";
import { type PendingSignUp, readPendingSignUp, writePendingSignUp } from "../../features/billing/pending-sign-up.ts";
import { billingQueries, type Card } from "../../features/billing/queries.ts";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { useSession } from "../../lib/session.ts";
import { showToast } from "../../lib/toasts.ts";
import { buttonStyles } from "../../ui/button.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { AccountHeading } from "./account-heading.tsx";
import { SignedInAs } from "./signed-in-as.tsx";

const route = getRouteApi("/account/card");

/** The screen with Stripe's form: the second step of signing up, and where whoever is signed in leaves or replaces a card. */
export function CardScreen() {
  const session = useSession();
  const [pending, setPending] = useState(readPendingSignUp);
  if (session !== null) return <OwnCard userId={session.user.id} />;
  if (pending === null) return <NoSignUp />;
  return (
    <SecondStep
      pending={pending}
      onChange={(next) => {
        writePendingSignUp(next);
        setPending(next);
      }}
    />
  );
}

/** Only a sign-up that was ended in this very tab gets here; the route leads everybody else away. */
function NoSignUp() {
  return (
    <>
      <AccountHeading title="Add your card">Start again with the same address, or sign in.</AccountHeading>
      <div className="flex flex-wrap gap-2">
        <Link to="/sign-in" search={{ next: "/card" }} className={buttonStyles({ variant: "primary", size: "large" })}>
          Sign in
        </Link>
        <Link to="/sign-up" className={buttonStyles({ size: "large" })}>
          Create an account
        </Link>
      </div>
    </>
  );
}

interface SecondStepProps {
  pending: PendingSignUp;
  onChange: (pending: PendingSignUp | null) => void;
}

function SecondStep({ pending, onChange }: SecondStepProps) {
  const router = useRouter();
  const resend = useResendConfirmation(pending.next);
  function startAgain() {
    onChange(null);
    void router.navigate({ to: "/sign-up", search: { next: pending.next, email: pending.email } });
  }
  if (pending.isCardDone)
    return (
      <CheckInbox
        email={pending.email}
        purpose="activate your account and choose a password"
        resend={resend.mutateAsync}
        onBack={startAgain}
      />
    );
  return (
    <>
      <AccountHeading title="Add your card">
        Step 2 of 2. Nothing is charged before you choose a plan; each organization begins with a trial.
      </AccountHeading>
      <CardForm setup={pending.setup} action="Save card" onDone={() => onChange({ ...pending, isCardDone: true })} />
      <p className="mt-6 text-[13px]/5 text-text-2">
        For <span className="break-all">{pending.email}</span>. You can leave and come back: start again with this
        address. If you have saved a card already, look into your inbox: the mail was sent again.{" "}
        <button type="button" className="link-button" onClick={startAgain}>
          Use another address
        </button>
      </p>
    </>
  );
}

function OwnCard({ userId }: { userId: string }) {
  const instance = useQuery(instanceStateQuery());
  const card = useQuery(billingQueries.myCard(userId));
  const { next = "/" } = route.useSearch();
  if (instance.data !== undefined && instance.data.mode !== "saas")
    return (
      <>
        <AccountHeading title="No card is needed here">This Heliograph has no plans.</AccountHeading>
        <Link to="/" className={buttonStyles({ variant: "primary", size: "large" })}>
          Go to your organization
        </Link>
      </>
    );
  return (
    <QueryView query={instance.data === undefined ? instance : card} skeleton={<FormSkeleton />}>
      {() => <OwnCardForm userId={userId} before={card.data ?? null} next={next} />}
    </QueryView>
  );
}

function OwnCardForm({ userId, before, next }: { userId: string; before: Card | null; next: string }) {
  const router = useRouter();
  // What there was when the form was opened; the query goes on.
  const [former] = useState(before);
  const [isTaken, setTaken] = useState(false);
  // Each visit asks anew: a SetupIntent takes one card.
  const setup = useQuery({
    queryKey: ["account", "card-setup", userId],
    queryFn: ({ signal }) => requestCardSetup(signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const onStored = useCallback(() => {
    showToast({ title: former === null ? "Card saved" : "Card replaced" });
    void router.navigate({ href: next, replace: true });
  }, [former, next, router]);
  return (
    <>
      <AccountHeading title={former === null ? "Add your card" : "Replace your card"}>
        {former === null
          ? "Before you create or join an organization, a card has to be there. Nothing is charged now."
          : `Instead of ${former.brand} ending in ${former.last4}. What is due from now on is charged to the new one.`}
      </AccountHeading>
      {isTaken ? (
        <CardWaiting userId={userId} before={former} onStored={onStored} />
      ) : (
        <QueryView query={setup} skeleton={<Skeleton className="h-[188px] w-full" />}>
          {(data) => <CardForm setup={data} action="Save card" onDone={() => setTaken(true)} />}
        </QueryView>
      )}
      <div className="mt-6 grid gap-2">
        {former === null ? null : (
          <p className="text-[13px]/5">
            <Link to={next}>Keep the card you have</Link>
          </p>
        )}
        <SignedInAs />
      </div>
    </>
  );
}

function FormSkeleton() {
  return (
    <div className="grid gap-3">
      <span className="sr-only" role="status">
        Loading
      </span>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-4 w-72" />
      <Skeleton className="mt-4 h-[188px] w-full" />
    </div>
  );
}
