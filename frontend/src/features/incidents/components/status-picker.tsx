import { Check } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import type { IncidentStatus } from "../../../lib/database.ts";
import { statusNames } from "../words.ts";

export interface StatusPickerProps {
  value: IncidentStatus;
  options: readonly IncidentStatus[];
  onChange: (status: IncidentStatus) => void;
}

/** Where the incident stands, as segments in their order. Alt and the number of a segment choose it. */
export function StatusPicker({ value, options, onChange }: StatusPickerProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label="Status"
      value={value}
      onValueChange={(next) => {
        const status = options.find((option) => option === next);
        if (status !== undefined) onChange(status);
      }}
      className="status-picker"
    >
      {options.map((status, index) => (
        <ToggleGroup.Item key={status} value={status} aria-keyshortcuts={`Alt+${index + 1}`}>
          {status === value ? <Check size={15} strokeWidth={2.25} aria-hidden="true" /> : null}
          {statusNames[status]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
