import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { signUpIsClosed } from "../../../lib/instance-state.ts";
import { roleNames, roleSummaries } from "../../../lib/permissions.ts";
import { signOut, useSession } from "../../../lib/session.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { acceptInvitation, type ReceivedInvitation, readInvitation } from "../invitation.ts";

export interface InvitationViewProps {
  token: string;
  Heading: (props: { title: string; children?: ReactNode }) => ReactNode;
  /** Ways to sign in, and up where that leads anywhere, for those who are not signed in. */
  signInLinks: (invitation: ReceivedInvitation) => ReactNode;
  /** Where to leave one, for those who are signed in. */
  cardLink: ReactNode;
  onJoined: (slug: string) => void;
}

/** An invitation for whoever has its link: what it is about, and the way to accept it. */
export function InvitationView({ token, Heading, ...answer }: InvitationViewProps) {
  const userId = useSession()?.user.id;
  // Anew for whoever is signed in meanwhile, and after a card was left.
  const query = useQuery({
    queryKey: ["invitation", token, userId],
    queryFn: () => readInvitation(token),
    staleTime: 0,
  });
  return (
    <QueryView
      query={query}
      skeleton={
        <div className="grid gap-3">
          <span className="sr-only" role="status">
            Loading
          </span>
          <Skeleton className="h-8 w-64" />
          <Skeleton className="h-4 w-72" />
        </div>
      }
    >
      {(invitation) =>
        invitation === null ? (
          <Heading title="This invitation is not valid any more">
            It was used, revoked, or has expired, or nobody can join its organization now. Ask for a new one.
          </Heading>
        ) : (
          <div className="grid gap-5">
            <div className="-mb-5">
              <Heading title={`Join ${invitation.organization_name}`}>
                {invitation.invited_by === null ? "You are" : `${invitation.invited_by} has`} invited
                {invitation.invited_by === null ? "" : " you"} as {roleNames[invitation.role].toLowerCase()}.{" "}
                {roleSummaries[invitation.role]}.
              </Heading>
            </div>
            <Answer token={token} invitation={invitation} {...answer} />
          </div>
        )
      }
    </QueryView>
  );
}

type AnswerProps = Omit<InvitationViewProps, "Heading"> & { invitation: ReceivedInvitation };

function Answer({ token, invitation, signInLinks, cardLink, onJoined }: AnswerProps) {
  const email = useSession()?.user.email;
  const accept = useMutation({ mutationFn: () => acceptInvitation(token), onSuccess: onJoined });
  if (email === undefined) {
    return (
      <>
        <p className="text-[14px]/5 text-text-2">
          The invitation is for <strong className="break-all font-medium text-text">{invitation.email}</strong>.{" "}
          {wayIn(invitation)}
        </p>
        {invitation.needs_card ? <CardNote /> : null}
        <div className="flex flex-wrap gap-2">{signInLinks(invitation)}</div>
      </>
    );
  }
  if (email.toLowerCase() !== invitation.email) {
    return (
      <>
        <p className="text-[14px]/5 text-text-2">
          The invitation is for <strong className="break-all font-medium text-text">{invitation.email}</strong>, and you
          are signed in as <span className="break-all">{email}</span>.
        </p>
        <div>
          <Button size="large" onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      </>
    );
  }
  if (invitation.needs_card) {
    return (
      <>
        <CardNote />
        <div>{cardLink}</div>
      </>
    );
  }
  return (
    <>
      <FormAlert>{accept.error === null ? undefined : sentence(toAppError(accept.error))}</FormAlert>
      <div>
        <Button variant="primary" size="large" isBusy={accept.isPending} onClick={() => accept.mutate()}>
          Join {invitation.organization_name}
        </Button>
      </div>
    </>
  );
}

function wayIn({ may_sign_up: maySignUp, awaits_account: isWaiting }: ReceivedInvitation): string {
  if (maySignUp) return "Sign in with this address, or create an account with it.";
  if (!isWaiting)
    return "Sign in with this address. Who has no password yet finds the way to one in the mail about the account, or by Forgot password.";
  return `${signUpIsClosed} The administrator sees that you wait for one: a mail to choose your password follows, and the invitation is there when you sign in.`;
}

function CardNote() {
  return (
    <p className="text-[14px]/5 text-text-2">
      An account needs a card before it can join an organization. Joining costs nothing.
    </p>
  );
}
