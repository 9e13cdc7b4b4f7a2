import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { SignInForm } from "../../features/accounts/components/sign-in-form.tsx";
import { useResendConfirmation } from "../../features/accounts/mutations.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/sign-in");

export function SignIn() {
  const { next, ended } = route.useSearch();
  const router = useRouter();
  const [unconfirmed, setUnconfirmed] = useState<string | null>(null);
  const resend = useResendConfirmation(next ?? "/");

  if (unconfirmed !== null) {
    return (
      <CheckInbox
        email={unconfirmed}
        purpose="confirm your address"
        resend={resend.mutateAsync}
        onBack={() => setUnconfirmed(null)}
      />
    );
  }
  return (
    <>
      <AccountHeading title="Sign in">
        {ended === true ? (
          "Your session has ended. Sign in to go on where you were; what you typed is kept."
        ) : (
          <>
            Or{" "}
            <Link to="/sign-up" search={{ next }}>
              create an account
            </Link>{" "}
            to start a status page.
          </>
        )}
      </AccountHeading>
      <SignInForm
        forgotLink={
          <Link to="/forgot-password" className="text-[13px]/[18px]">
            Forgot password
          </Link>
        }
        onSignedIn={() => void router.navigate({ href: next ?? "/" })}
        onUnconfirmed={setUnconfirmed}
      />
    </>
  );
}
