import { IncidentCards } from "./incident-card.tsx";
import { MaintenanceList } from "./maintenance-list.tsx";
import { PastIncidents } from "./past-incidents.tsx";

/**
 * The parts of the status page that change rarely. The page's HTML has them; in the browser their code is loaded only
 * once one of them changes.
 */
export const noticeSections = { incidents: IncidentCards, maintenances: MaintenanceList, past: PastIncidents };

export type NoticeSections = typeof noticeSections;
