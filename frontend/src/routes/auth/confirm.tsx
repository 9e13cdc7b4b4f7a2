import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { type ConfirmType, confirmTypes, useConfirmLink } from "../../features/accounts/sign-in-mutations.ts";
import { toAppError } from "../../lib/errors.ts";
import { sentence } from "../../lib/form-errors.ts";
import { localPath } from "../../lib/local-path.ts";
import { Button, buttonStyles } from "../../ui/button.tsx";
import { FormAlert } from "../../ui/form-alert.tsx";
import { AccountHeading } from "./account-heading.tsx";
import { HalfDone } from "./half-done.tsx";

const words = {
  invite: { title: "Welcome to Heliograph", text: "An account was created for you. Choose a password next." },
  recovery: { title: "Choose a new password", text: "The link of your mail lets you in once." },
  signup: { title: "Confirm your address", text: "One more step, and your account is ready." },
  email: { title: "Confirm your address", text: "One more step, and you are in." },
  magiclink: { title: "Sign in", text: "The link of your mail lets you in once." },
  email_change: { title: "Change your address", text: "Confirm that you want the change." },
} satisfies Record<ConfirmType, { title: string; text: string }>;

/**
 * Where links lead that name their own proof (`#token_hash=…&type=invite`). The proof is used up by a button and not by
 * opening the page: programs that look into mails open every link.
 */
export function Confirm() {
  const { hash } = useLocation();
  const router = useRouter();
  const confirm = useConfirmLink();
  const given = new URLSearchParams(hash);
  const tokenHash = given.get("token_hash");
  const type = confirmTypes.find((known) => known === given.get("type"));
  if (tokenHash === null || type === undefined)
    return <AccountHeading title="This link is not complete">Open it again from the mail, whole.</AccountHeading>;
  if (confirm.error !== null && toAppError(confirm.error).code === "otp_expired") return <Expired type={type} />;
  if (confirm.data === false) return <HalfDone />;

  const { title, text } = words[type];
  function goOn() {
    if (type === "recovery") void router.navigate({ to: "/set-password" });
    else if (type === "email_change") void router.navigate({ to: "/account" });
    else
      void router.navigate({
        to: "/set-password",
        search: { isFirst: true, next: localPath(given.get("next") ?? "/") },
      });
  }
  return (
    <>
      <AccountHeading title={title}>{text}</AccountHeading>
      <div className="grid gap-4">
        <FormAlert>{confirm.error === null ? undefined : sentence(toAppError(confirm.error))}</FormAlert>
        <Button
          variant="primary"
          size="large"
          isBusy={confirm.isPending}
          onClick={() => confirm.mutate({ tokenHash, type }, { onSuccess: (isSignedIn) => isSignedIn && goOn() })}
        >
          Continue
        </Button>
      </div>
    </>
  );
}

function Expired({ type }: { type: ConfirmType }) {
  return (
    <>
      <AccountHeading title="This link does not work any more">
        It has expired or was used before.{" "}
        {type === "email_change" ? "Ask for the change again in your account." : "Have a new one sent to you."}
      </AccountHeading>
      <div className="flex flex-wrap gap-2">
        {type === "email_change" ? null : (
          <Link to="/forgot-password" className={buttonStyles({ variant: "primary", size: "large" })}>
            Send me a new link
          </Link>
        )}
        <Link to="/sign-in" className={buttonStyles({ size: "large" })}>
          Sign in
        </Link>
      </div>
    </>
  );
}
