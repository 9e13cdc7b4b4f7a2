import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";
import { RuleTable } from "../../../features/alerts/components/rule-table.tsx";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { componentQueries } from "../../../features/components/queries.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

/** Which statuses of which components are told to whom. */
export function AlertRules() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const query = useQuery(alertQueries.rules(id));
  const { data: contacts = [] } = useQuery(alertQueries.contacts(id));
  const { data: components = [] } = useQuery(componentQueries.list(id));
  return (
    <Card>
      <QueryView query={query} skeleton={<SkeletonRows count={3} />}>
        {(rules) =>
          rules.length === 0 ? (
            <EmptyState
              icon={ListChecks}
              title="There are no rules yet"
              text="Without one nobody is alerted, whatever the monitors see."
              action={
                can("alerts.write") ? (
                  <Link to="/orgs/$slug/alerts/rules/new" params={{ slug }} className={buttonStyles()}>
                    Write the first rule
                  </Link>
                ) : undefined
              }
            />
          ) : (
            <RuleTable
              slug={slug}
              rules={rules}
              nameOf={(componentId) => components.find((one) => one.id === componentId)?.name}
              contactName={(contactId) => contacts.find((one) => one.id === contactId)?.name}
            />
          )
        }
      </QueryView>
    </Card>
  );
}
