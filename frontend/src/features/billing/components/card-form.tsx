import type { Stripe, StripeElements } from "@stripe/stripe-js";
import { FlaskConical } from "lucide-react";
import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";
import { subscribeTheme } from "../../../lib/theme.ts";
import { Button } from "../../../ui/button.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Late, Skeleton } from "../../../ui/skeleton.tsx";
import { readAppearance } from "../appearance.ts";
import { cardProblemOf } from "../card-problem.ts";
import { type CardSetup, openStripe } from "../stripe.ts";

export interface CardFormProps {
  setup: CardSetup;
  /** The words on the button. */
  action: string;
  /** Stripe has confirmed the card: just now, or before the form was opened. */
  onDone: () => void;
}

interface Opened {
  readonly stripe: Stripe;
  readonly elements: StripeElements;
}

/** Stripe's form for a card. What is typed into it goes to Stripe and never comes by here. */
export function CardForm({ setup, action, onDone }: CardFormProps) {
  const place = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const isFailed = failure !== null;
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const open = useCallback(
    async (node: HTMLElement, isGone: () => boolean) => {
      const stripe = await openStripe(setup);
      const { setupIntent, error } = await stripe.retrieveSetupIntent(setup.client_secret);
      if (isGone()) return;
      if (setupIntent?.status === "succeeded") return done.current();
      const elements = stripe.elements({ clientSecret: setup.client_secret, appearance: readAppearance(node) });
      const wallets = { applePay: "never", googlePay: "never", link: "never" } as const;
      const element = elements.create("payment", { wallets });
      element.on("ready", () => setOpened({ stripe, elements }));
      element.on("loaderror", ({ error: cause }) => setFailure(cause));
      element.mount(node);
      // The form itself says what else is wrong with it.
      const first = error === undefined ? undefined : cardProblemOf(error);
      if (first?.kind === "told") setProblem(first.text);
      return () => element.destroy();
    },
    [setup],
  );

  useEffect(() => {
    const node = place.current;
    if (isFailed || node === null) return;
    let isGone = false;
    setOpened(null);
    const opening = open(node, () => isGone).catch((error: unknown) => {
      if (!isGone) setFailure(error);
    });
    return () => {
      isGone = true;
      void opening.then((close) => close?.());
    };
  }, [open, isFailed]);

  useEffect(() => {
    const node = place.current;
    if (opened === null || node === null) return;
    const paint = () => opened.elements.update({ appearance: readAppearance(node) });
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", paint);
    const stop = subscribeTheme(paint);
    return () => {
      system.removeEventListener("change", paint);
      stop();
    };
  }, [opened]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (opened === null || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    const { stripe, elements } = opened;
    try {
      const { error } = await stripe.confirmSetup({ elements, redirect: "if_required" });
      const refused = error === undefined ? undefined : cardProblemOf(error);
      if (refused === undefined || refused.kind === "done") onDone();
      else if (refused.kind === "told") setProblem(refused.text);
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  }

  if (isFailed) return <ErrorState error={failure} onRetry={() => setFailure(null)} className="py-1" />;
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      {setup.stripe_url === null ? null : <TestNote />}
      <FormAlert>{problem}</FormAlert>
      <div className="relative min-h-[164px]">
        <div ref={place} />
        {opened === null ? (
          <div className="absolute inset-0">
            <Late>
              <span className="sr-only" role="status">
                Loading the card form
              </span>
              <div className="grid grid-cols-2 gap-x-4 gap-y-[22px]">
                <Skeleton className="col-span-2 mt-6 h-[42px]" />
                <Skeleton className="mt-6 h-[42px]" />
                <Skeleton className="mt-6 h-[42px]" />
              </div>
            </Late>
          </div>
        ) : null}
      </div>
      <Button type="submit" variant="primary" size="large" isBusy={isBusy} disabled={opened === null}>
        {action}
      </Button>
    </form>
  );
}

function TestNote() {
  return (
    <p className="flex gap-2.5 rounded-control bg-surface-2 px-3 py-2.5 text-[13px]/5 text-text-2">
      <FlaskConical size={16} strokeWidth={1.75} className="mt-0.5 flex-none" aria-hidden="true" />
      <span>
        This Heliograph has no account at Stripe, so no money moves. Enter the test card{" "}
        <span className="whitespace-nowrap font-medium text-text">4242 4242 4242 4242</span>, any date to come and any
        security code.
      </span>
    </p>
  );
}
