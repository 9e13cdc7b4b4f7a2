import { useDraggable, useDroppable } from "@dnd-kit/core";
import { CircleAlert, GripVertical, Plus, Trash2 } from "lucide-react";
import type { CheckKind } from "../../../lib/database.ts";
import { strings } from "../../../lib/strings.ts";
import { useInsertLine } from "../../../ui/drag.ts";
import { Select } from "../../../ui/select.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { type Condition, newCondition, type Rule, ruleInWords, verdicts } from "../criteria.ts";
import { ConditionEditor } from "./condition-editor.tsx";

export interface RuleRowProps {
  kind: CheckKind;
  rule: Rule;
  index: number;
  mayEdit: boolean;
  /** Why this rule decides now; null when it does not. */
  matching: string | null;
  problem: string | null;
  onChange: (rule: Rule) => void;
  onRemove: () => void;
}

const verdictOptions = verdicts.map((status) => ({
  value: status,
  label: strings.status[status],
  icon: <StatusGlyph status={status} size={15} />,
}));

export function RuleRow({ kind, rule, index, mayEdit, matching, problem, onChange, onRemove }: RuleRowProps) {
  const data = { type: "rule", place: index };
  const drag = useDraggable({ id: rule.key, disabled: !mayEdit, data });
  const drop = useDroppable({ id: rule.key, disabled: !mayEdit, data });
  const line = useInsertLine(rule.key, index);
  return (
    <li
      ref={(element) => {
        drag.setNodeRef(element);
        drop.setNodeRef(element);
      }}
      className="rule-row flex flex-wrap items-center gap-x-3 gap-y-2 py-2 pr-2 pl-2.5 tablet:flex-nowrap"
      data-status={rule.status}
      data-matching={matching === null ? undefined : ""}
      data-line={line}
      data-dragging={drag.isDragging || undefined}
    >
      {mayEdit ? (
        <button
          type="button"
          ref={drag.setActivatorNodeRef}
          className="drag-handle"
          {...drag.attributes}
          {...drag.listeners}
          aria-label={`Move rule ${index + 1}`}
        >
          <GripVertical size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      ) : null}
      <span className={`w-4 flex-none text-right text-text-2 ${matching === null ? "" : "font-semibold text-text!"}`}>
        {index + 1}
      </span>
      <div className="min-w-0 flex-1 max-tablet:order-last max-tablet:basis-full max-tablet:px-1.5 max-tablet:pb-1">
        {mayEdit ? (
          <Sentence kind={kind} rule={rule} index={index} onChange={onChange} />
        ) : (
          <p>If {ruleInWords(rule)}</p>
        )}
        {matching === null ? null : <p className="mt-1.5 font-medium text-[13px]/5 text-status-fg">{matching}</p>}
        {problem === null ? null : (
          <p role="alert" data-status="major_outage" className="mt-1 flex gap-1.5 text-[12.5px]/[18px] text-status-fg">
            <CircleAlert size={14} strokeWidth={1.75} className="mt-0.5 flex-none" aria-hidden="true" />
            {problem}
          </p>
        )}
      </div>
      {mayEdit ? (
        <>
          <Select
            size="small"
            className="w-40! flex-none max-tablet:w-auto! max-tablet:flex-1"
            aria-label={`Rule ${index + 1}: status`}
            value={rule.status}
            options={verdictOptions}
            onChange={(status) => onChange({ ...rule, status })}
          />
          <ToolButton label={`Remove rule ${index + 1}`} onClick={onRemove}>
            <Trash2 size={15} strokeWidth={1.75} aria-hidden="true" />
          </ToolButton>
        </>
      ) : (
        <StatusBadge status={rule.status} className="w-40 flex-none" />
      )}
    </li>
  );
}

interface SentenceProps {
  kind: CheckKind;
  rule: Rule;
  index: number;
  onChange: (rule: Rule) => void;
}

/** One line a condition, so that what is compared stands in columns. */
function Sentence({ kind, rule, index, onChange }: SentenceProps) {
  const { conditions, match } = rule;
  const change = (next: Condition) =>
    onChange({ ...rule, conditions: conditions.map((condition) => (condition.key === next.key ? next : condition)) });
  return (
    <div className="grid gap-1.5 text-[13px]/5">
      {conditions.map((condition, position) => (
        <div key={condition.key} className="flex items-start gap-1.5">
          <span className="flex min-h-(--control-height-small) w-14 flex-none items-center text-text-2">
            {position === 0 ? (
              "If"
            ) : position === 1 ? (
              <Select
                size="small"
                className="px-1.5!"
                aria-label={`Rule ${index + 1}: any or all of its conditions`}
                value={match}
                options={[
                  { value: "any", label: "or" },
                  { value: "all", label: "and" },
                ]}
                onChange={(next) => onChange({ ...rule, match: next })}
              />
            ) : match === "all" ? (
              "and"
            ) : (
              "or"
            )}
          </span>
          <ConditionEditor
            kind={kind}
            condition={condition}
            place={`Rule ${index + 1}, condition ${position + 1}`}
            onChange={change}
            onRemove={
              conditions.length === 1
                ? null
                : () => onChange({ ...rule, conditions: conditions.filter(({ key }) => key !== condition.key) })
            }
          >
            {position === conditions.length - 1 && conditions.length < 10 ? (
              <ToolButton
                label={`Add a condition to rule ${index + 1}`}
                className="size-(--control-height-small)!"
                onClick={() => onChange({ ...rule, conditions: [...conditions, newCondition(kind)] })}
              >
                <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
              </ToolButton>
            ) : null}
          </ConditionEditor>
        </div>
      ))}
    </div>
  );
}
