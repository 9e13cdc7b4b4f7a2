import { Link } from "@tanstack/react-router";
import { ArrowLeft, LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { signOut, useSession } from "../../../lib/session.ts";
import { HeliographMark } from "../../../ui/heliograph-mark.tsx";
import { Tooltip } from "../../../ui/tooltip.tsx";
import type { SidebarPlace } from "../../dashboard/shell/shell-frame.tsx";
import { navItemStyles } from "../../dashboard/shell/sidebar.tsx";
import { type InstanceNavItem, instanceNavGroups } from "./nav-items.ts";

const iconProps = { size: 16, strokeWidth: 1.75, className: "flex-none", "aria-hidden": true } as const;

export function InstanceSidebar({ isNarrow, onNavigate }: SidebarPlace) {
  const email = useSession()?.user.email ?? "";
  const onClick = onNavigate === undefined ? {} : { onClick: onNavigate };
  const styles = `${navItemStyles} ${isNarrow ? "justify-center px-0" : ""}`;
  return (
    <aside aria-label="Instance" className={`flex h-full flex-col gap-1 py-3 ${isNarrow ? "px-2" : "px-2.5"}`}>
      <div className={`flex h-12 items-center gap-2.5 ${isNarrow ? "justify-center" : "px-2"}`}>
        <HeliographMark size={24} />
        <span className={isNarrow ? "sr-only" : "min-w-0"}>
          <span className="block truncate font-semibold text-[14px]/5">Instance</span>
          <span className="block truncate text-[12px]/4 text-text-3">Master administrator</span>
        </span>
      </div>
      <Tip isShown={isNarrow} text="Back to your organizations">
        <Link to="/" {...onClick} className={styles}>
          <ArrowLeft {...iconProps} />
          <span className={isNarrow ? "sr-only" : "flex-1"}>Back to your organizations</span>
        </Link>
      </Tip>
      <nav aria-label="Main" className="mt-3 flex-1 overflow-y-auto">
        {instanceNavGroups.map(({ heading, items }) => (
          <div key={heading} className="mb-4">
            {isNarrow ? null : <h2 className="px-2.5 pb-1 text-[12.5px]/[18px] font-normal text-text-3">{heading}</h2>}
            <ul className="grid gap-px">
              {items.map((item) => (
                <li key={item.to}>
                  <NavLink item={item} isNarrow={isNarrow} styles={styles} onClick={onClick} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      {isNarrow ? null : <p className="truncate px-2.5 pb-1 text-[12.5px]/[18px] text-text-3">{email}</p>}
      <Tip isShown={isNarrow} text="Sign out">
        <button type="button" className={styles} onClick={() => void signOut()}>
          <LogOut {...iconProps} />
          <span className={isNarrow ? "sr-only" : "flex-1 text-left"}>Sign out</span>
        </button>
      </Tip>
    </aside>
  );
}

interface NavLinkProps {
  item: InstanceNavItem;
  isNarrow: boolean;
  styles: string;
  onClick: { onClick?: () => void };
}

function NavLink({ item: { to, label, icon: Icon }, isNarrow, styles, onClick }: NavLinkProps) {
  return (
    <Tip isShown={isNarrow} text={label}>
      <Link to={to} activeOptions={{ exact: to === "/instance", includeSearch: false }} {...onClick} className={styles}>
        <Icon {...iconProps} />
        <span className={isNarrow ? "sr-only" : "flex-1"}>{label}</span>
      </Link>
    </Tip>
  );
}

/** Icons alone say their words in a tooltip. */
function Tip({ isShown, text, children }: { isShown: boolean; text: string; children: ReactElement }) {
  return isShown ? (
    <Tooltip text={text} side="right">
      {children}
    </Tooltip>
  ) : (
    children
  );
}
