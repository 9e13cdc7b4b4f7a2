import { useQuery } from "@tanstack/react-query";
import { ProviderCards } from "../../features/notification-settings/components/provider-cards.tsx";
import { providerQueries } from "../../features/notification-settings/queries.ts";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { Card } from "../../ui/card.tsx";
import { CardHeader } from "../../ui/card-header.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";

/** How messages leave: for admins. */
export function NotificationSettings() {
  const { can } = usePermissions();
  if (can("organization.write")) return <Settings />;
  return (
    <Card className="max-w-[640px]">
      <CardHeader title="Notifications" />
      <EmptyState title="Your role cannot see how messages leave" text="Admins set mail servers and accounts." />
    </Card>
  );
}

function Settings() {
  const { id } = useOrganization();
  return (
    <div className="grid max-w-[640px] grid-cols-1 gap-5">
      <ProviderCards organizationId={id} query={useQuery(providerQueries.overview(id))} />
    </div>
  );
}
