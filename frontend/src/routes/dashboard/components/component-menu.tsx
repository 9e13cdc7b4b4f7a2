import { useNavigate } from "@tanstack/react-router";
import { Archive, Pin, Settings, Trash2, Wrench } from "lucide-react";
import { useState } from "react";
import { ManualStatusDialog } from "../../../features/components/components/manual-status-dialog.tsx";
import { useArchiveComponent, useDeleteComponent } from "../../../features/components/mutations.ts";
import type { ComponentItem } from "../../../features/components/queries.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Menu, MenuItem, MenuSeparator } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";

export interface ComponentMenuProps {
  component: ComponentItem;
  hasMonitors: boolean;
  /** In the component's own screen, which is gone after deleting or archiving. */
  isDetail?: boolean;
}

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** The mutation has said what went wrong. */
const ignore = () => {};

/** What can be done with a component. Absent for those who may do nothing of it. */
export function ComponentMenu({ component, hasMonitors, isDetail = false }: ComponentMenuProps) {
  const { id: organizationId, slug } = useOrganization();
  const { can } = usePermissions();
  const navigate = useNavigate();
  const [open, setOpen] = useState<"status" | "delete" | null>(null);
  const archive = useArchiveComponent(organizationId);
  const remove = useDeleteComponent(organizationId);
  const { id, name } = component;
  if (!can("components.write")) return null;
  // After promises, not callbacks of the mutation: those end with the component they belong to.
  const leave = () => {
    if (isDetail) void navigate({ to: "/orgs/$slug/components", params: { slug }, ignoreBlocker: true });
  };
  return (
    <>
      <Menu trigger={<MoreButton label={`More about ${name}`} variant={isDetail ? "secondary" : "ghost"} />}>
        <MenuItem icon={<Pin {...icon} />} onSelect={() => setOpen("status")}>
          Set status by hand
        </MenuItem>
        {can("incidents.write") ? (
          <MenuItem
            icon={<Wrench {...icon} />}
            onSelect={() =>
              void navigate({ to: "/orgs/$slug/maintenance/new", params: { slug }, search: { component: id } })
            }
          >
            Plan maintenance
          </MenuItem>
        ) : null}
        {isDetail ? null : (
          <MenuItem
            icon={<Settings {...icon} />}
            onSelect={() =>
              void navigate({ to: "/orgs/$slug/components/$componentId/settings", params: { slug, componentId: id } })
            }
          >
            Settings
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem
          icon={<Archive {...icon} />}
          onSelect={() => void archive.mutateAsync({ id, name }).then(leave, ignore)}
        >
          Archive
        </MenuItem>
        <MenuItem icon={<Trash2 {...icon} />} isDanger onSelect={() => setOpen("delete")}>
          Delete
        </MenuItem>
      </Menu>
      {open === "status" ? (
        <ManualStatusDialog
          organizationId={organizationId}
          component={component}
          hasMonitors={hasMonitors}
          onClose={() => setOpen(null)}
        />
      ) : null}
      <ConfirmDialog
        isOpen={open === "delete"}
        onOpenChange={() => setOpen(null)}
        title={`Delete ${name}?`}
        description="Its monitors, their results and its history go with it, and it leaves every status page. Archiving keeps all of that."
        action="Delete"
        typeToConfirm={name}
        isBusy={remove.isPending}
        onConfirm={() =>
          void remove.mutateAsync({ id, name }).then(() => {
            setOpen(null);
            leave();
          }, ignore)
        }
      />
    </>
  );
}
