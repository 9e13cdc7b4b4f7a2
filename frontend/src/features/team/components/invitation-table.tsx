import { useQuery } from "@tanstack/react-query";
import { MailX, Send } from "lucide-react";
import { useState } from "react";
import { useNow } from "../../../lib/clock.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useResendInvitation, useRevokeInvitation } from "../mutations.ts";
import { type Invitation, teamQueries } from "../queries.ts";

/** Who was asked to join and has not answered. */
export function InvitationTable({ organizationId }: { organizationId: string }) {
  const query = useQuery(teamQueries.invitations(organizationId));
  const [revoking, setRevoking] = useState<Invitation | null>(null);
  const resend = useResendInvitation(organizationId);
  const revoke = useRevokeInvitation(organizationId);
  const now = useNow();
  return (
    <Card>
      <CardHeader title="Invitations" note="not accepted yet" />
      <QueryView query={query} skeleton={<SkeletonRows count={1} className="h-[46px]" />}>
        {(invitations) =>
          invitations.length === 0 ? (
            <EmptyState title="No pending invitations" />
          ) : (
            <DataTable
              label="Invitations"
              items={invitations}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: "email",
                  header: "E-mail address",
                  mobile: "title",
                  cell: ({ email }) => <span className="break-all font-medium">{email}</span>,
                },
                { key: "role", header: "Role", className: "w-36", cell: ({ role }) => roleNames[role] },
                {
                  key: "expires",
                  header: "Link",
                  className: "w-64 whitespace-nowrap",
                  cell: ({ expires_at: until }) => (
                    <span className="text-text-2">
                      {Date.parse(until) > now ? `valid until ${dateAndTime(until, browserZone())}` : "has expired"}
                    </span>
                  ),
                },
                {
                  key: "actions",
                  header: <span className="sr-only">Actions</span>,
                  align: "right",
                  mobile: "end",
                  className: "w-24",
                  cell: (invitation) => (
                    <span className="flex justify-end gap-1">
                      <ToolButton
                        label={`Send ${invitation.email} the invitation again`}
                        onClick={() => resend.mutate(invitation)}
                      >
                        <Send size={15} strokeWidth={1.75} aria-hidden="true" />
                      </ToolButton>
                      <ToolButton
                        label={`Revoke the invitation of ${invitation.email}`}
                        onClick={() => setRevoking(invitation)}
                      >
                        <MailX size={15} strokeWidth={1.75} aria-hidden="true" />
                      </ToolButton>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </QueryView>
      <ConfirmDialog
        isOpen={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke the invitation of ${revoking?.email}?`}
        description="The link in their mail stops working at once."
        action="Revoke"
        isBusy={revoke.isPending}
        onConfirm={() => {
          if (revoking !== null) revoke.mutate(revoking, { onSettled: () => setRevoking(null) });
        }}
      />
    </Card>
  );
}
