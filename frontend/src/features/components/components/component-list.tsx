import { type Announcements, DndContext, type DragEndEvent, DragOverlay, type UniqueIdentifier } from "@dnd-kit/core";
import { GripVertical } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { announce } from "../../../lib/announce.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Card } from "../../../ui/card.tsx";
import { collideSameType, dragInstructions, useListSensors } from "../../../ui/drag.ts";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { arrangementOf, headId, moveGroup, moveRow, placeInWords, type Section } from "../list-model.ts";
import { useReorderComponents, useReorderGroups } from "../mutations.ts";
import type { ComponentItem } from "../queries.ts";
import { ListRow, noFacts, type RowFacts } from "./list-row.tsx";
import { groupDragId, ListSection } from "./list-section.tsx";

export interface ComponentListProps {
  organizationId: string;
  slug: string;
  sections: readonly Section<ComponentItem>[];
  facts: ReadonlyMap<string, RowFacts>;
  /** The caller may reorder, and sees the whole list. */
  isMovable: boolean;
  rowActions: (component: ComponentItem) => ReactNode;
  groupActions: (group: { id: string; name: string }) => ReactNode;
}

export function ComponentList(props: ComponentListProps) {
  const { organizationId, slug, sections, facts, isMovable, rowActions, groupActions } = props;
  const [activeId, setActiveId] = useState<UniqueIdentifier | null>(null);
  const reorder = useReorderComponents(organizationId);
  const reorderGroups = useReorderGroups(organizationId);
  const sensors = useListSensors();
  const places = useMemo(() => placesOf(sections), [sections]);
  const groupIds = sections.flatMap(({ id }) => id ?? []);
  const nameOf = (id: UniqueIdentifier | undefined) => nameIn(sections, id);

  function onDragEnd({ active, over }: DragEndEvent) {
    setActiveId(null);
    if (over === null) return;
    if (active.data.current?.type === "group") dropGroup(String(active.id), String(over.id));
    else dropRow(String(active.id), String(over.id));
  }

  function dropRow(id: string, overId: string) {
    const before = arrangementOf(sections, id);
    const after = moveRow(sections, id, overId);
    if (before === null || after === null) return;
    reorder.mutate(after, {
      onSuccess: () => showToast({ title: `Moved ${nameOf(id)}`, undo: () => reorder.mutate(before) }),
    });
  }

  function dropGroup(id: string, overId: string) {
    const after = moveGroup(groupIds, id.slice(groupDragId("").length), overId.slice(groupDragId("").length));
    if (after === null) return;
    reorderGroups.mutate(after, {
      onSuccess: () =>
        showToast({ title: `Moved the group ${nameOf(id)}`, undo: () => reorderGroups.mutate(groupIds) }),
    });
  }

  const announcements = spoken(sections, nameOf);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collideSameType}
      accessibility={{ announcements, screenReaderInstructions: dragInstructions }}
      onDragStart={({ active }) => setActiveId(active.id)}
      onDragCancel={() => setActiveId(null)}
      onDragEnd={onDragEnd}
    >
      <Card className="component-list" data-movable={isMovable || undefined}>
        <div className="list-columns-head" aria-hidden="true">
          {isMovable ? <span /> : null}
          <span className="col-span-2">Component</span>
          <span className="list-bars">Last 30 days</span>
          <span className="list-figure">Uptime</span>
          <span className="list-figure">p95, 24 h</span>
          <span className="list-pages">Pages</span>
          <span className="list-end" />
        </div>
        {sections.map((section, index) => (
          <ListSection
            key={section.id ?? "none"}
            section={section}
            isMovable={isMovable}
            place={places.get(headId(section.id)) ?? 0}
            groupPlace={index}
            actions={section.id === null ? null : groupActions({ id: section.id, name: section.name ?? "" })}
          >
            {section.items.map((component) => (
              <ListRow
                key={component.id}
                component={component}
                facts={facts.get(component.id) ?? noFacts}
                slug={slug}
                isMovable={isMovable}
                place={places.get(component.id) ?? 0}
              >
                {rowActions(component)}
              </ListRow>
            ))}
          </ListSection>
        ))}
      </Card>
      <DragOverlay dropAnimation={null}>
        {activeId === null ? null : <Ghost sections={sections} id={activeId} name={nameOf(activeId)} />}
      </DragOverlay>
    </DndContext>
  );
}

/** What follows the pointer. */
function Ghost({
  sections,
  id,
  name,
}: {
  sections: readonly Section<ComponentItem>[];
  id: UniqueIdentifier;
  name: string;
}) {
  const component = sections.flatMap(({ items }) => items).find((item) => item.id === id);
  return (
    <div className="drag-ghost">
      <GripVertical size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
      {component === undefined ? null : <StatusGlyph status={component.status} size={15} />}
      <span className="truncate font-medium text-[14px]/5">{name}</span>
    </div>
  );
}

function placesOf(sections: readonly Section<ComponentItem>[]): Map<string, number> {
  const ids = sections.flatMap(({ id, items }) => [headId(id), ...items.map((item) => item.id)]);
  return new Map(ids.map((id, index) => [id, index]));
}

function nameIn(sections: readonly Section<ComponentItem>[], id: UniqueIdentifier | undefined): string {
  const section = sections.find((entry) => groupDragId(entry.id ?? "none") === id || headId(entry.id) === id);
  if (section !== undefined) return section.name ?? "no group";
  return sections.flatMap(({ items }) => items).find((item) => item.id === id)?.name ?? "";
}

/** Each step in words, through the page's one live region. */
function spoken(
  sections: readonly Section<ComponentItem>[],
  nameOf: (id: UniqueIdentifier | undefined) => string,
): Announcements {
  const say = (text: string) => {
    announce(text);
    return undefined;
  };
  const placeOf = (id: UniqueIdentifier, overId: UniqueIdentifier) => {
    const arrangement = moveRow(sections, String(id), String(overId));
    return arrangement === null ? `at ${nameOf(overId)}` : placeInWords(sections, arrangement, String(id));
  };
  return {
    onDragStart: ({ active }) => say(`Lifted ${nameOf(active.id)}.`),
    onDragOver: ({ active, over }) => {
      if (over === null || over.id === active.id) return undefined;
      return say(`${nameOf(active.id)}: ${placeOf(active.id, over.id)}.`);
    },
    onDragEnd: ({ active, over }) =>
      say(
        over === null || over.id === active.id
          ? `${nameOf(active.id)} stays where it was.`
          : `Dropped ${nameOf(active.id)}: ${placeOf(active.id, over.id)}.`,
      ),
    onDragCancel: ({ active }) => say(`${nameOf(active.id)} stays where it was.`),
  };
}
