import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface CheckboxProps {
  /** "some" = a group of which only a part is chosen. */
  checked: boolean | "some";
  onChange: (isChecked: boolean) => void;
  isDisabled?: boolean;
  children: ReactNode;
}

export function Checkbox({ checked, onChange, isDisabled = false, children }: CheckboxProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is Radix's button inside
    <label className="inline-flex min-h-6 cursor-pointer items-center gap-2 text-[13px]/5 has-disabled:cursor-default has-disabled:text-text-3 pointer-coarse:min-h-11">
      <Radix.Root
        checked={checked === "some" ? "indeterminate" : checked}
        disabled={isDisabled}
        onCheckedChange={(state) => onChange(state === true)}
        className="grid size-4 flex-none place-items-center rounded-[4px] border border-border-strong bg-surface text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent disabled:opacity-55"
      >
        <Radix.Indicator>
          {checked === "some" ? (
            <Minus size={12} strokeWidth={3} aria-hidden="true" />
          ) : (
            <Check size={12} strokeWidth={3} aria-hidden="true" />
          )}
        </Radix.Indicator>
      </Radix.Root>
      {children}
    </label>
  );
}
