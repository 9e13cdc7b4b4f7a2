import type { ReactNode } from "react";
import { useEffect } from "react";

export interface PageTitleProps {
  /** Also the tab's title. */
  title: string;
  /** Glyph before the title. */
  lead?: ReactNode;
  /** Line below the title. */
  note?: ReactNode;
  /** Buttons at the end; on small screens they go below. */
  children?: ReactNode;
  /** The one main action; on small screens in a bar at the bottom. */
  primary?: ReactNode;
}

/** The page's one h1 and its actions. */
export function PageTitle({ title, lead, note, primary, children }: PageTitleProps) {
  useEffect(() => {
    document.title = `${title} · Heliograph`;
  }, [title]);
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex items-center gap-3">
          {lead}
          <h1 className="text-title min-w-0 break-words">{title}</h1>
        </div>
        {note === undefined ? null : <div className="mt-1 text-[13px]/5 text-text-2">{note}</div>}
      </div>
      {children === undefined || children === null ? null : (
        <div className="flex flex-wrap items-center gap-2">{children}</div>
      )}
      {primary === undefined || primary === null ? null : <div className="primary-bar">{primary}</div>}
    </div>
  );
}
