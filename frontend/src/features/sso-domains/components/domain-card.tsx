import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { CopyField } from "../../../ui/copy-field.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useProveSsoDomain, useRemoveSsoDomain } from "../mutations.ts";
import type { SsoDomain } from "../queries.ts";

export interface DomainCardProps {
  domain: SsoDomain;
  /** Name of where its people become members; undefined for nowhere. */
  organizationName: string | undefined;
  onEdit: () => void;
}

/** A domain: who vouches for it, whether it is proven, and how to prove it. */
export function DomainCard({ domain, organizationName, onEdit }: DomainCardProps) {
  const [isRemoving, setRemoving] = useState(false);
  const remove = useRemoveSsoDomain();
  const { domain: name, provider, proven_at: provenAt, default_role: role } = domain;
  return (
    <Card>
      <CardHeader
        title={name}
        note={
          provenAt === null ? (
            <StatusBadge status="unknown">Waits for its record</StatusBadge>
          ) : (
            <StatusBadge status="operational">Proven on {dateAndTime(provenAt, browserZone())}</StatusBadge>
          )
        }
      >
        <ToolButton label={`Change ${name}`} onClick={onEdit}>
          <Pencil size={15} strokeWidth={1.75} aria-hidden="true" />
        </ToolButton>
        <ToolButton label={`Remove ${name}`} onClick={() => setRemoving(true)}>
          <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
        </ToolButton>
      </CardHeader>
      <div className="grid gap-4 p-4">
        <p className="text-[13px]/5 text-text-2">
          Its people sign in through <span className="wrap-anywhere font-mono text-[12.5px] text-text">{provider}</span>
          {organizationName === undefined
            ? " and belong to no organization until they are invited."
            : ` and join ${organizationName} as ${roleNames[role].toLowerCase()} once their address is confirmed.`}
        </p>
        <Proof domain={domain} />
      </div>
      <ConfirmDialog
        isOpen={isRemoving}
        onOpenChange={setRemoving}
        title={`Remove ${name}?`}
        description="Its people sign in by password again, once they have set one. Nobody is signed out."
        action="Remove"
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(name, {
            onSuccess: () => showToast({ title: `${name} removed` }),
            onError: (error) => showErrorToast(`${name} is still there`, error),
            onSettled: () => setRemoving(false),
          })
        }
      />
    </Card>
  );
}

function Proof({ domain }: { domain: SsoDomain }) {
  const prove = useProveSsoDomain();
  const { domain: name, dns_token: token, checked_at: checkedAt, proven_at: provenAt } = domain;
  return (
    <div className="grid gap-3">
      <p className="text-[13px]/5">
        {provenAt === null ? "Have the owner of the domain set this TXT record:" : "The TXT record that proves it:"}
      </p>
      <CopyField label={`Name of the record of ${name}`} value={`_heliograph-challenge.${name}`} />
      <CopyField label={`Value of the record of ${name}`} value={token} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button isBusy={prove.isPending} onClick={() => prove.mutate(name)}>
          Check now
        </Button>
        <p role="status" className="text-[13px]/5 text-text-2">
          {prove.isPending
            ? ""
            : prove.error !== null
              ? sentence(toAppError(prove.error))
              : prove.data !== undefined && !prove.data.is_proven
                ? prove.data.records === 0
                  ? "There is no such record yet. DNS may take an hour."
                  : "There is a record of this name with another value."
                : checkedAt === null
                  ? "Not checked yet."
                  : `Checked ${dateAndTime(checkedAt, browserZone())}.`}
        </p>
      </div>
    </div>
  );
}
