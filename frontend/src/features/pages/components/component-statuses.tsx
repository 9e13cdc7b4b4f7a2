import type { ComponentStatus } from "../../../lib/status.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";

export interface ComponentStatusesProps {
  heading: string;
  components: readonly { id: string; name: string; status: ComponentStatus }[];
  /** Said where there are none. */
  empty: string;
}

/** Names with their status, one a line. */
export function ComponentStatuses({ heading, components, empty }: ComponentStatusesProps) {
  return (
    <section aria-labelledby="affected">
      <h2 id="affected" className="text-[15.5px] leading-6 font-semibold">
        {heading}
      </h2>
      {components.length === 0 ? (
        <p className="mt-2 border-t border-border pt-3 text-text-2">{empty}</p>
      ) : (
        <ul className="mt-2 border-b border-border">
          {components.map(({ id, name, status }) => (
            <li
              key={id}
              className="flex items-center justify-between gap-4 border-t border-border py-[11px] text-[15px] leading-[22px] rows:py-2 rows:text-[14px]"
            >
              <span className="min-w-0 wrap-anywhere">{name}</span>
              <StatusBadge status={status} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
