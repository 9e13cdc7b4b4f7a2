import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { AuditView } from "../../features/audit/components/audit-view.tsx";
import { teamQueries } from "../../features/team/queries.ts";
import { useWhere } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageNotice } from "../../ui/page-states.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/audit");

export function AuditLog() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { data: people = [] } = useQuery(teamQueries.members(id));
  useBreadcrumb([{ label: "Audit log" }]);
  useWhere("on the audit log");
  if (!can("audit.read"))
    return (
      <PageNotice title="Audit log">
        <EmptyState icon={ScrollText} title="Your role does not read the log" text="Admins and auditors do." />
      </PageNotice>
    );
  return (
    <AuditView
      organizationId={id}
      note="Who did what, and where from. Nothing in it can be changed."
      fileName={`${slug}-audit`}
      filter={filter}
      people={people}
      onFilter={(next) => void navigate({ search: next, replace: true })}
    />
  );
}
