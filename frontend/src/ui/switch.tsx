import { Switch as Radix } from "radix-ui";
import type { FieldControl } from "./field.tsx";

export interface SwitchProps extends Partial<FieldControl> {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
  "aria-label"?: string;
}

/** Takes effect at once, or with the form it stands in. */
export function Switch({ isOn, onChange, isDisabled = false, ...control }: SwitchProps) {
  return (
    <Radix.Root
      {...control}
      checked={isOn}
      disabled={isDisabled}
      onCheckedChange={onChange}
      className="relative h-5 w-9 flex-none cursor-pointer rounded-full border border-border-strong bg-surface-3 transition-colors duration-[120ms] ease-out data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:cursor-default disabled:opacity-55"
    >
      <Radix.Thumb className="block size-3.5 translate-x-[2px] rounded-full bg-border-strong transition-transform duration-[120ms] ease-out data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
    </Radix.Root>
  );
}
