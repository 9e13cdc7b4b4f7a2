import type { ReactNode } from "react";

export interface CardHeaderProps {
  title: string;
  /** Heading level; the page's title is 1. */
  level?: 2 | 3;
  /** Beside the title: a count, a short explanation. */
  note?: ReactNode;
  /** At the end: buttons, a segmented control. */
  children?: ReactNode;
}

/** The first row of a card. */
export function CardHeader({ title, level = 2, note, children }: CardHeaderProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div className="flex min-h-[46px] flex-wrap items-center gap-x-2.5 gap-y-1 border-border border-b px-4 py-2">
      <Heading className="font-semibold text-[14px]/5">{title}</Heading>
      {note === undefined ? null : <span className="text-[13px]/5 text-text-3">{note}</span>}
      {children === undefined ? null : <div className="ml-auto flex items-center gap-2 text-[13px]/5">{children}</div>}
    </div>
  );
}
