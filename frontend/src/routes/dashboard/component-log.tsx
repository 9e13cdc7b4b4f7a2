import { getRouteApi } from "@tanstack/react-router";
import { CheckLogCard } from "../../features/monitors/components/check-log-card.tsx";
import { firstResultInWords } from "../../features/monitors/target.ts";
import { useWatchResults } from "../../lib/live.tsx";
import { useComponent } from "./components/use-component.ts";

const route = getRouteApi("/signed-in/orgs/$slug/components/$componentId/log");

export function ComponentLog() {
  const { componentId } = route.useParams();
  const { failed = false } = route.useSearch();
  const navigate = route.useNavigate();
  const { organizationId, nameOf, monitors, monitorNames, rules, isPaused } = useComponent(componentId);
  useWatchResults();
  return (
    <CheckLogCard
      organizationId={organizationId}
      componentId={componentId}
      onlyFailed={failed}
      onFilter={(next) => void navigate({ search: next ? { failed: true } : {}, replace: true })}
      nameOf={nameOf}
      monitorNames={monitorNames}
      rules={rules}
      isPaused={isPaused}
      emptyText={firstResultInWords(monitors)}
    />
  );
}
