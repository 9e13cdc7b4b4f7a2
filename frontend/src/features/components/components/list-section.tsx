import { useDndContext, useDraggable, useDroppable } from "@dnd-kit/core";
import { GripVertical } from "lucide-react";
import type { ReactNode } from "react";
import { type ComponentStatus, isAffected, severity } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { useInsertLine } from "../../../ui/drag.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { headId, type Section } from "../list-model.ts";
import type { ComponentItem } from "../queries.ts";

export interface ListSectionProps {
  section: Section<ComponentItem>;
  /** Rows and groups can be dragged. */
  isMovable: boolean;
  /** Where the head stands in the whole list. */
  place: number;
  /** Where the group stands among groups. */
  groupPlace: number;
  /** Menu of the group. */
  actions?: ReactNode;
  /** The rows. */
  children: ReactNode;
}

export const groupDragId = (id: string) => `group:${id}`;

/** A group: its head, which takes drops of rows, and its rows. The head's handle moves the whole group. */
export function ListSection({ section, isMovable, place, groupPlace, actions, children }: ListSectionProps) {
  const { id, name, items } = section;
  const isGroupMovable = isMovable && id !== null;
  const dragId = groupDragId(id ?? "none");
  const drag = useDraggable({ id: dragId, disabled: !isGroupMovable, data: { type: "group", place: groupPlace } });
  const whole = useDroppable({ id: dragId, disabled: !isGroupMovable, data: { type: "group", place: groupPlace } });
  const head = useDroppable({ id: headId(id), disabled: !isMovable, data: { type: "row", place } });
  const groupLine = useInsertLine(dragId, groupPlace);
  const rowLine = useInsertLine(headId(id), place);
  const { active } = useDndContext();
  const headingId = `section-${id ?? "none"}`;
  return (
    <section
      ref={whole.setNodeRef}
      aria-labelledby={headingId}
      className="list-section"
      data-line={groupLine}
      data-dragging={drag.isDragging || undefined}
    >
      <div
        ref={head.setNodeRef}
        className="list-head"
        data-line={rowLine}
        data-is-target={active !== null || undefined}
      >
        {isGroupMovable ? (
          <button
            type="button"
            ref={(element) => {
              drag.setActivatorNodeRef(element);
              drag.setNodeRef(element);
            }}
            className="drag-handle"
            {...drag.attributes}
            {...drag.listeners}
            aria-label={`Move the group ${name}`}
          >
            <GripVertical size={16} strokeWidth={1.75} aria-hidden="true" />
          </button>
        ) : (
          <span className={isMovable ? "drag-handle invisible" : "hidden"} />
        )}
        <h2 id={headingId} className="min-w-0 truncate font-semibold text-[14px]/5">
          {name ?? "No group"}
        </h2>
        <span className="ml-auto flex text-[13px]/5">
          <SectionState items={items} />
        </span>
        {actions}
      </div>
      {items.length === 0 ? (
        <p className="px-4 py-3 text-[13px]/5 text-text-3">
          This group is empty. {isMovable ? "Drag a component here, or choose the group in its settings." : ""}
        </p>
      ) : (
        <ul>{children}</ul>
      )}
    </section>
  );
}

/** The group's state in words: what is affected, else that all is well. */
function SectionState({ items }: { items: readonly ComponentItem[] }) {
  if (items.length === 0) return null;
  const affected = items.filter(({ status }) => isAffected(status)).length;
  const worst = items.reduce<ComponentStatus>(
    (worse, { status }) => (severity(status) > severity(worse) ? status : worse),
    "operational",
  );
  const silent = items.filter(({ status }) => status === "unknown").length;
  const words =
    affected > 0
      ? strings.group.affected(affected, items.length)
      : worst === "operational"
        ? strings.group.allOperational
        : worst === "unknown"
          ? strings.group.noData(silent)
          : strings.group.underMaintenance(items.filter(({ status }) => status === "under_maintenance").length);
  return <StatusBadge status={worst}>{words}</StatusBadge>;
}
