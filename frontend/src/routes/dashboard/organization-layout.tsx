import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useEffect, useMemo } from "react";
import { reducers } from "../../app/reducers.ts";
import { accountQueries } from "../../features/accounts/queries.ts";
import { componentQueries } from "../../features/components/queries.ts";
import { organizationQueries } from "../../features/organizations/queries.ts";
import { announce } from "../../lib/announce.ts";
import { organizationKey } from "../../lib/keys.ts";
import { rememberOrganization } from "../../lib/last-organization.ts";
import { takeLeftOnPurpose } from "../../lib/left-organizations.ts";
import { LiveProvider } from "../../lib/live.tsx";
import { OrganizationProvider } from "../../lib/organization.tsx";
import { OrganizationLink } from "../../lib/realtime.ts";
import { isSessionAlive } from "../../lib/session.ts";
import { strings } from "../../lib/strings.ts";
import { supabase } from "../../lib/supabase.ts";
import { showToast } from "../../lib/toasts.ts";
import { Shell } from "./shell/shell.tsx";

const route = getRouteApi("/signed-in/orgs/$slug");

/** Everything of one organization: who is looking, the live link, the shell. */
export function OrganizationLayout() {
  const { organizationId, userId } = route.useRouteContext();
  const { slug } = route.useParams();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: organizations } = useQuery(organizationQueries.mine(userId));
  const organization = organizations?.find(({ id }) => id === organizationId);

  const link = useMemo(
    () =>
      new OrganizationLink({
        supabase: supabase(),
        queryClient,
        organizationId,
        userId,
        reducers,
        onEvent: (event) => {
          if (event.type !== "status_changed") return;
          const components = queryClient.getQueryData(componentQueries.list(organizationId).queryKey);
          const name = components?.find(({ id }) => id === event.component_id)?.name;
          if (name !== undefined) announce(strings.announce.change(name, strings.statusInSentence[event.status]));
        },
        onRemoved: () => {
          // A session that was ended elsewhere reads the same: then sign-in follows by itself.
          void isSessionAlive().then(async (isAlive) => {
            if (!isAlive) return;
            const mine = queryClient.getQueryData(organizationQueries.mine(userId).queryKey);
            const isImpersonation = mine?.find(({ id }) => id === organizationId)?.role === null;
            const fresh = { staleTime: 0 };
            const demands = await Promise.all([
              queryClient.fetchQuery({ ...accountQueries.demands(userId), ...fresh }),
              queryClient.fetchQuery({ ...organizationQueries.mine(userId), ...fresh }),
            ]).then(
              ([found]) => found,
              () => null,
            );
            // What is being read goes on: another screen may be opening already.
            queryClient.removeQueries({ queryKey: organizationKey(organizationId) });
            await queryClient.invalidateQueries({ refetchType: "none" });
            // The address leads to where a second factor is set up, or says what else is in the way.
            if (demands === null || demands.organizations.some((demanding) => demanding.slug === slug))
              return router.invalidate();
            if (!takeLeftOnPurpose(organizationId))
              showToast({
                title: isImpersonation ? "Your visit has ended" : "You are no longer a member of this organization",
              });
            return router.navigate({ to: "/", ignoreBlocker: true });
          });
        },
      }),
    [queryClient, organizationId, userId, slug, router],
  );

  useEffect(() => {
    if (organization === undefined) return;
    rememberOrganization(organization.slug);
    // Somebody changed the address while it was open.
    if (organization.slug !== slug)
      void router.navigate({ to: ".", params: { slug: organization.slug }, search: true, replace: true });
  }, [organization, slug, router]);

  const value = useMemo(
    () => (organization === undefined ? null : { ...organization, userId }),
    [organization, userId],
  );
  if (value === null) return null;
  return (
    <OrganizationProvider value={value}>
      <LiveProvider link={link}>
        <Shell />
      </LiveProvider>
    </OrganizationProvider>
  );
}
