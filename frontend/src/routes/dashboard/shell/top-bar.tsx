import { Link, useRouter } from "@tanstack/react-router";
import { Menu, Search, Siren } from "lucide-react";
import { useFreshness } from "../../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { Breadcrumb } from "../../../ui/breadcrumb.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { FreshnessBadge } from "../../../ui/freshness-badge.tsx";
import { Kbd } from "../../../ui/kbd.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { HereAvatars } from "./here-avatars.tsx";

export interface TopBarProps {
  onSearch: () => void;
  /** Opens the sidebar on small screens. */
  onMenu: () => void;
}

export function TopBar({ onSearch, onMenu }: TopBarProps) {
  const router = useRouter();
  const freshness = useFreshness();
  const { slug } = useOrganization();
  const { can } = usePermissions();
  return (
    <header className="sticky top-0 z-20 flex h-[52px] items-center gap-3 border-border border-b bg-surface px-4 tablet:gap-4 tablet:px-7">
      <ToolButton label="Menu" className="-ml-3 tablet:hidden!" onClick={onMenu}>
        <Menu size={18} strokeWidth={1.75} aria-hidden="true" />
      </ToolButton>
      <div className="min-w-0 flex-1">
        <Breadcrumb
          renderLink={(crumb, href) => (
            <a
              href={href}
              className="truncate text-text-2 no-underline hover:text-text hover:underline"
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
                event.preventDefault();
                void router.navigate({ href });
              }}
            >
              {crumb.label}
            </a>
          )}
        />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="hidden h-8 w-[236px] cursor-pointer items-center gap-2 rounded-control border border-border bg-inset px-2.5 text-[13px]/5 text-text-3 hover:border-border-strong hover:text-text-2 labels:flex"
      >
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <span className="flex-1 text-left">Search or jump to</span>
        <span aria-hidden="true">
          <Kbd>Ctrl K</Kbd>
        </span>
      </button>
      <ToolButton label="Search or jump to" className="labels:hidden!" onClick={onSearch}>
        <Search size={17} strokeWidth={1.75} aria-hidden="true" />
      </ToolButton>
      {freshness === null ? null : (
        <div className="top-freshness">
          <FreshnessBadge freshness={freshness} />
        </div>
      )}
      <HereAvatars />
      <div className="max-tablet:hidden">
        <ThemeToggle initial="system" />
      </div>
      {can("incidents.write") ? (
        <Link
          to="/orgs/$slug/incidents/new"
          params={{ slug }}
          aria-keyshortcuts="c"
          className={buttonStyles({ variant: "primary", className: "max-tablet:hidden!" })}
        >
          <Siren size={16} strokeWidth={1.75} aria-hidden="true" />
          <span className="max-labels:sr-only">Declare incident</span>
        </Link>
      ) : null}
    </header>
  );
}
