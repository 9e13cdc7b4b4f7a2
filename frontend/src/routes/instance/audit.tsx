import { getRouteApi } from "@tanstack/react-router";
import { AuditView } from "../../features/audit/components/audit-view.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";

const route = getRouteApi("/signed-in/instance/audit");

/** What happened on the instance and in every organization. */
export function InstanceAuditLog() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  useBreadcrumb([{ label: "Audit log" }]);
  return (
    <AuditView
      organizationId={null}
      note="The instance and all organizations in one. Nothing in it can be changed."
      fileName="instance-audit"
      filter={filter}
      people={nobody}
      onFilter={(next) => void navigate({ search: next, replace: true })}
    />
  );
}

/** There may be too many to choose from. */
const nobody: readonly never[] = [];
