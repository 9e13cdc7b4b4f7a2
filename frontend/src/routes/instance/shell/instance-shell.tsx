import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { noteInstanceAreaSeen } from "../../../lib/instance-area.ts";
import { useSession } from "../../../lib/session.ts";
import { registerShortcut } from "../../../lib/shortcuts.ts";
import { useShortcut } from "../../../lib/use-shortcut.ts";
import { Banners } from "../../dashboard/shell/banners.tsx";
import { focusFilter, moveRowFocus } from "../../dashboard/shell/row-focus.ts";
import { ShellFrame } from "../../dashboard/shell/shell-frame.tsx";
import { InstanceSidebar } from "./instance-sidebar.tsx";
import { InstanceTopBar } from "./instance-top-bar.tsx";
import { instanceNavGroups } from "./nav-items.ts";

/** Sidebar and top bar around every screen of the instance area. */
export function InstanceShell() {
  const router = useRouter();
  const userId = useSession()?.user.id;
  useEffect(() => {
    if (userId !== undefined) noteInstanceAreaSeen(userId);
  }, [userId]);
  useEffect(() => {
    const removals = instanceNavGroups
      .flatMap(({ items }) => items)
      .map(({ key, label, to }) =>
        registerShortcut({ keys: `g ${key}`, label, group: "Go to", run: () => void router.navigate({ to }) }),
      );
    return () => {
      for (const remove of removals) remove();
    };
  }, [router]);
  useShortcut({ keys: "/", label: "Filter", group: "Anywhere", run: () => void focusFilter() });
  useShortcut({ keys: "j", label: "Next row", group: "Lists", run: () => moveRowFocus(1) });
  useShortcut({ keys: "k", label: "Row before", group: "Lists", run: () => moveRowFocus(-1) });
  return (
    <ShellFrame
      sidebar={(place) => <InstanceSidebar {...place} />}
      topBar={(onMenu) => <InstanceTopBar onMenu={onMenu} />}
      banners={<Banners />}
    />
  );
}
