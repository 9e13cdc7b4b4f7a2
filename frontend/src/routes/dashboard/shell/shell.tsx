import { useState } from "react";
import { useOrganization } from "../../../lib/organization.tsx";
import { AccountNotices } from "./account-notices.tsx";
import { Banners } from "./banners.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { PaymentBanners } from "./payment-banners.tsx";
import { ShellFrame } from "./shell-frame.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useShellShortcuts } from "./use-shell-shortcuts.ts";

/** Sidebar, top bar, palette and help around every screen of an organization. */
export function Shell() {
  const { id } = useOrganization();
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const onSearch = () => setPaletteOpen(true);
  const onHelp = () => setHelpOpen(true);
  useShellShortcuts({ onSearch, onHelp });

  return (
    <ShellFrame
      sidebar={({ isNarrow, onNavigate }) => (
        <Sidebar
          isNarrow={isNarrow}
          onHelp={() => {
            onNavigate?.();
            onHelp();
          }}
          {...(onNavigate === undefined ? {} : { onNavigate })}
        />
      )}
      topBar={(onMenu) => <TopBar onSearch={onSearch} onMenu={onMenu} />}
      banners={
        <>
          <Banners organizationId={id} />
          <PaymentBanners />
        </>
      }
      notices={<AccountNotices />}
    >
      <CommandPalette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} onHelp={onHelp} />
      <HelpDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
    </ShellFrame>
  );
}
