import { useQuery } from "@tanstack/react-query";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { conflictsOf, type Span } from "../conflicts.ts";
import { maintenanceQueries } from "../queries.ts";
import { windowText } from "../words.ts";

export interface ConflictNoteProps {
  organizationId: string;
  /** The windows that are being planned. */
  spans: readonly Span[];
  timeZone: string;
  componentIds: readonly string[];
  /** Id of the window or series that is replaced, and so is no conflict. */
  replaces: string | null;
  nameOf: (componentId: string) => string | undefined;
}

const shown = 5;

/** Names other windows that would run at the same time on the same components; that is allowed, but rarely meant. */
export function ConflictNote({ organizationId, spans, timeZone, componentIds, replaces, nameOf }: ConflictNoteProps) {
  const [from, until] = [spans.at(0)?.from, spans.at(-1)?.until];
  const { data: windows = [] } = useQuery({
    ...maintenanceQueries.between(organizationId, from ?? "", until ?? ""),
    enabled: from !== undefined && until !== undefined && componentIds.length > 0,
    placeholderData: (before) => before,
  });
  const conflicts = conflictsOf(windows, spans, componentIds, [replaces]);
  return (
    <div role="status" className="empty:hidden">
      {conflicts.length === 0 ? null : (
        <div
          data-status="degraded_performance"
          className="rounded-control bg-status-soft px-3 py-2.5 text-[13px]/5 text-status-fg"
        >
          <p className="flex gap-2 font-medium">
            <span className="mt-[3px]">
              <StatusGlyph status="degraded_performance" size={15} />
            </span>
            Other work on the same components at the same time
          </p>
          <ul className="mt-1 grid gap-1 pl-[23px]">
            {conflicts.slice(0, shown).map(({ window, componentIds: shared }) => (
              <li key={window.id}>
                {window.title} on {shared.map((id) => nameOf(id) ?? "another component").join(", ")},{" "}
                {windowText(window.scheduled_for, window.scheduled_until, timeZone)}
              </li>
            ))}
            {conflicts.length > shown ? <li>{conflicts.length - shown} more</li> : null}
          </ul>
        </div>
      )}
    </div>
  );
}
