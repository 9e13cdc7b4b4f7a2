import type { ReactNode } from "react";

export interface RouteTabsProps {
  /** Accessible name: "Team". */
  label: string;
  /** Links of the router with `className={routeTabStyles}`; the active one gets aria-current by itself. */
  children: ReactNode;
}

export const routeTabStyles =
  "-mb-px flex h-10 items-center whitespace-nowrap border-transparent border-b-2 px-2.5 text-[13px]/5 text-text-2 no-underline hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text pointer-coarse:h-12 focus-visible:-outline-offset-2";

/** Tabs that are routes: each has an address of its own. */
export function RouteTabs({ label, children }: RouteTabsProps) {
  return (
    <nav aria-label={label} className="flex gap-1 overflow-x-auto border-border border-b">
      {children}
    </nav>
  );
}
