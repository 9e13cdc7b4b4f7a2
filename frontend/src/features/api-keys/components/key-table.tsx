import { KeySquare } from "lucide-react";
import { useState } from "react";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useRevokeApiKey } from "../mutations.ts";
import type { ApiKey } from "../queries.ts";
import { keyState, scopeName } from "../scopes.ts";

export interface KeyTableProps {
  organizationId: string;
  keys: readonly ApiKey[];
  now: number;
}

/** Every key that was made: what it may do, when it was of use last. */
export function KeyTable({ organizationId, keys, now }: KeyTableProps) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const revoke = useRevokeApiKey(organizationId);
  if (keys.length === 0)
    return (
      <EmptyState
        icon={KeySquare}
        title="There are no keys"
        text="A program that declares incidents or reads statuses needs one."
      />
    );
  return (
    <>
      <DataTable
        label="API keys"
        items={keys}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "name",
            header: "Name",
            mobile: "title",
            className: "py-2",
            cell: ({ name, prefix }) => (
              <>
                <span className="wrap-anywhere block font-medium">{name}</span>
                <span className="block font-mono font-normal text-[12px]/[18px] text-text-3">{prefix}…</span>
              </>
            ),
          },
          {
            key: "scopes",
            header: "May",
            className: "py-2",
            cell: ({ scopes }) => (
              <span className="text-text-2">
                {scopes.map((scope) => (
                  <span key={scope} className="block">
                    {scopeName(scope)}
                  </span>
                ))}
              </span>
            ),
          },
          {
            key: "used",
            header: "Last used",
            className: "w-36 whitespace-nowrap",
            cell: ({ last_used_at: at }) => (
              <span className="text-text-2">
                <span className="tablet:hidden">last used </span>
                {at === null ? "never" : dateAndTime(at, browserZone())}
              </span>
            ),
          },
          {
            key: "state",
            header: "State",
            className: "w-52",
            cell: (apiKey) => <State apiKey={apiKey} now={now} />,
          },
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-24",
            cell: (apiKey) =>
              keyState(apiKey, now) === "active" ? (
                <Button size="small" aria-label={`Revoke ${apiKey.name}`} onClick={() => setRevoking(apiKey)}>
                  Revoke
                </Button>
              ) : null,
          },
        ]}
      />
      <ConfirmDialog
        isOpen={revoking !== null}
        onOpenChange={() => setRevoking(null)}
        title={`Revoke ${revoking?.name}?`}
        description="Programs that use it are refused at once. It cannot be taken back; make another key instead."
        action="Revoke"
        isBusy={revoke.isPending}
        onConfirm={() => {
          if (revoking === null) return;
          revoke.mutate(revoking.id, {
            onSuccess: () => showToast({ title: `${revoking.name} revoked` }),
            onError: (error) => showErrorToast(`${revoking.name} still holds`, error),
            onSettled: () => setRevoking(null),
          });
        }}
      />
    </>
  );
}

function State({ apiKey, now }: { apiKey: ApiKey; now: number }) {
  const { expires_at: until, revoked_at: revokedAt } = apiKey;
  switch (keyState(apiKey, now)) {
    case "revoked":
      return (
        <StatusBadge status="unknown">
          Revoked {revokedAt === null ? "" : dateAndTime(revokedAt, browserZone())}
        </StatusBadge>
      );
    case "expired":
      return (
        <StatusBadge status="unknown">Expired {until === null ? "" : dateAndTime(until, browserZone())}</StatusBadge>
      );
    case "active":
      return (
        <StatusBadge status="operational">
          {until === null ? "Does not expire" : `Until ${dateAndTime(until, browserZone())}`}
        </StatusBadge>
      );
  }
}
