import type { ReactNode } from "react";

export interface BannerProps {
  /** Accessible name of the strip: "Announcement". */
  label: string;
  icon: ReactNode;
  /** "note" is quiet, "warning" and "trouble" have the colours of those statuses, "ink" stands out from all of them. */
  tone: "note" | "warning" | "trouble" | "ink";
  /** Buttons at the end. */
  actions?: ReactNode;
  children: ReactNode;
}

const tones = {
  note: { className: "border-border bg-accent-soft text-text", status: undefined },
  warning: { className: "border-border bg-status-soft text-status-fg", status: "degraded_performance" },
  trouble: { className: "border-border bg-status-soft text-status-fg", status: "major_outage" },
  ink: { className: "border-transparent bg-text text-canvas", status: undefined },
} as const;

/** A strip across the top of every screen: what concerns all of them. */
export function Banner({ label, icon, tone, actions, children }: BannerProps) {
  const { className, status } = tones[tone];
  return (
    <section
      aria-label={label}
      data-status={status}
      className={`flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b px-4 py-2 text-[13px]/5 tablet:px-7 ${className}`}
    >
      <span className="flex min-w-0 flex-1 basis-64 items-start gap-2.5">
        <span className="mt-0.5 flex-none" aria-hidden="true">
          {icon}
        </span>
        <span className="wrap-anywhere min-w-0">{children}</span>
      </span>
      {actions === undefined ? null : <span className="flex items-center gap-2">{actions}</span>}
    </section>
  );
}
