import { Link, useLocation, useRouter } from "@tanstack/react-router";
import { InvitationView } from "../../features/team/components/invitation-view.tsx";
import { buttonStyles } from "../../ui/button.tsx";
import { AccountHeading } from "./account-heading.tsx";

/** Where the link of an invitation's mail leads. The token stands behind "#", so that it reaches no log. */
export function Invitation() {
  const { hash } = useLocation();
  const router = useRouter();
  const token = new URLSearchParams(hash).get("token");
  if (token === null)
    return <AccountHeading title="This link is not complete">Open it again from the mail, whole.</AccountHeading>;
  const next = `/invitation#token=${token}`;
  return (
    <InvitationView
      token={token}
      Heading={AccountHeading}
      cardLink={
        <Link to="/card" search={{ next }} className={buttonStyles({ variant: "primary", size: "large" })}>
          Add a card
        </Link>
      }
      signInLinks={({ email, may_sign_up: maySignUp, awaits_account: isWaiting }) => (
        <>
          <Link
            to="/sign-in"
            search={{ next, email }}
            className={buttonStyles({ variant: maySignUp || !isWaiting ? "primary" : "secondary", size: "large" })}
          >
            Sign in
          </Link>
          {maySignUp ? (
            <Link to="/sign-up" search={{ next, email }} className={buttonStyles({ size: "large" })}>
              Create an account
            </Link>
          ) : null}
        </>
      )}
      onJoined={(slug) => void router.navigate({ to: "/orgs/$slug", params: { slug } })}
    />
  );
}
