import { timeNear } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import type { ActivityEntry } from "../feed.ts";

/** What happened lately, newest first. */
export function ActivityList({ entries, now }: { entries: readonly ActivityEntry[]; now: number }) {
  if (entries.length === 0)
    return (
      <p className="px-4 py-4 text-[13px]/5 text-text-2">Nothing has happened yet. Changes appear here as they come.</p>
    );
  return (
    <ol className="grid gap-3.5 px-4 py-4">
      {entries.map((entry) => (
        <li key={entry.key} className="grid grid-cols-[24px_1fr] gap-2.5">
          <EntryMark entry={entry} />
          <div className="min-w-0 text-[13px]/[18px]">
            <p className="break-words">
              <strong className="font-semibold">{entry.subject}</strong> {entry.sentence}
            </p>
            <time dateTime={entry.at} className="text-[12.5px]/[18px] text-text-3">
              {timeNear(entry.at, now, browserZone())}
            </time>
          </div>
        </li>
      ))}
    </ol>
  );
}

function EntryMark({ entry }: { entry: ActivityEntry }) {
  if (entry.status === null) return <Avatar userId={entry.actorId ?? entry.subject} name={entry.subject} />;
  return (
    <span data-status={entry.status} className="grid size-6 place-items-center rounded-full bg-status-soft">
      <StatusGlyph status={entry.status} size={13} />
    </span>
  );
}
