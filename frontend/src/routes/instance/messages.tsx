import { useQuery } from "@tanstack/react-query";
import { ProviderCards } from "../../features/notification-settings/components/provider-cards.tsx";
import { providerQueries } from "../../features/notification-settings/queries.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { PageTitle } from "../../ui/page-title.tsx";

/** How messages of organizations without a provider of their own leave. */
export function InstanceMessages() {
  useBreadcrumb([{ label: "Mail and SMS" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Mail and SMS"
        note="For organizations without a provider of their own. Mails about accounts leave as the auth server is set up."
      />
      <div className="grid max-w-[640px] gap-5">
        <ProviderCards organizationId={null} query={useQuery(providerQueries.ofInstance())} />
      </div>
    </div>
  );
}
