import { ChevronRight } from "lucide-react";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

/** One step of the path; the last has no link. */
export interface Crumb {
  label: string;
  /** Address of the step, made with the router's typed `buildLocation` or `linkOptions`. */
  href?: string;
}

const none: readonly Crumb[] = [];
const SetContext = createContext<(crumbs: readonly Crumb[]) => void>(() => {});
const ValueContext = createContext<readonly Crumb[]>(none);

export function BreadcrumbProvider({ children }: { children: ReactNode }) {
  const [crumbs, setCrumbs] = useState<readonly Crumb[]>(none);
  return (
    <SetContext value={setCrumbs}>
      <ValueContext value={crumbs}>{children}</ValueContext>
    </SetContext>
  );
}

/** Says where the page is; shown in the top bar while the page is mounted. */
export function useBreadcrumb(crumbs: readonly Crumb[]): void {
  const set = useContext(SetContext);
  // A step whose name is still to come has no place yet.
  const key = JSON.stringify(crumbs.filter(({ label }) => label !== ""));
  const stable = useMemo<readonly Crumb[]>(() => JSON.parse(key), [key]);
  useEffect(() => {
    set(stable);
    return () => set(none);
  }, [set, stable]);
}

export function Breadcrumb({ renderLink }: { renderLink: (crumb: Crumb, href: string) => ReactNode }) {
  const crumbs = useContext(ValueContext);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-[13px]/5">
        {crumbs.map((crumb, index) => (
          <li
            key={`${crumb.href}${crumb.label}`}
            className="flex min-w-0 items-center gap-1.5 max-tablet:not-last:hidden"
          >
            {index === 0 ? null : (
              <ChevronRight
                size={14}
                strokeWidth={1.75}
                className="flex-none text-text-3 max-tablet:hidden"
                aria-hidden="true"
              />
            )}
            {crumb.href === undefined ? (
              <span aria-current="page" className="truncate font-semibold">
                {crumb.label}
              </span>
            ) : (
              renderLink(crumb, crumb.href)
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
