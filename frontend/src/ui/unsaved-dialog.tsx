import type { UnsavedGuard } from "../lib/use-unsaved-guard.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** Belongs to `useUnsavedGuard`. */
export function UnsavedDialog({ guard }: { guard: UnsavedGuard }) {
  return (
    <ConfirmDialog
      isOpen={guard.isAsking}
      onOpenChange={(isOpen) => {
        if (!isOpen) guard.stay();
      }}
      title="Leave without saving?"
      description="What you changed stays on this device as a draft, but it is not saved."
      action="Leave"
      cancel="Stay"
      isDanger={false}
      onConfirm={guard.leave}
    />
  );
}
