import type { ComponentKind } from "../../lib/database.ts";
import type { ComponentStatus } from "../../lib/status.ts";
import type { ComponentFilter } from "./list-filter.ts";

/** What ordering needs to know of a component. */
export interface Placed {
  id: string;
  name: string;
  group_id: string | null;
  position: number;
}

export interface Section<Item extends Placed> {
  /** Null holds the components without a group. */
  id: string | null;
  name: string | null;
  items: Item[];
}

/** Components by group, in the order the public page has: those without a group first. */
export function sectionsOf<Item extends Placed>(
  components: readonly Item[],
  groups: readonly { id: string; name: string; position: number }[],
): Section<Item>[] {
  const known = new Set(groups.map(({ id }) => id));
  const inOrder = components.toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name));
  const ungrouped = inOrder.filter(({ group_id: id }) => id === null || !known.has(id));
  const sections: Section<Item>[] = groups
    .toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))
    .map(({ id, name }) => ({ id, name, items: inOrder.filter((component) => component.group_id === id) }));
  return ungrouped.length === 0 ? sections : [{ id: null, name: null, items: ungrouped }, ...sections];
}

/** Whether a filter leaves anything out. */
export function isFiltering({ q = "", status, kind, group }: ComponentFilter): boolean {
  return q.trim() !== "" || status !== undefined || kind !== undefined || group !== undefined;
}

/** Keeps what matches; sections without a match go. `textOf` gives more to search than the name. */
export function filterSections<Item extends Placed & { status: ComponentStatus; kind: ComponentKind }>(
  sections: readonly Section<Item>[],
  filter: ComponentFilter,
  textOf: (item: Item) => string,
): Section<Item>[] {
  if (!isFiltering(filter)) return [...sections];
  const words = (filter.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  return sections
    .filter(({ id }) => filter.group === undefined || filter.group === (id ?? "none"))
    .map((section) => ({
      ...section,
      items: section.items.filter((item) => {
        if (filter.status !== undefined && item.status !== filter.status) return false;
        if (filter.kind !== undefined && item.kind !== filter.kind) return false;
        const text = `${item.name} ${section.name ?? ""} ${textOf(item)}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ items }) => items.length > 0);
}

const headPrefix = "section:";

/** A place in the list as one column: heads of sections and rows, top to bottom. */
export function headId(sectionId: string | null): string {
  return `${headPrefix}${sectionId ?? ""}`;
}

function columnOf<Item extends Placed>(sections: readonly Section<Item>[]): string[] {
  return sections.flatMap(({ id, items }) => [headId(id), ...items.map((item) => item.id)]);
}

export interface Arrangement {
  groupId: string | null;
  componentIds: string[];
}

/**
 * Where a row ends up when it is dropped on another row or on a section's head: it takes that place, and what stood
 * there makes room in the direction the row came from. The first head stays first.
 * @returns the changed section's new order; null when nothing moves
 */
export function moveRow<Item extends Placed>(
  sections: readonly Section<Item>[],
  id: string,
  overId: string,
): Arrangement | null {
  const column = columnOf(sections);
  const from = column.indexOf(id);
  const to = Math.max(1, column.indexOf(overId));
  if (from < 1 || !column.includes(overId) || from === to) return null;
  column.splice(from, 1);
  column.splice(to, 0, id);
  const head = column.slice(0, to).findLastIndex((entry) => entry.startsWith(headPrefix));
  const rest = column.slice(head + 1);
  const end = rest.findIndex((entry) => entry.startsWith(headPrefix));
  const groupId = column[head]?.slice(headPrefix.length) || null;
  return { groupId, componentIds: end === -1 ? rest : rest.slice(0, end) };
}

/** Moves a row one place up or down, across sections too. */
export function stepRow<Item extends Placed>(
  sections: readonly Section<Item>[],
  id: string,
  step: -1 | 1,
): Arrangement | null {
  const column = columnOf(sections);
  const over = column[column.indexOf(id) + step];
  return over === undefined ? null : moveRow(sections, id, over);
}

/** The order of groups after one took the place of another; null when nothing moves. */
export function moveGroup(groupIds: readonly string[], id: string, overId: string): string[] | null {
  const from = groupIds.indexOf(id);
  const to = groupIds.indexOf(overId);
  if (from === -1 || to === -1 || from === to) return null;
  return groupIds.toSpliced(from, 1).toSpliced(to, 0, id);
}

/** How a section stood before: what undo writes back. */
export function arrangementOf<Item extends Placed>(sections: readonly Section<Item>[], id: string): Arrangement | null {
  const section = sections.find(({ items }) => items.some((item) => item.id === id));
  return section === undefined ? null : { groupId: section.id, componentIds: section.items.map((item) => item.id) };
}

/** The components as they will be once an arrangement is stored. */
export function withArrangement<Item extends Placed>(
  components: readonly Item[],
  { groupId, componentIds }: Arrangement,
): Item[] {
  return components.map((component) => {
    const index = componentIds.indexOf(component.id);
    return index === -1 ? component : { ...component, group_id: groupId, position: index + 1 };
  });
}

/** "Position 2 of 5 in Payments" */
export function placeInWords<Item extends Placed>(
  sections: readonly Section<Item>[],
  arrangement: Arrangement,
  id: string,
) {
  const name = sections.find((section) => section.id === arrangement.groupId)?.name ?? "no group";
  return `position ${arrangement.componentIds.indexOf(id) + 1} of ${arrangement.componentIds.length} in ${name}`;
}
