import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { instanceQueries } from "../../features/instance/queries.ts";
import { DomainCard } from "../../features/sso-domains/components/domain-card.tsx";
import { DomainDialog } from "../../features/sso-domains/components/domain-dialog.tsx";
import { type SsoDomain, ssoDomainQueries } from "../../features/sso-domains/queries.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Which identity provider speaks for which domain. */
export function InstanceSingleSignOn() {
  const query = useQuery(ssoDomainQueries.list());
  const { data: pages } = useInfiniteQuery(instanceQueries.organizations({ state: "active" }));
  const organizations = pages?.pages.flat() ?? [];
  const [editing, setEditing] = useState<SsoDomain | "new" | null>(null);
  useBreadcrumb([{ label: "Single sign-on" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Single sign-on"
        note="Addresses of a domain sign in through its identity provider, once the domain is proven."
        primary={
          <Button variant="primary" onClick={() => setEditing("new")}>
            <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
            Add a domain
          </Button>
        }
      />
      <div className="grid max-w-[760px] gap-5">
        <QueryView query={query} skeleton={<SkeletonRows count={2} className="h-[120px]" />}>
          {(domains) =>
            domains.length === 0 ? (
              <Card>
                <EmptyState
                  icon={KeyRound}
                  title="Everybody signs in by password"
                  text="Add a domain to let its people sign in through their own identity provider."
                />
              </Card>
            ) : (
              domains.map((domain) => (
                <DomainCard
                  key={domain.domain}
                  domain={domain}
                  organizationName={organizations.find(({ id }) => id === domain.organization_id)?.name}
                  onEdit={() => setEditing(domain)}
                />
              ))
            )
          }
        </QueryView>
      </div>
      {editing === null ? null : (
        <DomainDialog
          domain={editing === "new" ? null : editing}
          organizations={organizations}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}
