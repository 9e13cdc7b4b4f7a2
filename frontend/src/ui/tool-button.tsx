import type { ComponentProps } from "react";
import { buttonStyles } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface ToolButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
  /** Accessible name and tooltip. */
  label: string;
  variant?: "secondary" | "ghost";
}

/** A square button of one icon, with its words in a tooltip. */
export function ToolButton({ label, variant = "ghost", className = "", ...props }: ToolButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        className={buttonStyles({ variant, className: `w-(--control-height) px-0! ${className}` })}
        {...props}
      />
    </Tooltip>
  );
}
