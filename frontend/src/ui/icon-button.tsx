import type { ComponentProps } from "react";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
  /** Accessible name and tooltip. */
  label: string;
}

/** A square button for an icon: 34 px, 44 px where fingers point. */
export function IconButton({ label, className = "", ...props }: IconButtonProps) {
  return <button type="button" aria-label={label} title={label} className={`icon-button ${className}`} {...props} />;
}
