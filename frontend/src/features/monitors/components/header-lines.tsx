import { Plus, X } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";

export interface HeaderLine {
  name: string;
  value: string;
}

export interface HeaderLinesProps {
  /** "Header", "Secret header": begins the accessible names. */
  label: string;
  lines: readonly HeaderLine[];
  onChange: (lines: HeaderLine[]) => void;
  /** By index of the line. */
  errors?: Readonly<Record<number, string | undefined>>;
  isSecret?: boolean;
}

/** Names and values, a line each. */
export function HeaderLines({ label, lines, onChange, errors = {}, isSecret = false }: HeaderLinesProps) {
  const change = (index: number, line: HeaderLine) => onChange(lines.map((old, at) => (at === index ? line : old)));
  return (
    <div className="grid gap-2">
      {lines.map((line, index) => (
        <div key={index} className="grid gap-1">
          <div className="flex gap-2">
            <Input
              className="w-2/5! font-mono text-[12.5px]!"
              aria-label={`${label} ${index + 1}: name`}
              aria-invalid={errors[index] === undefined ? undefined : true}
              placeholder="Name"
              value={line.name}
              onChange={(event) => change(index, { ...line, name: event.target.value })}
            />
            <Input
              className="font-mono text-[12.5px]!"
              aria-label={`${label} ${index + 1}: value`}
              placeholder="Value"
              type={isSecret ? "password" : "text"}
              autoComplete="off"
              value={line.value}
              onChange={(event) => change(index, { ...line, value: event.target.value })}
            />
            <ToolButton
              label={`Remove ${label.toLowerCase()} ${index + 1}`}
              onClick={() => onChange(lines.filter((_, at) => at !== index))}
            >
              <X size={15} strokeWidth={1.75} aria-hidden="true" />
            </ToolButton>
          </div>
          {errors[index] === undefined ? null : (
            <p data-status="major_outage" className="text-[12.5px]/[18px] text-status-fg">
              {errors[index]}
            </p>
          )}
        </div>
      ))}
      {lines.length < 30 ? (
        <Button
          size="small"
          className="justify-self-start"
          onClick={() => onChange([...lines, { name: "", value: "" }])}
        >
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          Add {label.toLowerCase()}
        </Button>
      ) : null}
    </div>
  );
}
