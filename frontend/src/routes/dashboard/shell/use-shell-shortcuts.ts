import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { registerShortcut } from "../../../lib/shortcuts.ts";
import { useShortcut } from "../../../lib/use-shortcut.ts";
import { navGroups } from "./nav-items.ts";
import { focusFilter, moveRowFocus } from "./row-focus.ts";

/** The keys that work on every screen. */
export function useShellShortcuts({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }): void {
  const { slug } = useOrganization();
  const router = useRouter();
  const { can } = usePermissions();
  const mayDeclare = can("incidents.write");

  useEffect(() => {
    const items = navGroups.flatMap((group) => group.items);
    const leave = items.map(({ key, label, to }) =>
      registerShortcut({
        keys: `g ${key}`,
        label,
        group: "Go to",
        run: () => void router.navigate({ to, params: { slug } }),
      }),
    );
    return () => {
      for (const remove of leave) remove();
    };
  }, [router, slug]);

  useEffect(
    () =>
      mayDeclare
        ? registerShortcut({
            keys: "c",
            label: "Declare incident",
            group: "Anywhere",
            run: () => void router.navigate({ to: "/orgs/$slug/incidents/new", params: { slug } }),
          })
        : undefined,
    [router, slug, mayDeclare],
  );

  useShortcut({ keys: "Control+k", label: "Search or jump to", group: "Anywhere", run: onSearch });
  useShortcut({ keys: "?", label: "Help and shortcuts", group: "Anywhere", run: onHelp });
  useShortcut({ keys: "/", label: "Filter or search", group: "Anywhere", run: () => focusFilter() || onSearch() });
  useShortcut({ keys: "j", label: "Next row", group: "Lists", run: () => moveRowFocus(1) });
  useShortcut({ keys: "k", label: "Row before", group: "Lists", run: () => moveRowFocus(-1) });
}
