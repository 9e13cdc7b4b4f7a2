import { invalidate, type RealtimeReducer } from "../../lib/realtime-events.ts";
import { monitorsKey, observationsKey } from "./queries.ts";

const logAtMostEveryMs = 1_000;
const latencyAtMostEveryMs = 15_000;

/**
 * A component's new status may come from a monitor, whose own status then is new as well. Results lengthen the log at
 * once and the chart now and then.
 */
export const monitorsReducer: RealtimeReducer = (event, organizationId) => {
  if (event.type === "results") {
    const root = observationsKey(organizationId);
    return [
      invalidate([...root, "log"], { atMostEveryMs: logAtMostEveryMs }),
      invalidate([...root, "latency"], { atMostEveryMs: latencyAtMostEveryMs }),
    ];
  }
  const isMonitorRow = event.type === "changed" && event.table === "monitors";
  const isFromMonitor = event.type === "status_changed" && event.cause === "monitor";
  return isMonitorRow || isFromMonitor ? [invalidate(monitorsKey(organizationId))] : [];
};
