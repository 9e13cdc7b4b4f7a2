import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";

/** Looks of a button; also for links that act as one: `<Link className={buttonStyles({ variant: "primary" })}>`. */
export const buttonStyles = cva(
  "inline-flex flex-none cursor-pointer items-center justify-center gap-2 whitespace-nowrap rounded-control border font-medium no-underline transition-colors duration-[120ms] ease-out disabled:cursor-default disabled:opacity-55",
  {
    variants: {
      variant: {
        primary:
          "border-transparent bg-accent text-on-accent hover:bg-accent-hover hover:text-on-accent disabled:hover:bg-accent",
        secondary:
          "border-border bg-surface text-text shadow-card hover:bg-surface-2 hover:text-text active:bg-surface-3",
        ghost: "border-transparent bg-transparent text-text-2 hover:bg-surface-2 hover:text-text active:bg-surface-3",
        danger:
          "border-transparent bg-(--status-major_outage-solid) text-(--status-major_outage-on) hover:brightness-110",
      },
      size: {
        normal: "h-(--control-height) px-3 text-[13px]/5",
        small: "h-(--control-height-small) px-2.5 text-[13px]/5",
        large: "h-(--control-height-large) px-4 text-[14px]/5",
      },
    },
    defaultVariants: { variant: "secondary", size: "normal" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonStyles> {
  /** Work is under way: the button does nothing more and says so; its words stay. */
  isBusy?: boolean;
}

export function Button({ variant, size, isBusy = false, className, onClick, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      className={buttonStyles({ variant, size, className })}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      onClick={(event) => (isBusy ? event.preventDefault() : onClick?.(event))}
      {...props}
    >
      {children}
      {isBusy ? <span className="busy-mark" aria-hidden="true" /> : null}
    </button>
  );
}
