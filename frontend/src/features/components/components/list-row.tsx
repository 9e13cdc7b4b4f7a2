import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import { GripVertical } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useNow } from "../../../lib/clock.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { latency, percent } from "../../../lib/format.ts";
import { isAffected } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { useInsertLine } from "../../../ui/drag.ts";
import { MiniBars } from "../../../ui/mini-bars.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { componentKinds } from "../kinds.ts";
import type { ComponentItem } from "../queries.ts";
import { PinnedNote } from "./pinned-note.tsx";

/** What other features know of a component; the route brings it. */
export interface RowFacts {
  /** "POST https://…"; null without a monitor. */
  target: string | null;
  isPaused: boolean;
  /** Thirty letters, oldest first; null until known. */
  statuses: string | null;
  uptime: number | null;
  p95Ms: number | null;
  pages: readonly { id: string; title: string }[];
}

export const noFacts: RowFacts = {
  target: null,
  isPaused: false,
  statuses: null,
  uptime: null,
  p95Ms: null,
  pages: [],
};

export interface ListRowProps {
  component: ComponentItem;
  facts: RowFacts;
  slug: string;
  /** Rows can be dragged. */
  isMovable: boolean;
  /** Where this row stands in the whole list: decides on which side the insert line is. */
  place: number;
  /** Buttons at the end. */
  children?: ReactNode;
}

export function ListRow(props: ListRowProps) {
  const { component, isMovable, place } = props;
  const drag = useDraggable({ id: component.id, disabled: !isMovable, data: { type: "row", place } });
  const drop = useDroppable({ id: component.id, disabled: !isMovable, data: { type: "row", place } });
  const line = useInsertLine(component.id, place);
  return (
    <li
      ref={(element) => {
        drag.setNodeRef(element);
        drop.setNodeRef(element);
      }}
      className="list-row"
      data-status={component.status}
      data-affected={isAffected(component.status) || undefined}
      data-line={line}
      data-dragging={drag.isDragging || undefined}
    >
      {isMovable ? (
        <button
          type="button"
          ref={drag.setActivatorNodeRef}
          className="drag-handle"
          {...drag.attributes}
          {...drag.listeners}
          aria-label={`Move ${component.name}`}
        >
          <GripVertical size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      ) : null}
      <RowBody {...props} />
    </li>
  );
}

const RowBody = memo(function RowBody({ component, facts, slug, children }: ListRowProps) {
  const { id, name, status } = component;
  return (
    <>
      <span className="mt-[3px] self-start">
        <StatusGlyph status={status} size={15} label={strings.status[status]} />
      </span>
      <div className="min-w-0">
        <Link
          to="/orgs/$slug/components/$componentId"
          params={{ slug, componentId: id }}
          data-row=""
          className="row-link block truncate font-medium text-[14px]/5 text-text no-underline hover:text-accent"
        >
          {name}
        </Link>
        <RowMeta component={component} facts={facts} />
      </div>
      <div className="list-bars">
        {facts.statuses === null ? null : <MiniBars statuses={facts.statuses} label={barsInWords(facts.statuses)} />}
      </div>
      <Figure label="Uptime, 30 days" value={facts.uptime === null ? null : percent(facts.uptime)} />
      <Figure label="p95, 24 hours" value={facts.p95Ms === null ? null : latency(facts.p95Ms)} />
      <div className="list-pages truncate text-[12.5px]/[18px] text-text-3">
        {facts.pages.length === 0 ? "On no page" : facts.pages.map(({ title }) => title).join(", ")}
      </div>
      <div className="list-end">{children}</div>
    </>
  );
});

function RowMeta({ component, facts }: { component: ComponentItem; facts: RowFacts }) {
  const now = useNow();
  const { status, status_since: since, kind } = component;
  const isCalm = status === "operational";
  // On small screens there is room for one of the two.
  const rest = isCalm ? "" : "max-tablet:hidden";
  const age = elapsed((now - Date.parse(since)) / 1000);
  return (
    <div className="flex min-w-0 gap-x-2 overflow-hidden text-[12.5px]/[18px] text-text-3">
      {isCalm ? null : (
        <span className="flex-none font-medium text-status-fg">
          {strings.status[status]} for {age}
        </span>
      )}
      <PinnedNote component={component} now={now} />
      {facts.isPaused ? <span className="flex-none font-medium text-text-2">Paused</span> : null}
      <span className={`flex-none ${rest}`}>{componentKinds[kind].label}</span>
      {facts.target === null ? null : (
        <span className={`min-w-0 truncate font-mono text-[12px] ${rest}`}>{facts.target}</span>
      )}
    </div>
  );
}

function Figure({ label, value }: { label: string; value: string | null }) {
  return (
    <div className="list-figure">
      <span className="sr-only">{label}: </span>
      {value ?? <span className="text-text-3">–</span>}
    </div>
  );
}

function barsInWords(statuses: string): string {
  const bad = [...statuses].filter((letter) => "dpm".includes(letter)).length;
  const known = [...statuses].filter((letter) => letter !== "u").length;
  if (known === 0) return `Last ${statuses.length} days: no data`;
  return `Last ${statuses.length} days: ${bad === 0 ? "no trouble" : `trouble on ${bad} ${bad === 1 ? "day" : "days"}`}`;
}
