import { CalendarClock, CircleCheck, CircleSlash, TimerReset } from "lucide-react";
import { age } from "../../../lib/format.ts";
import { isRunning } from "../../../lib/notices.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import type { MaintenanceItem } from "../queries.ts";
import { statusNames } from "../words.ts";

export interface MaintenanceStateProps {
  maintenance: Pick<MaintenanceItem, "status" | "scheduled_for" | "scheduled_until">;
  /** Now, in ms. */
  now: number;
}

const icon = { size: 15, strokeWidth: 1.75, "aria-hidden": true } as const;

/** How far a window is, in a word and with what comes next. */
export function MaintenanceState({ maintenance, now }: MaintenanceStateProps) {
  const { status, scheduled_for: from, scheduled_until: until } = maintenance;
  if (isRunning(status)) {
    const left = Date.parse(until) - now;
    return (
      <StatusBadge status="under_maintenance">
        {statusNames[status]}
        <span className="font-normal"> · {left > 0 ? `${age(left)} left` : `over time by ${age(-left)}`}</span>
      </StatusBadge>
    );
  }
  const ahead = Date.parse(from) - now;
  const [Icon, text] =
    status !== "scheduled"
      ? ([status === "completed" ? CircleCheck : CircleSlash, statusNames[status]] as const)
      : ahead > 0
        ? ([CalendarClock, `Begins in ${age(ahead)}`] as const)
        : ([TimerReset, `Waits to be started, ${age(-ahead)} late`] as const);
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap align-middle text-text-2">
      <Icon {...icon} />
      {text}
    </span>
  );
}
