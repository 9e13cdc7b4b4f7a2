import { Link } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { areSingleKeysOn } from "../../../lib/shortcuts.ts";
import { Kbd } from "../../../ui/kbd.tsx";
import { Tooltip } from "../../../ui/tooltip.tsx";
import { NavCount } from "./nav-count.tsx";
import { type NavItem, navGroups } from "./nav-items.ts";
import { OrganizationSwitcher } from "./organization-switcher.tsx";
import { UserMenu } from "./user-menu.tsx";

export interface SidebarProps {
  /** Icons only, names in tooltips. */
  isNarrow: boolean;
  onHelp: () => void;
  /** Something was chosen: the sheet of small screens closes. */
  onNavigate?: () => void;
}

export function Sidebar({ isNarrow, onHelp, onNavigate }: SidebarProps) {
  const { can } = usePermissions();
  const isShown = ({ permission }: NavItem) => permission === undefined || can(permission);
  return (
    <div className={`flex h-full flex-col gap-1 ${isNarrow ? "px-2 py-3" : "px-2.5 py-3"}`}>
      <OrganizationSwitcher isNarrow={isNarrow} {...(onNavigate === undefined ? {} : { onNavigate })} />
      <nav aria-label="Main" className="mt-1 flex-1 overflow-y-auto">
        {navGroups.map(({ heading, items }) => (
          <div key={heading} className="mb-4">
            {heading === null || isNarrow ? null : (
              <h2 className="px-2.5 pb-1 text-[12.5px]/[18px] font-normal text-text-3">{heading}</h2>
            )}
            <ul className="grid gap-px">
              {items.filter(isShown).map((item) => (
                <li key={item.to}>
                  <NavLink item={item} isNarrow={isNarrow} onNavigate={onNavigate} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <HelpButton isNarrow={isNarrow} onHelp={onHelp} />
      <UserMenu isNarrow={isNarrow} />
    </div>
  );
}

/** Of a link or button in a sidebar. */
export const navItemStyles =
  "flex h-8 w-full cursor-pointer items-center gap-2.5 rounded-control border border-transparent px-2.5 text-[13.5px]/5 text-text-2 no-underline transition-colors duration-[120ms] ease-out hover:bg-surface-3/60 hover:text-text focus-visible:-outline-offset-2 aria-[current=page]:border-border aria-[current=page]:bg-surface aria-[current=page]:font-semibold aria-[current=page]:text-text aria-[current=page]:shadow-card pointer-coarse:h-11 [&[aria-current=page]>svg]:text-accent";

interface NavLinkProps {
  item: NavItem;
  isNarrow: boolean;
  onNavigate: (() => void) | undefined;
}

function NavLink({ item, isNarrow, onNavigate }: NavLinkProps) {
  const { slug } = useOrganization();
  const Icon = item.icon;
  const link = (
    <Link
      to={item.to}
      params={{ slug }}
      activeOptions={{ exact: item.to === "/orgs/$slug", includeSearch: false }}
      {...(onNavigate === undefined ? {} : { onClick: onNavigate })}
      className={`${navItemStyles} ${isNarrow ? "justify-center px-0" : ""}`}
    >
      <Icon size={16} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
      <span className={isNarrow ? "sr-only" : "flex-1"}>{item.label}</span>
      {item.count === undefined || isNarrow ? null : <NavCount of={item.count} />}
    </Link>
  );
  return isNarrow ? (
    <Tooltip text={item.label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}

function HelpButton({ isNarrow, onHelp }: { isNarrow: boolean; onHelp: () => void }) {
  const button = (
    <button type="button" onClick={onHelp} className={`${navItemStyles} ${isNarrow ? "justify-center px-0" : ""}`}>
      <CircleHelp size={16} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
      <span className={isNarrow ? "sr-only" : "flex-1 text-left"}>Help and shortcuts</span>
      {isNarrow || !areSingleKeysOn() ? null : (
        <span aria-hidden="true" className="pointer-coarse:hidden">
          <Kbd>?</Kbd>
        </span>
      )}
    </button>
  );
  return isNarrow ? (
    <Tooltip text="Help and shortcuts" side="right">
      {button}
    </Tooltip>
  ) : (
    button
  );
}
