export interface ErrorNoteProps {
  className?: string;
  /** Says what is wrong; nothing without it. */
  children: string | null | undefined;
}

/** What is wrong with a group of controls, under it. Single controls have their `Field`. */
export function ErrorNote({ className = "", children }: ErrorNoteProps) {
  if (children === null || children === undefined) return null;
  return (
    <p role="alert" data-status="major_outage" className={`text-[12.5px]/[18px] text-status-fg ${className}`}>
      {children}
    </p>
  );
}
