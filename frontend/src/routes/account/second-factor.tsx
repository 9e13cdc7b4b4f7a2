import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { ShieldAlert } from "lucide-react";
import { SecondFactorCard } from "../../features/accounts/components/second-factor-card.tsx";
import { accountQueries, type SecondFactorDemands } from "../../features/accounts/queries.ts";
import { showToast } from "../../lib/toasts.ts";

const route = getRouteApi("/signed-in/account/second-factor");

export function AccountSecondFactor() {
  const { userId } = route.useRouteContext();
  const { next } = route.useSearch();
  const router = useRouter();
  const { data: demands } = useQuery({ ...accountQueries.demands(userId), staleTime: 0 });
  const reason = demands === undefined ? null : reasonOf(demands);
  return (
    <>
      {reason === null ? null : (
        <div
          role="status"
          data-status="degraded_performance"
          className="flex gap-2.5 rounded-card bg-status-soft px-4 py-3 text-[13px]/5 text-status-fg"
        >
          <ShieldAlert size={17} strokeWidth={1.75} className="mt-px flex-none" aria-hidden="true" />
          <p>{reason}</p>
        </div>
      )}
      <SecondFactorCard
        onReady={() => {
          showToast({ title: "Second factor is on" });
          if (next !== undefined) void router.navigate({ href: next });
        }}
      />
    </>
  );
}

function reasonOf({ isRecovered, organizations }: SecondFactorDemands): string | null {
  if (isRecovered)
    return "A recovery code removed your second factor. Set up a new one now; your organizations wait until then, and for a new password: the old one is void, as somebody else may know it.";
  if (organizations.length === 0) return null;
  const names = new Intl.ListFormat("en").format(organizations.map(({ name }) => name));
  return `${names} ${organizations.length === 1 ? "requires" : "require"} a second factor of every member. Set one up to get in.`;
}
