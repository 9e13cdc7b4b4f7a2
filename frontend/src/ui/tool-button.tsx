import type { ComponentProps } from "react";
import { buttonStyles } from "./button.tsx";
import { Tooltip } from "./tooltip.tsx";

export interface ToolButtonProps extends Omit<ComponentProps<"button">, "aria-label" | "title"> {
  /** Accessible name and tooltip. */
  label: string;
  variant?: "secondary" | "ghost";
  size?: "normal" | "small";
}

const widths = { normal: "w-(--control-height)", small: "w-(--control-height-small)" } as const;

/** A square button of one icon, with its words in a tooltip. */
export function ToolButton({ label, variant = "ghost", size = "normal", className = "", ...props }: ToolButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        aria-label={label}
        className={buttonStyles({ variant, size, className: `${widths[size]} px-0! ${className}` })}
        {...props}
      />
    </Tooltip>
  );
}
