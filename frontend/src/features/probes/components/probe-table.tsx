import { useSyncExternalStore } from "react";
import type { CheckKind } from "../../../lib/database.ts";
import { age, wholeNumber } from "../../../lib/format.ts";
import { Chip } from "../../../ui/chip.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { Probe } from "../queries.ts";

const kindNames = {
  http: "HTTP",
  tcp: "TCP",
  ping: "Ping",
  dns: "DNS",
  tls: "TLS",
  heartbeat: "Heartbeat",
} satisfies Record<CheckKind, string>;

/** Health, place and load of each probe. */
export function ProbeTable({ probes }: { probes: readonly Probe[] }) {
  return (
    <DataTable
      label="Probes"
      items={probes}
      keyOf={(probe) => probe.id}
      columns={[
        {
          key: "name",
          header: "Probe",
          mobile: "title",
          cell: (probe) => <span className="font-medium">{probe.name}</span>,
        },
        {
          key: "health",
          header: "Health",
          mobile: "end",
          cell: (probe) =>
            probe.is_alive ? (
              <StatusBadge status="operational">Reporting</StatusBadge>
            ) : (
              <StatusBadge status="unknown">Silent</StatusBadge>
            ),
        },
        { key: "region", header: "Region", cell: (probe) => probe.region_name },
        {
          key: "seen",
          header: "Last seen",
          className: "w-32",
          cell: (probe) => <LastSeen at={probe.last_seen_at} />,
        },
        {
          key: "load",
          header: "In flight",
          className: "w-40",
          cell: (probe) => <Load inFlight={probe.in_flight} capacity={probe.capacity} isKnown={probe.is_alive} />,
        },
        {
          key: "kinds",
          header: "Checks",
          mobile: "none",
          cell: (probe) => (
            <span className="flex flex-wrap gap-1">
              {probe.kinds.map((kind) => (
                <Chip key={kind}>{kindNames[kind]}</Chip>
              ))}
            </span>
          ),
        },
        {
          key: "version",
          header: "Version",
          cell: (probe) => <span className="font-mono text-[12.5px] text-text-2">{probe.version}</span>,
        },
        {
          key: "owner",
          header: "For",
          mobile: "none",
          cell: (probe) => <span className="text-text-2">{probe.is_shared ? "Everybody" : "This organization"}</span>,
        },
      ]}
    />
  );
}

function subscribeSeconds(onTick: () => void): () => void {
  const timer = setInterval(onTick, 1000);
  return () => clearInterval(timer);
}

function LastSeen({ at }: { at: string }) {
  const text = useSyncExternalStore(subscribeSeconds, () => age(Date.now() - Date.parse(at)));
  return <span className="whitespace-nowrap">{text} ago</span>;
}

/** Running checks of those it can run at once. The last values of a silent probe are greyed. */
function Load({ inFlight, capacity, isKnown }: { inFlight: number; capacity: number; isKnown: boolean }) {
  const share = capacity === 0 ? 0 : Math.min(1, inFlight / capacity);
  return (
    <span className={`inline-flex items-center gap-2.5 whitespace-nowrap ${isKnown ? "" : "text-text-3"}`}>
      <span aria-hidden="true" className="relative h-1.5 w-10 overflow-hidden rounded-full bg-surface-3">
        <span className="absolute inset-y-0 left-0 rounded-full bg-text-2" style={{ width: `${share * 100}%` }} />
      </span>
      <span>
        {wholeNumber(inFlight)} of {wholeNumber(capacity)}
      </span>
    </span>
  );
}
