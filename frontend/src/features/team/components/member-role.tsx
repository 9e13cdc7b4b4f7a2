import type { MemberRole } from "../../../lib/database.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Select } from "../../../ui/select.tsx";
import { lastAdminReason } from "../last-admin.ts";
import { useChangeRole } from "../mutations.ts";
import type { Member } from "../queries.ts";
import { roleOptions } from "./invite-dialog.tsx";

export interface MemberRoleSelectProps {
  organizationId: string;
  member: Member;
  isLastAdmin: boolean;
}

/** A member's role, saved at once, with undo. Off with its reason for the last admin. */
export function MemberRoleSelect({ organizationId, member, isLastAdmin }: MemberRoleSelectProps) {
  const changeRole = useChangeRole(organizationId);

  async function change(role: MemberRole, isUndo = false) {
    const before = member.role;
    try {
      await changeRole.mutateAsync({ userId: member.userId, role });
      const title = `${member.name} is ${roleNames[role].toLowerCase()} now`;
      showToast(isUndo ? { title } : { title, undo: () => change(before, true) });
    } catch (error) {
      showErrorToast(`${member.name} keeps the role`, error);
    }
  }

  return (
    <div>
      <Select
        aria-label={`Role of ${member.name}`}
        size="small"
        className="min-w-32"
        value={changeRole.isPending ? changeRole.variables.role : member.role}
        options={roleOptions}
        isDisabled={isLastAdmin}
        onChange={(role) => void change(role)}
      />
      {isLastAdmin ? <p className="mt-1 text-[12px]/4 text-text-3">{lastAdminReason}</p> : null}
    </div>
  );
}
