import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { CheckInbox } from "../../features/accounts/components/check-inbox.tsx";
import { SignUpForm } from "../../features/accounts/components/sign-up-form.tsx";
import { useResendConfirmation } from "../../features/accounts/mutations.ts";
import type { SignUpValues } from "../../features/accounts/schemas.ts";
import { AccountHeading } from "./account-heading.tsx";

const route = getRouteApi("/account/sign-up");

export function SignUp() {
  const { next } = route.useSearch();
  const [values, setValues] = useState<SignUpValues>({ fullName: "", email: "", password: "" });
  const [isSent, setSent] = useState(false);
  const resend = useResendConfirmation(next ?? "/");

  if (isSent) {
    return (
      <CheckInbox
        email={values.email}
        purpose="confirm your address"
        resend={resend.mutateAsync}
        onBack={() => setSent(false)}
      />
    );
  }
  return (
    <>
      <AccountHeading title="Create an account">
        Or{" "}
        <Link to="/sign-in" search={{ next }}>
          sign in
        </Link>{" "}
        if you have one.
      </AccountHeading>
      <SignUpForm
        next={next ?? "/"}
        initial={values}
        onSent={(sent) => {
          setValues({ ...sent, password: "" });
          setSent(true);
        }}
      />
    </>
  );
}
