import { useMutation, useQueryClient } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { OrganizationMark } from "../../../ui/organization-mark.tsx";
import { acceptMyInvitation, type MyInvitation, myInvitationsKey } from "../invitation.ts";

export interface MyInvitationsProps {
  invitations: readonly MyInvitation[];
  /** Told the organization's address. */
  onJoined: (slug: string) => void;
}

/** Who asks the signed-in person to join, each to be accepted here. */
export function MyInvitations({ invitations, onJoined }: MyInvitationsProps) {
  const client = useQueryClient();
  const accept = useMutation({
    mutationFn: ({ id }: MyInvitation) => acceptMyInvitation(id),
    onSuccess: onJoined,
    onError: (error, invitation) => showErrorToast(`You have not joined ${invitation.organization_name}`, error),
    onSettled: () => client.invalidateQueries({ queryKey: myInvitationsKey }),
  });
  return (
    <Card>
      <ul aria-label="Invitations">
        {invitations.map((invitation) => (
          <li
            key={invitation.id}
            className="flex flex-wrap items-center gap-3 border-border border-t px-4 py-3 first:border-t-0"
          >
            <OrganizationMark name={invitation.organization_name} />
            <span className="min-w-0 flex-1 basis-40">
              <span className="wrap-anywhere block font-medium text-[14px]/5">{invitation.organization_name}</span>
              <span className="wrap-anywhere block text-[12.5px]/[18px] text-text-2">{invitedAs(invitation)}</span>
              <span className="block text-[12.5px]/[18px] text-text-3">
                until {dateAndTime(invitation.expires_at, browserZone())}
              </span>
            </span>
            <Button
              variant="primary"
              aria-label={`Accept the invitation of ${invitation.organization_name}`}
              isBusy={accept.isPending && accept.variables.id === invitation.id}
              onClick={() => accept.mutate(invitation)}
            >
              Accept
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function invitedAs({ invited_by: who, role }: MyInvitation): string {
  return `${who === null ? "invites you" : `${who} invited you`} as ${roleNames[role].toLowerCase()}`;
}
