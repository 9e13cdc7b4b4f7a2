import { ChevronDown } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { addDays } from "../../../lib/calendar.ts";
import { dayRange } from "../../../lib/format.ts";
import { isAffected, legendOrder } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { Card } from "../../../ui/card.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { type DatedIncident, incidentsByComponent } from "../incident-days.ts";
import type { ComponentSnapshot, GroupSnapshot, PageSnapshot } from "../snapshot.ts";
import { groupSummary } from "../wording.ts";
import { ComponentRow } from "./component-row.tsx";

/** Up to here all groups start open; beyond, only those with trouble. */
const openAllUpTo = 15;
const noIncidents: readonly DatedIncident[] = [];

export function ComponentList({ snapshot }: { snapshot: PageSnapshot }) {
  const { components, groups, page, generated_at: reference, incidents, past } = snapshot;
  const byComponent = useMemo(
    () => incidentsByComponent({ generated_at: reference, page, incidents, past }),
    [reference, page, incidents, past],
  );
  const byId = new Map(components.map((component) => [component.id, component]));
  const days = components[0]?.days;
  if (days === undefined) return null;
  const dayCount = days.statuses.length;
  return (
    <section aria-labelledby="components" className="mt-9 rows:mt-8">
      <div className="mb-3 flex items-center justify-between gap-6 px-1 rows:px-0">
        <h2 id="components" tabIndex={-1} className="text-[18px] leading-7 font-semibold tracking-[-0.01em]">
          {strings.page.components}
        </h2>
        <Legend />
        <span className="text-[13px] text-text-3 rows:hidden">{strings.columns.daysToToday(dayCount)}</span>
      </div>
      <Card className="component-card">
        <ListColumns dayCount={dayCount} end={days.end} />
        {groups.map((group) => {
          const members = group.component_ids.flatMap((id) => byId.get(id) ?? []);
          if (members.length === 0) return null;
          const rows = members.map((component) => (
            <ComponentRow
              key={component.id}
              component={component}
              timeZone={page.time_zone}
              reference={reference}
              incidents={byComponent.get(component.id) ?? noIncidents}
              slug={page.slug}
            />
          ));
          return group.id === null || group.name === null ? (
            <ul key="ungrouped" className="plain-rows">
              {rows}
            </ul>
          ) : (
            <ComponentGroup
              key={group.id}
              group={group}
              name={group.name}
              members={members}
              isOpenAtFirst={isAffected(group.status) || components.length <= openAllUpTo}
            >
              {rows}
            </ComponentGroup>
          );
        })}
      </Card>
    </section>
  );
}

function Legend() {
  return (
    <ul className="hidden items-center gap-x-4 text-[12.5px] text-text-2 rows:flex" aria-label={strings.page.legend}>
      {legendOrder.map((status) => (
        <li key={status} className="flex items-center gap-2">
          <StatusGlyph status={status} size={13} />
          {strings.status[status]}
        </li>
      ))}
    </ul>
  );
}

/** Column heads; each row names its own figures to assistive technology. */
function ListColumns({ dayCount, end }: { dayCount: number; end: string }) {
  return (
    <div className="list-columns" aria-hidden="true">
      <span>{dayRange(addDays(end, 1 - dayCount), end)}</span>
      <span className="flex justify-between">
        <span>{strings.columns.daysAgo(dayCount)}</span>
        <span>{strings.columns.today}</span>
      </span>
      <span className="text-right">{strings.columns.uptime}</span>
      <span className="text-right">{strings.columns.latency}</span>
      <span className="text-right">{strings.columns.now}</span>
    </div>
  );
}

interface ComponentGroupProps {
  group: GroupSnapshot;
  name: string;
  members: readonly ComponentSnapshot[];
  isOpenAtFirst: boolean;
  children: ReactNode;
}

function ComponentGroup({ group, name, members, isOpenAtFirst, children }: ComponentGroupProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const initial = useRef(isOpenAtFirst);
  const isHit = isAffected(group.status);

  // From here on the visitor decides what is open; only new trouble opens a group by itself.
  useEffect(() => {
    if (isHit && details.current !== null) details.current.open = true;
  }, [isHit]);

  return (
    <details
      ref={details}
      className="group"
      open={initial.current}
      data-calm={isHit ? undefined : ""}
      suppressHydrationWarning
    >
      <summary className="group-summary">
        <ChevronDown className="group-chevron" size={16} strokeWidth={1.75} aria-hidden="true" />
        <h3 className="grow text-[14.5px] font-semibold">{name}</h3>
        <StatusBadge status={group.status} className="text-[13px]">
          {groupSummary(group, members)}
        </StatusBadge>
      </summary>
      <ul className="group-rows">{children}</ul>
    </details>
  );
}
