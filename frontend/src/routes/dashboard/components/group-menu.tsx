import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { GroupDialog } from "../../../features/components/components/group-dialog.tsx";
import { useDeleteGroup } from "../../../features/components/mutations.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

export function GroupMenu({ group }: { group: { id: string; name: string } }) {
  const { id: organizationId } = useOrganization();
  const [open, setOpen] = useState<"rename" | "delete" | null>(null);
  const remove = useDeleteGroup(organizationId);
  return (
    <>
      <Menu trigger={<MoreButton label={`More about the group ${group.name}`} />}>
        <MenuItem icon={<Pencil {...icon} />} onSelect={() => setOpen("rename")}>
          Rename
        </MenuItem>
        <MenuItem icon={<Trash2 {...icon} />} isDanger onSelect={() => setOpen("delete")}>
          Delete group
        </MenuItem>
      </Menu>
      {open === "rename" ? (
        <GroupDialog organizationId={organizationId} group={group} position={0} onClose={() => setOpen(null)} />
      ) : null}
      <ConfirmDialog
        isOpen={open === "delete"}
        onOpenChange={() => setOpen(null)}
        title={`Delete the group ${group.name}?`}
        description="Its components stay, without a group. Visitors see that at once."
        action="Delete group"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate(group, { onSuccess: () => setOpen(null) })}
      />
    </>
  );
}
