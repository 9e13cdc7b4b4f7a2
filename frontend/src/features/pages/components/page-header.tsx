import { Menu } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { ComponentStatus } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { type Freshness, FreshnessBadge } from "../../../ui/freshness-badge.tsx";
import { ThemeToggle } from "../../../ui/theme-toggle.tsx";
import type { PageDescription } from "../snapshot.ts";

export interface PageHeaderProps {
  page: PageDescription;
  /** Tints the header. */
  status: ComponentStatus;
  /** Null on a page that no script brings to life: it has no age that counts and no control that needs one. */
  freshness: Freshness | null;
  /** The view that is open; null on the page of one incident or maintenance. */
  view: "current" | "history" | null;
  children: ReactNode;
}

/** The tinted top of every view of a page: whose it is, the views, how fresh, and what the view puts there. */
export function PageHeader({ page, status, freshness, view, children }: PageHeaderProps) {
  return (
    <header className="page-banner" data-status={status}>
      <div className="page-column">
        <div className="flex h-[60px] items-center gap-3 rows:h-[68px]">
          <Brand page={page} />
          <nav className="page-views grow max-rows:hidden" aria-label={strings.page.views}>
            <Views slug={page.slug} view={view} />
          </nav>
          {freshness === null ? null : (
            <>
              <FreshnessBadge freshness={freshness} />
              <span className="max-rows:hidden">
                <ThemeToggle initial={page.theme} />
              </span>
            </>
          )}
          <a className="subscribe-link max-rows:hidden" href={`/status/${page.slug}/subscription`}>
            {strings.page.subscribe}
          </a>
          <details className="page-menu rows:hidden">
            <summary className="icon-button" aria-label={strings.page.menu}>
              <Menu size={20} strokeWidth={1.75} aria-hidden="true" />
            </summary>
            <div className="page-menu-panel">
              <nav aria-label={strings.page.views}>
                <Views slug={page.slug} view={view} />
              </nav>
              <a href={`/status/${page.slug}/subscription`}>{strings.page.subscribe}</a>
              {freshness === null ? null : <ThemeToggle initial={page.theme} />}
            </div>
          </details>
        </div>
        {children}
      </div>
    </header>
  );
}

function Views({ slug, view }: { slug: string; view: PageHeaderProps["view"] }) {
  const current = (name: typeof view) => (view === name ? ("page" as const) : undefined);
  return (
    <ul>
      <li>
        <a href={`/status/${slug}`} aria-current={current("current")}>
          {strings.page.current}
        </a>
      </li>
      <li>
        <a href={`/status/${slug}/history`} aria-current={current("history")}>
          {strings.page.history}
        </a>
      </li>
    </ul>
  );
}

function Brand({ page }: { page: PageDescription }) {
  return (
    <div className="flex min-w-0 items-center gap-[11px] max-rows:grow rows:mr-5 text-[15px] leading-5 font-semibold rows:text-[16px]">
      <Logo page={page} />
      <span className="truncate">
        {page.title} <span className="hidden font-normal text-text-2 rows:inline">{strings.page.status}</span>
      </span>
    </div>
  );
}

/** The page's logo; its first letter without one, or when the logo cannot be loaded. */
function Logo({ page }: { page: PageDescription }) {
  const image = useRef<HTMLImageElement>(null);
  const [isBroken, setIsBroken] = useState(false);
  // The error may have come and gone before there was anyone to hear it.
  useEffect(() => {
    if (image.current?.complete && image.current.naturalWidth === 0) setIsBroken(true);
  }, []);
  if (page.logo_url === null || isBroken) {
    return (
      <span className="brand-mark" aria-hidden="true">
        {page.title.charAt(0).toUpperCase()}
      </span>
    );
  }
  const onError = () => setIsBroken(true);
  return <img ref={image} className="brand-mark" src={page.logo_url} alt="" width="32" height="32" onError={onError} />;
}
