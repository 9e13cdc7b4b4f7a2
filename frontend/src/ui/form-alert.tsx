import type { ReactNode } from "react";
import { StatusGlyph } from "./status-glyph.tsx";

/** What is wrong with a form as a whole; nothing without a message. */
export function FormAlert({ children }: { children: ReactNode }) {
  if (children === undefined || children === null) return null;
  return (
    <div
      role="alert"
      data-status="major_outage"
      className="flex gap-2.5 rounded-control bg-status-soft px-3 py-2.5 text-[13px]/5 text-status-fg"
    >
      <span className="mt-[3px]">
        <StatusGlyph status="major_outage" size={15} />
      </span>
      <div>{children}</div>
    </div>
  );
}
