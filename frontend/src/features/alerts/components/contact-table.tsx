import { Mail, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { channelNames } from "../../../lib/channels.ts";
import { timeNear } from "../../../lib/format.ts";
import { subscriberStatuses } from "../../../lib/status.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useAskContact, useRemoveContact } from "../mutations.ts";
import type { Contact } from "../queries.ts";
import { quietText, stateNames } from "../words.ts";

export interface ContactTableProps {
  organizationId: string;
  contacts: readonly Contact[];
  now: number;
  mayWrite: boolean;
  onEdit: (contact: Contact) => void;
}

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** Whom alerts reach, how, and when they sleep. */
export function ContactTable({ organizationId, contacts, now, mayWrite, onEdit }: ContactTableProps) {
  const [leaving, setLeaving] = useState<Contact | null>(null);
  const ask = useAskContact(organizationId);
  const remove = useRemoveContact(organizationId);
  return (
    <>
      <DataTable
        label="Contacts"
        items={contacts}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "name",
            header: "Name",
            mobile: "title",
            className: "py-2",
            cell: ({ name, address }) => (
              <span className="grid min-w-0">
                <span className="wrap-anywhere font-medium">{name}</span>
                <span className="wrap-anywhere font-normal text-[12.5px]/[18px] text-text-3">{address}</span>
              </span>
            ),
          },
          {
            key: "channel",
            header: "Channel",
            className: "whitespace-nowrap",
            cell: ({ channel, user_id: userId }) => `${channelNames[channel]}${userId === null ? "" : ", member"}`,
          },
          {
            key: "state",
            header: "State",
            cell: ({ state, end_reason: reason }) => (
              <span className="grid">
                <StatusBadge status={subscriberStatuses[state]}>{stateNames[state]}</StatusBadge>
                {reason === null ? null : (
                  <span className="wrap-anywhere text-[12.5px]/[18px] text-text-3">{reason}</span>
                )}
              </span>
            ),
          },
          {
            key: "quiet",
            header: "Quiet hours",
            cell: (contact) => (
              <span className="grid text-text-2">
                <span className="max-tablet:hidden">{quietText(contact) ?? "None"}</span>
                <span className="tablet:hidden">{quietText(contact) ?? "no quiet hours"}</span>
                {contact.silent_until === null ? null : (
                  <span className="text-[12.5px]/[18px] text-text-3">
                    quiet now, until {timeNear(contact.silent_until, now, browserZone())}
                  </span>
                )}
              </span>
            ),
          },
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-14",
            cell: (contact) =>
              mayWrite ? (
                <Menu trigger={<MoreButton label={`Actions for ${contact.name}`} />}>
                  <MenuItem icon={<Pencil {...icon} />} onSelect={() => onEdit(contact)}>
                    Edit
                  </MenuItem>
                  {["pending", "bounced"].includes(contact.state) ? (
                    <MenuItem icon={<Mail {...icon} />} onSelect={() => ask.mutate(contact)}>
                      Ask again to confirm
                    </MenuItem>
                  ) : null}
                  <MenuItem isDanger icon={<Trash2 {...icon} />} onSelect={() => setLeaving(contact)}>
                    Remove
                  </MenuItem>
                </Menu>
              ) : null,
          },
        ]}
      />
      {leaving === null ? null : (
        <ConfirmDialog
          isOpen
          onOpenChange={() => setLeaving(null)}
          title={`Remove ${leaving.name}?`}
          description="No rule tells this contact anything any more. A step with nobody else left is gone."
          action="Remove"
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(leaving, { onSettled: () => setLeaving(null) })}
        />
      )}
    </>
  );
}
