import { useEffect, useRef } from "react";
import { registerShortcut, type Shortcut } from "./shortcuts.ts";

/** Registers a shortcut while the calling component is mounted. Only its keys, label and group are looked at once. */
export function useShortcut({ keys, label, group, run }: Shortcut): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => registerShortcut({ keys, label, group, run: () => latest.current() }), [keys, label, group]);
}
