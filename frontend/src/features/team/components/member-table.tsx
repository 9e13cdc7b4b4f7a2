import { LogOut, UserRoundMinus } from "lucide-react";
import { useState } from "react";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { isLastAdmin } from "../last-admin.ts";
import { useRemoveMember } from "../mutations.ts";
import type { Member } from "../queries.ts";
import { MemberRoleSelect } from "./member-role.tsx";

export interface MemberTableProps {
  organization: { id: string; name: string };
  ownId: string;
  members: readonly Member[];
  canWrite: boolean;
}

/** Everybody in the organization. Who may, changes roles here; everybody may leave. */
export function MemberTable({ organization, ownId, members, canWrite }: MemberTableProps) {
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <>
      <DataTable
        label="Members"
        items={members}
        keyOf={(member) => member.userId}
        columns={[
          {
            key: "name",
            header: "Name",
            mobile: "title",
            className: "py-2",
            cell: (member) => (
              <span className="flex items-center gap-2.5">
                <Avatar userId={member.userId} name={member.name} size={28} />
                <span className="min-w-0">
                  <span className="block truncate font-medium">
                    {member.name}
                    {member.userId === ownId ? <span className="font-normal text-text-3"> (you)</span> : null}
                  </span>
                  <span className="block truncate text-[12.5px]/[18px] text-text-3">{member.email}</span>
                </span>
              </span>
            ),
          },
          {
            key: "role",
            header: "Role",
            className: "w-64",
            cell: (member) =>
              canWrite ? (
                <MemberRoleSelect
                  organizationId={organization.id}
                  member={member}
                  isLastAdmin={isLastAdmin(member, members)}
                />
              ) : (
                roleNames[member.role]
              ),
          },
          {
            key: "joined",
            header: "Member since",
            className: "w-44 whitespace-nowrap",
            cell: (member) => (
              <span className="text-text-2">
                <span className="tablet:hidden">since </span>
                {dateAndTime(member.joinedAt, browserZone())}
              </span>
            ),
          },
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-14",
            cell: (member) =>
              (canWrite || member.userId === ownId) && !isLastAdmin(member, members) ? (
                <MemberMenu member={member} isOwn={member.userId === ownId} onRemove={() => setLeaving(member)} />
              ) : null,
          },
        ]}
      />
      {leaving === null ? null : (
        <RemoveDialog
          organization={organization}
          member={leaving}
          isOwn={leaving.userId === ownId}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  );
}

function MemberMenu({ member, isOwn, onRemove }: { member: Member; isOwn: boolean; onRemove: () => void }) {
  const Icon = isOwn ? LogOut : UserRoundMinus;
  return (
    <Menu trigger={<MoreButton label={`Actions for ${member.name}`} size="small" />}>
      <MenuItem isDanger icon={<Icon size={16} strokeWidth={1.75} aria-hidden="true" />} onSelect={onRemove}>
        {isOwn ? "Leave the organization" : "Remove from the organization"}
      </MenuItem>
    </Menu>
  );
}

interface RemoveDialogProps {
  organization: { id: string; name: string };
  member: Member;
  isOwn: boolean;
  onClose: () => void;
}

function RemoveDialog({ organization, member, isOwn, onClose }: RemoveDialogProps) {
  const remove = useRemoveMember(organization.id);

  async function confirm() {
    try {
      await remove.mutateAsync(member.userId);
      if (!isOwn) showToast({ title: `${member.name} removed` });
    } catch (error) {
      showErrorToast(`${member.name} is still a member`, error);
    }
    onClose();
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={isOwn ? `Leave ${organization.name}?` : `Remove ${member.name}?`}
      description={
        isOwn
          ? "You lose access at once. An admin can invite you again."
          : `They lose access to ${organization.name} at once. You can invite them again.`
      }
      action={isOwn ? "Leave" : "Remove"}
      isBusy={remove.isPending}
      onConfirm={() => void confirm()}
    />
  );
}
