import { useQuery } from "@tanstack/react-query";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { componentQueries } from "../../../features/components/queries.ts";
import { incidentQueries } from "../../../features/incidents/queries.ts";
import { worseImpact } from "../../../features/incidents/words.ts";
import { maintenanceQueries } from "../../../features/maintenances/queries.ts";
import { probeQueries } from "../../../features/probes/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import type { IncidentImpact } from "../../../lib/database.ts";
import { isRunning, statusOfImpact } from "../../../lib/notices.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { type ComponentStatus, isAffected, severity } from "../../../lib/status.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";

/** The live number beside an entry of the sidebar; with the worst glyph and only the affected ones in bad times. */
export function NavCount({ of }: { of: "alerts" | "components" | "incidents" | "maintenance" | "probes" }) {
  if (of === "alerts") return <AlertCount />;
  if (of === "incidents") return <IncidentCount />;
  if (of === "maintenance") return <MaintenanceCount />;
  return of === "components" ? <ComponentCount /> : <ProbeCount />;
}

/** What is open, with the worst impact; nothing in good times. */
function IncidentCount() {
  const { id } = useOrganization();
  const { data = [] } = useQuery(incidentQueries.open(id));
  if (data.length === 0) return null;
  const worst = data.reduce<IncidentImpact>((found, { impact }) => worseImpact(found, impact), "none");
  return <Count total={data.length} bad={data.length} status={statusOfImpact[worst]} badWord="open" />;
}

/** Open alerts, with the worst status of those that nobody has acknowledged; nothing in good times. */
function AlertCount() {
  const { id } = useOrganization();
  const { data = [] } = useQuery(alertQueries.open(id));
  if (data.length === 0) return null;
  const waiting = data.filter(({ acknowledged_at: at }) => at === null);
  const worst = waiting.reduce<ComponentStatus>(
    (found, { status }) => (severity(status) > severity(found) ? status : found),
    "operational",
  );
  return <Count total={data.length} bad={waiting.length} status={worst} badWord="not acknowledged" />;
}

const soonMs = 7 * 86_400_000;

/** What runs, or else what begins within a week. */
function MaintenanceCount() {
  const { id } = useOrganization();
  const now = useNow();
  const { data = [] } = useQuery(maintenanceQueries.ahead(id));
  const soon = data.filter(({ scheduled_for: at }) => Date.parse(at) - now <= soonMs);
  if (soon.length === 0) return null;
  const running = soon.filter(({ status }) => isRunning(status)).length;
  return <Count total={soon.length} bad={running} status="under_maintenance" badWord="running" />;
}

function ComponentCount() {
  const { id } = useOrganization();
  const { data } = useQuery(componentQueries.list(id));
  if (data === undefined || data.length === 0) return null;
  const affected = data.filter(({ status }) => isAffected(status));
  const worst = affected.reduce<ComponentStatus>(
    (found, { status }) => (severity(status) > severity(found) ? status : found),
    "operational",
  );
  return <Count total={data.length} bad={affected.length} status={worst} badWord="affected" />;
}

function ProbeCount() {
  const { id } = useOrganization();
  const { data } = useQuery(probeQueries.list(id));
  if (data === undefined || data.length === 0) return null;
  const silent = data.filter(({ is_alive: isAlive }) => !isAlive);
  return <Count total={data.length} bad={silent.length} status="unknown" badWord="silent" />;
}

interface CountProps {
  total: number;
  bad: number;
  status: ComponentStatus;
  badWord: string;
}

function Count({ total, bad, status, badWord }: CountProps) {
  if (bad === 0) return <span className="text-[12.5px] text-text-3">{total}</span>;
  return (
    <span data-status={status} className="flex items-center gap-1.5 font-semibold text-[12.5px] text-status-fg">
      <StatusGlyph status={status} size={13} />
      <span aria-hidden="true">{bad}</span>
      <span className="sr-only">
        {bad} of {total} {badWord}
      </span>
    </span>
  );
}
