import { invalidate, patch, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { componentQueries, componentsKey, ledgerKey } from "./queries.ts";

const ledgerAtMostEveryMs = 2_000;

/** A status lands in place at once; changed rows are fetched again, and the ledger soon after. */
export const componentsReducer: RealtimeReducer = (event, organizationId) => {
  if (event.type === "status_changed") {
    return [
      patch(componentQueries.list(organizationId).queryKey, (components) =>
        components.map((component) =>
          component.id === event.component_id
            ? { ...component, status: event.status, status_since: event.since, status_cause: event.cause }
            : component,
        ),
      ),
      invalidate(ledgerKey(organizationId), { atMostEveryMs: ledgerAtMostEveryMs }),
    ];
  }
  const isOurs = event.type === "changed" && ["components", "component_groups"].includes(event.table);
  return isOurs ? [invalidate(componentsKey(organizationId))] : [];
};
