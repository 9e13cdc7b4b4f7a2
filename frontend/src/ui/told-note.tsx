import { Send } from "lucide-react";
import { wholeNumber } from "../lib/format.ts";

/** How many messages about something were sent, wait, or failed for good. */
export interface Told {
  queued: number;
  sent: number;
  dead: number;
}

/** "told 1,204", and what is not done. */
export function ToldNote({ queued, sent, dead }: Told) {
  return (
    <span className="flex items-center gap-1 text-[12.5px]/5 text-text-3">
      <Send size={13} strokeWidth={1.75} aria-hidden="true" />
      told {wholeNumber(sent)}
      {queued === 0 ? null : <span>· {wholeNumber(queued)} on the way</span>}
      {dead === 0 ? null : (
        <>
          <span>·</span>
          <span data-status="major_outage" className="font-medium text-status-fg">
            {wholeNumber(dead)} failed
          </span>
        </>
      )}
    </span>
  );
}
