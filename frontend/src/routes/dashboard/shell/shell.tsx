import { Outlet } from "@tanstack/react-router";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { useMedia } from "../../../lib/use-media.ts";
import { BreadcrumbProvider } from "../../../ui/breadcrumb.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import { TooltipProvider } from "../../../ui/tooltip.tsx";
import { CommandPalette } from "./command-palette.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TopBar } from "./top-bar.tsx";
import { useShellShortcuts } from "./use-shell-shortcuts.ts";

/** Sidebar, top bar, palette and help around every screen of an organization. */
export function Shell() {
  const isNarrow = useMedia("(min-width: 768px) and (max-width: 1099px)");
  const isMobile = useMedia("(max-width: 767px)");
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [isPaletteOpen, setPaletteOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const onHelp = () => {
    setSheetOpen(false);
    setHelpOpen(true);
  };
  useShellShortcuts({ onSearch: () => setPaletteOpen(true), onHelp });

  return (
    <TooltipProvider delayDuration={400}>
      <BreadcrumbProvider>
        <a href="#main" className="skip-link">
          Skip to content
        </a>
        <div className="tablet:grid tablet:grid-cols-[auto_minmax(0,1fr)]">
          {isMobile ? (
            <Radix.Root open={isSheetOpen} onOpenChange={setSheetOpen}>
              <Radix.Portal>
                <Radix.Overlay className="dialog-overlay" />
                <Radix.Content aria-describedby={undefined} className="sheet-content">
                  <Radix.Title className="sr-only">Menu</Radix.Title>
                  <Sidebar isNarrow={false} onHelp={onHelp} onNavigate={() => setSheetOpen(false)} />
                  <div className="flex items-center justify-between border-border border-t px-5 py-2 text-[13px] text-text-2">
                    Theme
                    <ThemeToggle initial="system" />
                  </div>
                </Radix.Content>
              </Radix.Portal>
            </Radix.Root>
          ) : (
            <div className={`sticky top-0 h-dvh border-border border-r ${isNarrow ? "w-14" : "w-[236px]"}`}>
              <Sidebar isNarrow={isNarrow} onHelp={onHelp} />
            </div>
          )}
          <div className="min-w-0">
            <TopBar onSearch={() => setPaletteOpen(true)} onMenu={() => setSheetOpen(true)} />
            <main
              id="main"
              tabIndex={-1}
              className="mx-auto max-w-[1440px] px-4 py-5 outline-none tablet:px-7 tablet:pt-5 tablet:pb-8"
            >
              <Outlet />
            </main>
          </div>
        </div>
        <CommandPalette isOpen={isPaletteOpen} onOpenChange={setPaletteOpen} onHelp={onHelp} />
        <HelpDialog isOpen={isHelpOpen} onOpenChange={setHelpOpen} />
      </BreadcrumbProvider>
    </TooltipProvider>
  );
}
