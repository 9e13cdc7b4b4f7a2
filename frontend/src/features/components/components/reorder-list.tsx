import { ChevronDown, ChevronUp } from "lucide-react";
import { announce } from "../../../lib/announce.ts";
import { Card } from "../../../ui/card.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { moveGroup, placeInWords, type Section, stepRow } from "../list-model.ts";
import { useReorderComponents, useReorderGroups } from "../mutations.ts";
import type { ComponentItem } from "../queries.ts";

export interface ReorderListProps {
  organizationId: string;
  sections: readonly Section<ComponentItem>[];
}

/** Reordering with two buttons a row: for fingers, and for everyone who does not drag. */
export function ReorderList({ organizationId, sections }: ReorderListProps) {
  const reorder = useReorderComponents(organizationId);
  const reorderGroups = useReorderGroups(organizationId);
  const groupIds = sections.flatMap(({ id }) => id ?? []);

  function step(component: ComponentItem, by: -1 | 1) {
    const next = stepRow(sections, component.id, by);
    if (next === null) return;
    announce(`${component.name}: ${placeInWords(sections, next, component.id)}.`);
    reorder.mutate(next);
  }

  function stepGroup(id: string, name: string, by: -1 | 1) {
    const over = groupIds[groupIds.indexOf(id) + by];
    const next = over === undefined ? null : moveGroup(groupIds, id, over);
    if (next === null) return;
    announce(`${name}: group ${next.indexOf(id) + 1} of ${next.length}.`);
    reorderGroups.mutate(next);
  }

  return (
    <Card>
      {sections.map(({ id, name, items }) => (
        <section key={id ?? "none"} aria-label={name ?? "No group"} className="border-border border-t first:border-t-0">
          <div className="flex min-h-12 items-center gap-2 rounded-card bg-inset py-1 pr-2 pl-4">
            <h2 className="min-w-0 flex-1 truncate font-semibold text-[14px]/5">{name ?? "No group"}</h2>
            {id === null ? null : (
              <Steps
                name={`the group ${name}`}
                isFirst={groupIds[0] === id}
                isLast={groupIds.at(-1) === id}
                onStep={(by) => stepGroup(id, name ?? "", by)}
              />
            )}
          </div>
          <ul>
            {items.map((component) => (
              <li
                key={component.id}
                className="flex min-h-13 items-center gap-2.5 border-border border-t py-1 pr-2 pl-4"
              >
                <StatusGlyph status={component.status} size={15} />
                <span className="min-w-0 flex-1 truncate font-medium text-[14px]/5">{component.name}</span>
                <Steps
                  name={component.name}
                  isFirst={stepRow(sections, component.id, -1) === null}
                  isLast={stepRow(sections, component.id, 1) === null}
                  onStep={(by) => step(component, by)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Card>
  );
}

interface StepsProps {
  name: string;
  isFirst: boolean;
  isLast: boolean;
  onStep: (by: -1 | 1) => void;
}

function Steps({ name, isFirst, isLast, onStep }: StepsProps) {
  return (
    <>
      <ToolButton label={`Move ${name} up`} disabled={isFirst} onClick={() => onStep(-1)}>
        <ChevronUp size={18} strokeWidth={1.75} aria-hidden="true" />
      </ToolButton>
      <ToolButton label={`Move ${name} down`} disabled={isLast} onClick={() => onStep(1)}>
        <ChevronDown size={18} strokeWidth={1.75} aria-hidden="true" />
      </ToolButton>
    </>
  );
}
