import { useState } from "react";
import { age, dateAndTime, wholeNumber } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { DataTable } from "../../../ui/data-table.tsx";
import { SecretDialog } from "../../../ui/secret-dialog.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { probeState } from "../probe-state.ts";
import type { InstanceProbe } from "../queries.ts";
import { ProbeActions } from "./probe-actions.tsx";

/** Every probe: whether it runs, how busy it is, and whether its name is kept. */
export function InstanceProbeTable({ probes, now }: { probes: readonly InstanceProbe[]; now: number }) {
  const [key, setKey] = useState<string | null>(null);
  return (
    <>
      <DataTable
        label="Probes"
        items={probes}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "name",
            header: "Probe",
            mobile: "title",
            cell: ({ name, organization_name: owner }) => (
              <>
                <span className="wrap-anywhere font-medium">{name}</span>
                {owner === null ? null : (
                  <span className="block font-normal text-[12.5px]/[18px] text-text-3">only for {owner}</span>
                )}
              </>
            ),
          },
          { key: "state", header: "State", cell: (probe) => <State probe={probe} /> },
          { key: "region", header: "Region", cell: ({ region_id: region }) => region },
          {
            key: "version",
            header: "Version",
            cell: ({ version }) => (
              <span className={`font-mono text-[12.5px] text-text-2 ${version === "" ? "max-tablet:hidden" : ""}`}>
                {version === "" ? "–" : version}
              </span>
            ),
          },
          {
            key: "seen",
            header: "Last report",
            className: "w-32 whitespace-nowrap",
            cell: (probe) => (
              <span className="text-text-2">
                <span className="tablet:hidden">last report </span>
                {probeState(probe) === "expected" ? "never" : `${age(now - Date.parse(probe.last_seen_at))} ago`}
              </span>
            ),
          },
          {
            key: "load",
            header: "In flight",
            className: "w-36 whitespace-nowrap",
            cell: ({ in_flight: inFlight, capacity }) =>
              capacity === 0 ? (
                <span className="text-text-3 max-tablet:hidden">–</span>
              ) : (
                <>
                  {wholeNumber(inFlight)} of {wholeNumber(capacity)}
                  <span className="tablet:hidden"> in flight</span>
                </>
              ),
          },
          {
            key: "key",
            header: "Key",
            className: "w-44 whitespace-nowrap",
            cell: ({ has_key: hasKey, key_rotated_at: at }) =>
              hasKey && at !== null ? (
                <span className="text-text-2">
                  <span className="tablet:hidden">key </span>since {dateAndTime(at, browserZone())}
                </span>
              ) : (
                <span className="text-text-3">
                  <span className="tablet:hidden">no key</span>
                  <span className="max-tablet:hidden">none</span>
                </span>
              ),
          },
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-14",
            cell: (probe) => <ProbeActions probe={probe} state={probeState(probe)} onKey={setKey} />,
          },
        ]}
      />
      {key === null ? null : <ProbeKeyDialog value={key} onClose={() => setKey(null)} />}
    </>
  );
}

/** A probe's key, once. */
export function ProbeKeyDialog({ value, onClose }: { value: string; onClose: () => void }) {
  return (
    <SecretDialog
      title="The probe’s key"
      label="PROBE_KEY"
      value={value}
      text="Set it as PROBE_KEY where the probe starts. Without it nobody can run under this name."
      onClose={onClose}
    />
  );
}

function State({ probe }: { probe: InstanceProbe }) {
  switch (probeState(probe)) {
    case "expected":
      return <StatusBadge status="unknown">Not started yet</StatusBadge>;
    case "silent":
      return <StatusBadge status="major_outage">Silent</StatusBadge>;
    case "draining":
      return <StatusBadge status="under_maintenance">Draining</StatusBadge>;
    case "reporting":
      return <StatusBadge status="operational">Reporting</StatusBadge>;
  }
}
