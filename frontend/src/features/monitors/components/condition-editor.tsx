import { X } from "lucide-react";
import type { ReactNode } from "react";
import type { CheckKind } from "../../../lib/database.ts";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { type Condition, newCondition } from "../criteria.ts";
import { metricOf, metricsOf, type Operator, operatorsOf, unitOf } from "../metrics.ts";

export interface ConditionEditorProps {
  kind: CheckKind;
  condition: Condition;
  /** "Rule 2, condition 1": begins the accessible names. */
  place: string;
  onChange: (condition: Condition) => void;
  /** Absent for the only condition of a rule. */
  onRemove: (() => void) | null;
  /** At the end of its line. */
  children?: ReactNode;
}

const outcomes = [
  { value: "false", label: "fails" },
  { value: "true", label: "succeeds" },
] as const;

/** One comparison as a part of a sentence: metric, comparison, value. */
export function ConditionEditor({ kind, condition, place, onChange, onRemove, children }: ConditionEditorProps) {
  const metric = metricOf(condition.metric);
  const operators = operatorsOf[metric.form];
  const unit = unitOf[metric.form];
  const known = metricsOf[kind].some(({ id }) => id === metric.id) ? metricsOf[kind] : [...metricsOf[kind], metric];
  return (
    <span className="inline-flex min-w-0 flex-1 flex-wrap items-center gap-1.5">
      <Select
        size="small"
        className="w-auto!"
        aria-label={`${place}: what is looked at`}
        value={condition.metric}
        options={known.map(({ id, label }) => ({ value: id, label }))}
        onChange={(id) =>
          onChange({ ...newCondition(kind, metricOf(id === "json" ? "json." : id)), key: condition.key })
        }
      />
      {metric.form === "json" ? (
        <Input
          className="h-(--control-height-small)! w-28! font-mono text-[12.5px]"
          aria-label={`${place}: JSON path`}
          value={condition.path}
          onChange={(event) => onChange({ ...condition, path: event.target.value })}
        />
      ) : null}
      {metric.form === "outcome" ? (
        <Select
          size="small"
          className="w-auto!"
          aria-label={`${place}: outcome`}
          value={condition.value === "true" ? "true" : "false"}
          options={outcomes}
          onChange={(value) => onChange({ ...condition, value })}
        />
      ) : (
        <>
          <Select<Operator>
            size="small"
            className="w-auto!"
            aria-label={`${place}: comparison`}
            value={condition.operator}
            options={operators}
            onChange={(operator) => onChange({ ...condition, operator })}
          />
          <span className="inline-flex items-center gap-1.5">
            <Input
              className={`h-(--control-height-small)! ${metric.form === "text" ? "w-40!" : "w-[68px]!"}`}
              aria-label={`${place}: value${unit === undefined ? "" : ` in ${unit}`}`}
              inputMode={metric.form === "text" || metric.form === "json" ? "text" : "decimal"}
              value={condition.value}
              onChange={(event) => onChange({ ...condition, value: event.target.value })}
            />
            {unit === undefined ? null : <span className="text-[13px]/5 text-text-2">{unit}</span>}
          </span>
        </>
      )}
      <span className="inline-flex">
        {onRemove === null ? null : (
          <ToolButton
            label={`Remove ${place.toLowerCase()}`}
            className="size-(--control-height-small)!"
            onClick={onRemove}
          >
            <X size={14} strokeWidth={1.75} aria-hidden="true" />
          </ToolButton>
        )}
        {children}
      </span>
    </span>
  );
}
