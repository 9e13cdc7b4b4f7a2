import type { ComponentProps } from "react";

/** Shared by everything a person types into or opens to choose from. */
export const controlStyles =
  "w-full rounded-control border border-border-strong bg-surface text-text placeholder:text-text-3 transition-colors duration-[120ms] ease-out focus-visible:outline-offset-0 focus-visible:border-focus disabled:border-border disabled:bg-surface-2 disabled:text-text-2 aria-invalid:border-(--status-major_outage-solid)";

export interface InputProps extends ComponentProps<"input"> {
  /** Larger, for the sign-in screens. */
  isLarge?: boolean;
}

export function Input({ className = "", isLarge = false, ...props }: InputProps) {
  const size = isLarge ? "h-(--control-height-large) px-2.5 text-[15px]" : "h-(--control-height) px-2.5 text-[13px]";
  return <input className={`${controlStyles} ${size} ${className}`} {...props} />;
}
