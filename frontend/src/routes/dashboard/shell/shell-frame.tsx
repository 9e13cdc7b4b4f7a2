import { Outlet } from "@tanstack/react-router";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useMedia } from "../../../lib/use-media.ts";
import { BreadcrumbProvider } from "../../../ui/breadcrumb.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import { TooltipProvider } from "../../../ui/tooltip.tsx";

export interface SidebarPlace {
  /** Icons only, names in tooltips. */
  isNarrow: boolean;
  /** Something was chosen: the sheet of small screens closes. */
  onNavigate?: () => void;
}

export interface ShellFrameProps {
  sidebar: (place: SidebarPlace) => ReactNode;
  topBar: (onMenu: () => void) => ReactNode;
  /** Above everything. */
  banners: ReactNode;
  /** Above the screen itself. */
  notices?: ReactNode;
  /** Dialogs that are opened from everywhere. */
  children?: ReactNode;
}

/** Sidebar, top bar and the screen between them; on small screens the sidebar is a sheet. */
export function ShellFrame({ sidebar, topBar, banners, notices, children }: ShellFrameProps) {
  const isNarrow = useMedia("(min-width: 768px) and (max-width: 1099px)");
  const isMobile = useMedia("(max-width: 767px)");
  const [isSheetOpen, setSheetOpen] = useState(false);
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
                  {sidebar({ isNarrow: false, onNavigate: () => setSheetOpen(false) })}
                  <div className="flex items-center justify-between border-border border-t px-5 py-2 text-[13px] text-text-2">
                    Theme
                    <ThemeToggle initial="system" />
                  </div>
                </Radix.Content>
              </Radix.Portal>
            </Radix.Root>
          ) : (
            <div className={`sticky top-0 h-dvh border-border border-r ${isNarrow ? "w-14" : "w-[236px]"}`}>
              {sidebar({ isNarrow })}
            </div>
          )}
          <div className="min-w-0">
            {banners}
            {topBar(() => setSheetOpen(true))}
            <main
              id="main"
              tabIndex={-1}
              className="mx-auto max-w-[1440px] px-4 py-5 outline-none tablet:px-7 tablet:pt-5 tablet:pb-8"
            >
              {notices}
              <Outlet />
            </main>
          </div>
        </div>
        {children}
      </BreadcrumbProvider>
    </TooltipProvider>
  );
}
