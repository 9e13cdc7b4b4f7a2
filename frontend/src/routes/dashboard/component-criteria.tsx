import { getRouteApi } from "@tanstack/react-router";
import { CriteriaEditor } from "../../features/monitors/components/criteria-editor.tsx";
import { useWatchResults } from "../../lib/live.tsx";
import { useOrganization, usePermissions } from "../../lib/organization.tsx";
import { useComponent } from "./components/use-component.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/criteria");

export function ComponentCriteria() {
  const { componentId } = route.useParams();
  const { organizationId, monitors, states, nameOf } = useComponent(componentId);
  const { userId } = useOrganization();
  const { can } = usePermissions();
  useWatchResults();
  return (
    <div className="grid max-w-[1040px] grid-cols-1 gap-5">
      {monitors.map((monitor) => (
        <CriteriaEditor
          key={monitor.id}
          organizationId={organizationId}
          userId={userId}
          monitor={monitor}
          states={states.filter(({ monitor_id }) => monitor_id === monitor.id)}
          nameOf={nameOf}
          mayEdit={can("monitors.write")}
          title={monitors.length === 1 ? "Criteria" : `Criteria of ${monitor.name}`}
        />
      ))}
    </div>
  );
}
