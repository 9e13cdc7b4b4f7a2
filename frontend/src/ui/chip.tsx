import type { ComponentProps } from "react";

/** A small fact: "HTTP", "every 30 s". */
export function Chip({ className = "", ...props }: ComponentProps<"span">) {
  return (
    <span
      className={`inline-flex h-[22px] items-center gap-1 whitespace-nowrap rounded-chip border border-border bg-surface-2 px-1.5 font-medium text-[12px]/4 text-text-2 ${className}`}
      {...props}
    />
  );
}
