import { useState } from "react";
import { areSingleKeysOn, registeredShortcuts, setSingleKeys } from "../../../lib/shortcuts.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { Switch } from "../../../ui/switch.tsx";

const groups = ["Go to", "Anywhere", "Lists"] as const;

/** What the browser and the parts of a page do by themselves. */
const builtIn = [
  { keys: "Enter", label: "Open the row", group: "Lists" },
  { keys: "Space", label: "Lift a row to move it", group: "Lists" },
  { keys: "Escape", label: "Close, go back", group: "Anywhere" },
] as const;

export interface HelpDialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Every shortcut of the page in sight, and the switch for single keys. */
export function HelpDialog({ isOpen, onOpenChange }: HelpDialogProps) {
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title="Help and shortcuts" width={560}>
      <Shortcuts />
    </Dialog>
  );
}

function Shortcuts() {
  const [isOn, setOn] = useState(areSingleKeysOn);
  const shortcuts = [...registeredShortcuts(), ...builtIn];
  return (
    <div className="grid gap-5">
      <div className="grid gap-x-8 gap-y-5 tablet:grid-cols-2">
        {groups.map((group) => {
          const members = shortcuts.filter((shortcut) => shortcut.group === group);
          return members.length === 0 ? null : (
            <section key={group} aria-label={group}>
              <h3 className="mb-1 text-[12.5px]/[18px] text-text-3">{group}</h3>
              <dl>
                {members.map(({ keys, label }) => (
                  <div
                    key={keys}
                    className="flex min-h-8 items-center justify-between gap-3 border-border border-b text-[13px]"
                  >
                    <dt>{label}</dt>
                    <dd className="flex gap-1">
                      {keys.split(/[ +]/).map((key) => (
                        <Kbd key={key}>{keyName(key)}</Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <div className="flex items-center justify-between gap-4 rounded-control bg-surface-2 px-3 py-2.5 text-[13px]/5">
        <span>
          <span className="block font-medium">Single-key shortcuts</span>
          <span className="text-text-2">Switch them off if they get in the way of speech input.</span>
        </span>
        <Switch
          aria-label="Single-key shortcuts"
          isOn={isOn}
          onChange={(next) => {
            setSingleKeys(next);
            setOn(next);
          }}
        />
      </div>
    </div>
  );
}

function keyName(key: string): string {
  if (key === "Control") return "Ctrl";
  if (key === "Escape") return "Esc";
  return key.length === 1 && key !== "?" ? key.toUpperCase() : key;
}
