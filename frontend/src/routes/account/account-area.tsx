import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, Outlet } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect } from "react";
import { organizationQueries } from "../../features/organizations/queries.ts";
import { lastOrganizationSlug } from "../../lib/last-organization.ts";
import { isSessionAlive, signOut } from "../../lib/session.ts";
import { Button } from "../../ui/button.tsx";
import { HeliographMark } from "../../ui/heliograph-mark.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { RouteTabs, routeTabStyles } from "../../ui/route-tabs.tsx";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { TooltipProvider } from "../../ui/tooltip.tsx";

const route = getRouteApi("/signed-in/account");

const tabs = [
  { to: "/account", label: "Profile" },
  { to: "/account/password", label: "Password" },
  { to: "/account/second-factor", label: "Second factor" },
  { to: "/account/sessions", label: "Sessions" },
  { to: "/account/data", label: "Your data" },
] as const;

/** Around everything that belongs to a person and to no organization. */
export function AccountArea() {
  const { userId } = route.useRouteContext();
  const { data: organizations = [] } = useQuery(organizationQueries.mine(userId));
  const back = organizations.find(({ slug }) => slug === lastOrganizationSlug()) ?? organizations[0];
  useSessionCheck();
  return (
    <TooltipProvider delayDuration={400}>
      <a href="#main" className="skip-link">
        Skip to content
      </a>
      <header className="sticky top-0 z-20 flex h-[52px] items-center gap-4 border-border border-b bg-surface px-4 tablet:px-7">
        <span className="text-accent">
          <HeliographMark size={21} />
        </span>
        <Link
          to="/"
          className="flex min-w-0 flex-1 items-center gap-1.5 text-[13px]/5 text-text-2 no-underline hover:underline"
        >
          <ArrowLeft size={15} strokeWidth={1.75} className="flex-none" aria-hidden="true" />
          <span className="truncate">{back === undefined ? "Back" : `Back to ${back.name}`}</span>
        </Link>
        <ThemeToggle initial="system" />
        <Button size="small" onClick={() => void signOut()}>
          Sign out
        </Button>
      </header>
      <main id="main" tabIndex={-1} className="mx-auto max-w-[800px] px-4 py-6 outline-none tablet:px-7">
        <div className="grid grid-cols-1 gap-4">
          <PageTitle title="Your account" />
          <RouteTabs label="Your account">
            {tabs.map(({ to, label }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: true, includeSearch: false }}
                className={`${routeTabStyles} whitespace-nowrap`}
              >
                {label}
              </Link>
            ))}
          </RouteTabs>
          <div className="grid grid-cols-1 gap-5">
            <Outlet />
          </div>
        </div>
      </main>
    </TooltipProvider>
  );
}

const checkEveryMs = 30_000;

/** No organization's channel tells here that a session was ended elsewhere: ask now and then, and when the page is looked at again. */
function useSessionCheck(): void {
  useEffect(() => {
    const check = () => {
      if (document.visibilityState === "visible") void isSessionAlive();
    };
    check();
    const timer = setInterval(check, checkEveryMs);
    addEventListener("focus", check);
    document.addEventListener("visibilitychange", check);
    return () => {
      clearInterval(timer);
      removeEventListener("focus", check);
      document.removeEventListener("visibilitychange", check);
    };
  }, []);
}
