import { useQuery } from "@tanstack/react-query";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { type QueryLike, QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { Providers } from "../providers.ts";
import { providerQueries } from "../queries.ts";
import { MailCard } from "./mail-card.tsx";
import { TwilioCard } from "./twilio-card.tsx";

export interface ProviderCardsProps {
  /** Null for the instance. */
  organizationId: string | null;
  query: QueryLike<Providers>;
}

/** How mails, texts and calls leave. */
export function ProviderCards({ organizationId, query }: ProviderCardsProps) {
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
            organizationId={organizationId}
            providers={providers}
            blockedPorts={blockedPorts}
          />
          <TwilioCard
            key={`twilio ${providers.twilio?.updatedAt}`}
            organizationId={organizationId}
            providers={providers}
          />
        </>
      )}
    </QueryView>
  );
}

const none: readonly number[] = [];
