import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { useRemoveSubscriber } from "../mutations.ts";
import type { Subscriber } from "../queries.ts";

export interface RemoveSubscriberDialogProps {
  organizationId: string;
  subscriber: Subscriber;
  onClose: () => void;
  onRemoved: () => void;
}

/** Asks before a subscriber is forgotten. Mount it to open it. */
export function RemoveSubscriberDialog(props: RemoveSubscriberDialogProps) {
  const { organizationId, subscriber, onClose, onRemoved } = props;
  const remove = useRemoveSubscriber(organizationId);
  const { id, address, page_title: page } = subscriber;

  async function confirm() {
    try {
      await remove.mutateAsync(id);
      showToast({ title: `${address} removed` });
      onRemoved();
    } catch (error) {
      showErrorToast(`${address} still follows ${page}`, error);
      onClose();
    }
  }

  return (
    <ConfirmDialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`Remove ${address}?`}
      description={`They hear nothing more of ${page}, are not told why, and the record of their messages is deleted. They may subscribe again.`}
      action="Remove"
      isBusy={remove.isPending}
      onConfirm={() => void confirm()}
    />
  );
}
