import { useState } from "react";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { useDeleteOrganization } from "../mutations.ts";

export interface DeleteCardProps {
  organization: { id: string; name: string; slug: string };
  onDeleted: () => void;
}

/** The way to delete the organization: its address has to be typed. */
export function DeleteCard({ organization, onDeleted }: DeleteCardProps) {
  const [isAsking, setAsking] = useState(false);
  const remove = useDeleteOrganization(organization.id);
  const { name, slug } = organization;
  return (
    <Card>
      <CardHeader title="Delete the organization" />
      <div className="flex flex-wrap items-center justify-between gap-3 p-4">
        <p className="min-w-0 flex-1 basis-64 text-[13px]/5 text-text-2">
          Its status pages go offline, its checks stop, and nobody can open it. An admin can have it back for 30 days;
          after that everything in it is erased.
        </p>
        <Button variant="danger" onClick={() => setAsking(true)}>
          Delete {name}
        </Button>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Delete ${name}?`}
        description="Pages, components, incidents, subscribers: all of it is offline at once, and erased in 30 days."
        action="Delete"
        typeToConfirm={slug}
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(slug, {
            onSuccess: onDeleted,
            onError: (error) => {
              setAsking(false);
              showErrorToast(`${name} is not deleted`, error);
            },
          })
        }
      />
    </Card>
  );
}
