import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { AddressForm } from "../../features/accounts/components/address-form.tsx";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { OtherWays, ProviderButtons } from "../../features/accounts/components/other-ways.tsx";
import { PasswordForm } from "../../features/accounts/components/password-form.tsx";
import type { SingleSignOn } from "../../features/accounts/queries.ts";
import { useResendConfirmation, useSendSignInLink } from "../../features/accounts/sign-in-mutations.ts";
import { instanceStateQuery, signUpIsClosed } from "../../lib/instance-state.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/sign-in");

/** Where signing in has got to: the address comes first and decides the rest. */
type Step =
  | { name: "address" }
  | { name: "password"; sso: SingleSignOn | null }
  | { name: "unconfirmed" }
  | { name: "link" };

export function SignIn() {
  const { next = "/", email: known = "" } = route.useSearch();
  const router = useRouter();
  const [email, setEmail] = useState(known);
  const [step, setStep] = useState<Step>({ name: "address" });
  const resend = useResendConfirmation(next);
  const resendLink = useSendSignInLink(next);
  const toAddress = () => setStep({ name: "address" });

  switch (step.name) {
    case "unconfirmed":
      return (
        <CheckInbox
          email={email}
          purpose="confirm your address and choose a password"
          resend={resend.mutateAsync}
          onBack={toAddress}
        />
      );
    case "link":
      return <CheckInbox email={email} purpose="sign in" resend={resendLink.mutateAsync} onBack={toAddress} />;
    case "address":
      return (
        <>
          <Heading />
          <AddressForm
            initialEmail={email}
            onContinue={(address, sso) => {
              setEmail(address);
              setStep({ name: "password", sso });
            }}
          />
          <ProviderButtons next={next} />
        </>
      );
    case "password":
      return (
        <>
          <Heading />
          <PasswordForm
            email={email}
            onChangeAddress={toAddress}
            forgotLink={
              <Link to="/forgot-password" search={{ email }} className="text-[13px]/[18px]">
                Forgot password
              </Link>
            }
            onSignedIn={() => void router.navigate({ href: next })}
            onUnconfirmed={() => setStep({ name: "unconfirmed" })}
          />
          <OtherWays email={email} next={next} sso={step.sso} onLinkSent={() => setStep({ name: "link" })} />
        </>
      );
  }
}

function Heading() {
  const { next, ended } = route.useSearch();
  const { data: instance } = useQuery(instanceStateQuery());
  if (ended === true) {
    return (
      <AccountHeading title="Sign in">
        Your session has ended. Sign in to go on where you were; what you typed is kept.
      </AccountHeading>
    );
  }
  if (instance?.sign_up === "closed") return <AccountHeading title="Sign in">{signUpIsClosed}</AccountHeading>;
  return (
    <AccountHeading title="Sign in">
      Or{" "}
      <Link to="/sign-up" search={{ next }}>
        {instance?.sign_up === "first" ? "create the first account" : "create an account"}
      </Link>{" "}
      {instance?.sign_up === "first" ? "of this Heliograph." : "to start a status page."}
    </AccountHeading>
  );
}
