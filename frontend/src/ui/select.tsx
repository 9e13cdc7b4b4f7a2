import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { styleNonce } from "../lib/config.ts";
import type { FieldControl } from "./field.tsx";
import { controlStyles } from "./input.tsx";

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
  /** A second line in the list. */
  detail?: string;
  isDisabled?: boolean;
}

export interface SelectProps<Value extends string> extends Partial<FieldControl> {
  value: Value;
  options: readonly SelectOption<Value>[];
  onChange: (value: Value) => void;
  onBlur?: () => void;
  /** Where no label element stands beside it. */
  "aria-label"?: string;
  isDisabled?: boolean;
  size?: "normal" | "small";
  className?: string;
}

/** One of a few options, with icons if need be. For long lists use a filterable list. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { value, options, onChange, onBlur, isDisabled = false, size = "normal", className = "", ...control } = props;
  const selected = options.find((option) => option.value === value);
  const height = size === "small" ? "h-(--control-height-small)" : "h-(--control-height)";
  return (
    <Radix.Root
      value={value}
      disabled={isDisabled}
      onValueChange={(next) => {
        const option = options.find((candidate) => candidate.value === next);
        if (option !== undefined) onChange(option.value);
      }}
    >
      <Radix.Trigger
        {...control}
        {...(onBlur === undefined ? {} : { onBlur })}
        className={`${controlStyles} ${height} flex cursor-pointer items-center gap-2 px-2.5 text-left text-[13px]/5 disabled:cursor-default ${className}`}
      >
        {selected?.icon}
        <span className="min-w-0 flex-1 truncate">
          <Radix.Value>{selected?.label ?? value}</Radix.Value>
        </span>
        <ChevronDown size={15} strokeWidth={1.75} className="flex-none text-text-3" aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="float-in z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-popover border border-border bg-surface p-1 shadow-float"
        >
          <Radix.Viewport nonce={styleNonce()}>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                disabled={option.isDisabled ?? false}
                className="menu-item grid grid-cols-[auto_1fr_auto] items-center"
              >
                <span className="flex empty:hidden">{option.icon}</span>
                <span>
                  <Radix.ItemText>{option.label}</Radix.ItemText>
                  {option.detail === undefined ? null : (
                    <span className="block text-[12.5px]/[18px] text-text-3">{option.detail}</span>
                  )}
                </span>
                <Radix.ItemIndicator>
                  <Check size={15} strokeWidth={2} className="text-accent" aria-hidden="true" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
