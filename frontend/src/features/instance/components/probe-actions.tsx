import { KeyRound, Pause, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { useDrainProbe, useRemoveProbe, useRotateProbeKey } from "../mutations.ts";
import type { ProbeState } from "../probe-state.ts";
import type { InstanceProbe } from "../queries.ts";

export interface ProbeActionsProps {
  probe: InstanceProbe;
  state: ProbeState;
  /** A new key is there to be shown. */
  onKey: (key: string) => void;
}

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

/** What can be done with a probe. One that runs is stopped before it is removed. */
export function ProbeActions({ probe, state, onKey }: ProbeActionsProps) {
  const [asking, setAsking] = useState<"key" | "remove" | null>(null);
  const drain = useDrainProbe();
  const rotate = useRotateProbeKey();
  const remove = useRemoveProbe();
  const { id, name } = probe;
  const isDraining = probe.draining_at !== null;

  async function setDraining(next: boolean) {
    try {
      await drain.mutateAsync({ probeId: id, isDraining: next });
      showToast({ title: next ? `${name} gets no further checks` : `${name} gets checks again` });
    } catch (error) {
      showErrorToast(`${name} goes on as before`, error);
    }
  }

  return (
    <>
      <Menu trigger={<MoreButton label={`Actions for ${name}`} size="small" />}>
        <MenuItem icon={<KeyRound {...icon} />} onSelect={() => setAsking("key")}>
          {probe.has_key ? "New key" : "Give it a key"}
        </MenuItem>
        {isDraining ? (
          <MenuItem icon={<Play {...icon} />} onSelect={() => void setDraining(false)}>
            Resume
          </MenuItem>
        ) : (
          <MenuItem icon={<Pause {...icon} />} onSelect={() => void setDraining(true)}>
            Drain
          </MenuItem>
        )}
        {state === "reporting" || state === "draining" ? null : (
          <MenuItem isDanger icon={<Trash2 {...icon} />} onSelect={() => setAsking("remove")}>
            Remove
          </MenuItem>
        )}
      </Menu>
      <ConfirmDialog
        isOpen={asking === "key"}
        onOpenChange={() => setAsking(null)}
        title={`A new key for ${name}?`}
        description={
          probe.has_key
            ? "It is shown once. The old one is of no use at the probe’s next start; until then it goes on."
            : "It is shown once. From its next start on, the probe runs under this name only with the key."
        }
        action="Make a new key"
        isDanger={probe.has_key}
        isBusy={rotate.isPending}
        onConfirm={() =>
          rotate.mutate(id, {
            onSuccess: onKey,
            onError: (error) => showErrorToast(`${name} keeps its key`, error),
            onSettled: () => setAsking(null),
          })
        }
      />
      <ConfirmDialog
        isOpen={asking === "remove"}
        onOpenChange={() => setAsking(null)}
        title={`Remove ${name}?`}
        description="Its name is free and its key void. What it has measured stays."
        action="Remove"
        isBusy={remove.isPending}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => showToast({ title: `${name} removed` }),
            onError: (error) => showErrorToast(`${name} is still there`, error),
            onSettled: () => setAsking(null),
          })
        }
      />
    </>
  );
}
