import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";

export interface MenuProps {
  /** One button. */
  trigger: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  children: ReactNode;
}

/** Actions behind a button. */
export function Menu({ trigger, align = "end", side = "bottom", children }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="float-in z-60 min-w-48 rounded-popover border border-border bg-surface p-1 shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps extends Omit<ComponentProps<typeof Radix.Item>, "className"> {
  icon?: ReactNode;
  /** Removes something: in the colour of trouble. */
  isDanger?: boolean;
}

/** With `asChild`, the child is a link that looks like an item. */
export function MenuItem({ icon, isDanger = false, asChild = false, children, ...props }: MenuItemProps) {
  const className = `menu-item flex items-center no-underline ${isDanger ? "text-(--status-major_outage-fg)!" : ""}`;
  if (asChild)
    return (
      <Radix.Item asChild className={className} {...props}>
        {children}
      </Radix.Item>
    );
  return (
    <Radix.Item className={className} {...props}>
      <span className="flex text-text-2 empty:hidden">{icon}</span>
      {children}
    </Radix.Item>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-border" />;
}

/** Words that are not an action. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-1.5 pb-1 text-[12.5px]/[18px] text-text-3">{children}</Radix.Label>;
}
