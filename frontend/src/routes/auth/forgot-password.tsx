import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { ForgotPasswordForm } from "../../features/accounts/components/forgot-password-form.tsx";
import { useForgotPassword } from "../../features/accounts/sign-in-mutations.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/forgot-password");

export function ForgotPassword() {
  const { email: known = "" } = route.useSearch();
  const [email, setEmail] = useState(known);
  const [isSent, setSent] = useState(false);
  const resend = useForgotPassword();

  if (isSent) {
    return (
      <CheckInbox
        email={email}
        purpose="choose a new password"
        resend={resend.mutateAsync}
        onBack={() => setSent(false)}
      />
    );
  }
  return (
    <>
      <AccountHeading title="Forgot password">
        We send you a link to set a new one. Or <Link to="/sign-in">sign in</Link>.
      </AccountHeading>
      <ForgotPasswordForm
        initialEmail={email}
        onSent={(sent) => {
          setEmail(sent);
          setSent(true);
        }}
      />
    </>
  );
}
