import type { ComponentProps } from "react";

/** One subject with a border; cards do not nest. */
export function Card({ className = "", ...props }: ComponentProps<"div">) {
  return <div className={`rounded-card border border-border bg-surface shadow-card ${className}`} {...props} />;
}
