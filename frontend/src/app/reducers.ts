import { activityReducer } from "../features/activity/realtime.ts";
import { alertsReducer } from "../features/alerts/realtime.ts";
import { apiKeysReducer } from "../features/api-keys/realtime.ts";
import { componentsReducer } from "../features/components/realtime.ts";
import { incidentsReducer } from "../features/incidents/realtime.ts";
import { maintenancesReducer } from "../features/maintenances/realtime.ts";
import { monitorsReducer } from "../features/monitors/realtime.ts";
import { organizationsReducer } from "../features/organizations/realtime.ts";
import { overviewReducer } from "../features/overview/realtime.ts";
import { probesReducer } from "../features/probes/realtime.ts";
import { pagesReducer } from "../features/status-pages/realtime.ts";
import { teamReducer } from "../features/team/realtime.ts";
import type { RealtimeReducer } from "../lib/realtime-events.ts";

/** What each feature does about a message on the organization's topic. A new feature adds one line. */
export const reducers: readonly RealtimeReducer[] = [
  organizationsReducer,
  teamReducer,
  componentsReducer,
  monitorsReducer,
  incidentsReducer,
  maintenancesReducer,
  alertsReducer,
  pagesReducer,
  probesReducer,
  apiKeysReducer,
  overviewReducer,
  activityReducer,
];
