import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export interface SegmentedProps<Value extends string> {
  /** What is being chosen: "Range". */
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onChange: (value: Value) => void;
  className?: string;
}

/** One of two to five short options, all in sight. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  className = "",
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
      className={`inline-flex flex-none overflow-hidden rounded-control border border-border bg-surface shadow-card ${className}`}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="h-[26px] cursor-pointer border-border border-l px-2.5 text-[13px]/5 text-text-2 transition-colors duration-[120ms] ease-out first:border-l-0 hover:bg-surface-2 hover:text-text focus-visible:-outline-offset-2 data-[state=on]:bg-accent-soft data-[state=on]:font-medium data-[state=on]:text-accent pointer-coarse:h-11 pointer-coarse:px-4"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
