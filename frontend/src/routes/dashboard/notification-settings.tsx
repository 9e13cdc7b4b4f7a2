import { useQuery } from "@tanstack/react-query";
import { MailCard } from "../../features/notification-settings/components/mail-card.tsx";
import { TwilioCard } from "../../features/notification-settings/components/twilio-card.tsx";
import { providerQueries } from "../../features/notification-settings/queries.ts";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorState } from "../../ui/error-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** How messages leave: for admins. */
export function NotificationSettings() {
  const { can } = usePermissions();
  if (can("organization.write")) return <Settings />;
  return (
    <Card>
      <CardHeader title="Notifications" />
      <EmptyState title="Your role cannot see how messages leave" text="Admins set mail servers and accounts." />
    </Card>
  );
}

function Settings() {
  const { id } = useOrganization();
  const query = useQuery(providerQueries.overview(id));
  // What it would refuse, the server says again with the test: the form need not wait for it.
  const { data: blockedPorts = none } = useQuery(providerQueries.blockedPorts());
  if (query.data === undefined && query.error !== null)
    return (
      <Card>
        <CardHeader title="E-mail" />
        <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
      </Card>
    );
  return (
    <QueryView
      query={query}
      skeleton={
        <Card>
          <CardHeader title="E-mail" />
          <SkeletonRows count={5} className="h-[58px]" />
        </Card>
      }
    >
      {(providers) => (
        <>
          <MailCard
            key={`mail ${providers.smtp?.updatedAt} ${providers.resend?.updatedAt}`}
            organizationId={id}
            providers={providers}
            blockedPorts={blockedPorts}
          />
          <TwilioCard key={`twilio ${providers.twilio?.updatedAt}`} organizationId={id} providers={providers} />
        </>
      )}
    </QueryView>
  );
}

const none: readonly number[] = [];
