import { Menu } from "lucide-react";
import { Breadcrumb } from "../../../ui/breadcrumb.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";

/** Unlike an organization's: what is done here concerns everybody. */
export function InstanceTopBar({ onMenu }: { onMenu: () => void }) {
  return (
    <header className="sticky top-0 z-20 flex h-[52px] items-center gap-3 border-border border-b bg-inset px-4 tablet:gap-4 tablet:px-7">
      <ToolButton label="Menu" className="-ml-3 tablet:hidden!" onClick={onMenu}>
        <Menu size={18} strokeWidth={1.75} aria-hidden="true" />
      </ToolButton>
      <Chip>Instance</Chip>
      <div className="min-w-0 flex-1">
        <Breadcrumb renderLink={(crumb, href) => <a href={href}>{crumb.label}</a>} />
      </div>
      <div className="max-tablet:hidden">
        <ThemeToggle initial="system" />
      </div>
    </header>
  );
}
