import type { LucideIcon } from "lucide-react";
import { ToggleGroup } from "radix-ui";

export interface KindOption<Value extends string> {
  value: Value;
  label: string;
  detail: string;
  icon: LucideIcon;
  /** Why it cannot be chosen now. */
  problem?: string | undefined;
}

export interface KindPickerProps<Value extends string> {
  label: string;
  value: Value | null;
  options: readonly KindOption<Value>[];
  onChange: (value: Value) => void;
  /** How many stand side by side where there is room; default 2. */
  columns?: 2 | 3;
}

/** One of a handful of kinds, each with what it is for. */
export function KindPicker<Value extends string>({
  label,
  value,
  options,
  onChange,
  columns = 2,
}: KindPickerProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value ?? ""}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
      className={`grid gap-2 tablet:grid-cols-2 ${columns === 3 ? "labels:grid-cols-3" : ""}`}
    >
      {options.map(({ value: option, label: name, detail, icon: Icon, problem }) => (
        <ToggleGroup.Item
          key={option}
          value={option}
          className="flex min-h-14 cursor-pointer items-start gap-3 rounded-control border border-border bg-surface px-3 py-2.5 text-left shadow-card transition-colors duration-[120ms] ease-out hover:bg-surface-2 data-[state=on]:border-accent data-[state=on]:bg-accent-soft data-[state=on]:shadow-none"
        >
          <Icon size={18} strokeWidth={1.75} className="mt-0.5 flex-none text-text-2" aria-hidden="true" />
          <span>
            <span className="block font-medium text-[13.5px]/5">{name}</span>
            <span className="block text-[12.5px]/[18px] text-text-2">{detail}</span>
            {problem === undefined ? null : (
              <span data-status="degraded_performance" className="mt-0.5 block text-[12.5px]/[18px] text-status-fg">
                {problem}
              </span>
            )}
          </span>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
