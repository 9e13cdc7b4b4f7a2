import { KeyRound, LogIn, ShieldOff, UserRoundX } from "lucide-react";
import { useState } from "react";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { useGrantInstanceAdmin, useRemoveSecondFactors, useSuspendAccount } from "../mutations.ts";
import type { InstanceUser } from "../queries.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

export interface UserActionsProps {
  user: InstanceUser;
  isOwn: boolean;
  isLockedOut: boolean;
}

const iconProps = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** What can be done with an account. Nobody locks themselves out. */
export function UserActions({ user, isOwn, isLockedOut }: UserActionsProps) {
  const [asking, setAsking] = useState<"lock" | "factor" | "admin" | null>(null);
  const suspend = useSuspendAccount();
  const removeFactors = useRemoveSecondFactors();
  const name = user.full_name.trim() || user.email;

  async function letIn() {
    try {
      await suspend.mutateAsync({ userId: user.id, isSuspended: false });
      showToast({ title: `${name} can sign in again` });
    } catch (error) {
      showErrorToast(`${name} is still locked out`, error);
    }
  }

  return (
    <>
      <Menu trigger={<MoreButton label={`Actions for ${name}`} size="small" />}>
        <MenuItem icon={<KeyRound {...iconProps} />} onSelect={() => setAsking("admin")}>
          {user.is_instance_admin ? "Take master administration away" : "Make master administrator"}
        </MenuItem>
        {user.has_second_factor && !isOwn ? (
          <MenuItem isDanger icon={<ShieldOff {...iconProps} />} onSelect={() => setAsking("factor")}>
            Remove second factor
          </MenuItem>
        ) : null}
        {isOwn ? null : isLockedOut ? (
          <MenuItem icon={<LogIn {...iconProps} />} onSelect={() => void letIn()}>
            Let in again
          </MenuItem>
        ) : (
          <MenuItem isDanger icon={<UserRoundX {...iconProps} />} onSelect={() => setAsking("lock")}>
            Lock out
          </MenuItem>
        )}
      </Menu>
      {asking === "lock" ? (
        <ReasonDialog
          title={`Lock out ${name}?`}
          description="They are signed out everywhere at once and cannot sign in. Nothing of theirs is deleted."
          hint="It stands in the audit log of the instance."
          action="Lock out"
          onSubmit={async (reason) => {
            await suspend.mutateAsync({ userId: user.id, isSuspended: true, reason });
            showToast({ title: `${name} is locked out`, undo: letIn });
          }}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === "factor" ? (
        <ReasonDialog
          title={`Remove the second factor of ${name}?`}
          description="Make sure who asks: their password alone lets them in then. They are signed out everywhere, and recovery codes are void."
          hint="It stands in the audit log of the instance."
          action="Remove second factor"
          onSubmit={async (reason) => {
            await removeFactors.mutateAsync({ userId: user.id, reason });
            showToast({ title: `${name} signs in by password alone` });
          }}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === "admin" ? (
        <AdminDialog user={user} name={name} isOwn={isOwn} onClose={() => setAsking(null)} />
      ) : null}
    </>
  );
}

interface AdminDialogProps {
  user: InstanceUser;
  name: string;
  isOwn: boolean;
  onClose: () => void;
}

function AdminDialog({ user, name, isOwn, onClose }: AdminDialogProps) {
  const grant = useGrantInstanceAdmin();
  const isGranted = !user.is_instance_admin;

  async function confirm() {
    try {
      await grant.mutateAsync({ userId: user.id, isGranted });
      showToast({ title: `${name} is ${isGranted ? "master administrator now" : "no longer master administrator"}` });
    } catch (error) {
      showErrorToast(`${name} is as before`, error);
    }
    onClose();
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={onClose}
      title={isGranted ? `Make ${name} master administrator?` : `Take master administration from ${name}?`}
      description={
        isGranted
          ? "They can create and lock out accounts, suspend organizations, and look into each of them."
          : isOwn
            ? "You leave this area at once. Another master administrator can let you back."
            : "They lose this area at once. Their own organizations stay as they are."
      }
      action={isGranted ? "Make master administrator" : "Take away"}
      isDanger={!isGranted}
      isBusy={grant.isPending}
      onConfirm={() => void confirm()}
    />
  );
}
