import { DndContext, type DragEndEvent } from "@dnd-kit/core";
import { FlaskConical, Plus } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "../../../lib/announce.ts";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { collideSameType, dragInstructions, useListSensors } from "../../../ui/drag.ts";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { moveRule, newRule, problemsOf, type Rule, ruleOfError, writeCriteria } from "../criteria.ts";
import { matchesNow, replayInWords } from "../criteria-words.ts";
import { useReplayCriteria, useSaveCriteria } from "../mutations.ts";
import type { MonitorRow, RegionState } from "../queries.ts";
import { confirmationsInWords } from "../target.ts";
import { RuleRow } from "./rule-row.tsx";
import { useCriteriaDraft } from "./use-criteria-draft.ts";

export interface CriteriaEditorProps {
  organizationId: string;
  userId: string;
  monitor: MonitorRow;
  /** The last word of each region about this monitor. */
  states: readonly RegionState[];
  nameOf: (regionId: string) => string;
  mayEdit: boolean;
  /** Where a component has several monitors, which one this is. */
  title?: string;
}

export function CriteriaEditor(props: CriteriaEditorProps) {
  const { organizationId, userId, monitor, states, nameOf, mayEdit, title = "Criteria" } = props;
  const draft = useCriteriaDraft(userId, monitor.id, monitor.criteria);
  const { rules } = draft;
  const save = useSaveCriteria(organizationId, monitor.id);
  const replay = useReplayCriteria(monitor.id);
  const [problems, setProblems] = useState<ReadonlyMap<string, string>>(new Map());
  const [formProblem, setFormProblem] = useState<string | null>(null);
  const guard = useUnsavedGuard(() => draft.isDirty && !save.isPending);
  const sensors = useListSensors();
  const forgetReplay = replay.reset;

  useEffect(() => forgetReplay(), [forgetReplay]);

  function change(next: Rule[]) {
    draft.change(next);
    setProblems(new Map());
    setFormProblem(null);
    replay.reset();
  }

  /** Shows a refusal at its rule. */
  function showError(error: unknown) {
    const appError = toAppError(error);
    const place = appError.field === "criteria" ? ruleOfError(appError.message) : null;
    const rule = place === null ? undefined : rules[place.index];
    if (rule === undefined || place === null) setFormProblem(sentence(appError));
    else setProblems(new Map([[rule.key, place.text]]));
  }

  function isFine(): boolean {
    const found = problemsOf(rules);
    setProblems(found);
    return found.size === 0;
  }

  function onSave() {
    if (!isFine()) return;
    save.mutate(writeCriteria(rules), {
      onSuccess: () => {
        draft.stored(rules);
        showToast({ title: "Saved criteria" });
      },
      onError: showError,
    });
  }

  function onReplay() {
    if (!isFine()) return;
    replay.mutate(writeCriteria(rules), { onError: showError });
  }

  function onDragEnd({ active, over }: DragEndEvent) {
    const index = (id: unknown) => rules.findIndex(({ key }) => key === id);
    if (over === null || over.id === active.id) return;
    change(moveRule(rules, index(active.id), index(over.id)));
  }

  const numberOf = (id: unknown) => rules.findIndex(({ key }) => key === id) + 1;
  const say = (text: string) => {
    announce(text);
    return undefined;
  };
  const note = `First match wins. A verdict needs ${confirmationsInWords(monitor.confirmations, monitor.confirmation_window).replace("one check is enough", "one check")}.`;
  return (
    <Card>
      <UnsavedDialog guard={guard} />
      <CardHeader title={title} note={note}>
        {rules.length > 0 && monitor.kind !== "heartbeat" ? (
          <Button size="small" onClick={onReplay} isBusy={replay.isPending}>
            <FlaskConical size={15} strokeWidth={1.75} aria-hidden="true" />
            Test on last 24&nbsp;h
          </Button>
        ) : null}
      </CardHeader>
      {draft.restoredAt === null ? null : (
        <div className="px-4 pt-3">
          <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
        </div>
      )}
      {draft.isOutdated ? (
        <div className="px-4 pt-3">
          <NewerVersion onReview={draft.discard} onKeep={draft.keepMine} />
        </div>
      ) : null}
      <DndContext
        sensors={sensors}
        collisionDetection={collideSameType}
        onDragEnd={onDragEnd}
        accessibility={{
          screenReaderInstructions: dragInstructions,
          announcements: {
            onDragStart: ({ active }) => say(`Lifted rule ${numberOf(active.id)}.`),
            onDragOver: ({ active, over }) =>
              over === null || over.id === active.id
                ? undefined
                : say(`Rule ${numberOf(active.id)}: place ${numberOf(over.id)} of ${rules.length}.`),
            onDragEnd: ({ active, over }) =>
              say(
                over === null || over.id === active.id
                  ? "The rule stays where it was."
                  : `Dropped at place ${numberOf(over.id)}.`,
              ),
            onDragCancel: () => say("The rule stays where it was."),
          },
        }}
      >
        <ol>
          {rules.map((rule, index) => (
            <RuleRow
              key={rule.key}
              kind={monitor.kind}
              rule={rule}
              index={index}
              mayEdit={mayEdit}
              matching={draft.isDirty ? null : matchesNow(index + 1, states, nameOf, rules)}
              problem={problems.get(rule.key) ?? null}
              onChange={(next) => change(rules.map((entry) => (entry.key === next.key ? next : entry)))}
              onRemove={() => change(rules.filter(({ key }) => key !== rule.key))}
            />
          ))}
        </ol>
      </DndContext>
      <Otherwise number={rules.length + 1} hasRules={rules.length > 0} mayEdit={mayEdit} />
      {mayEdit || replay.data !== undefined ? (
        <div className="flex flex-wrap items-center gap-2 rounded-b-card border-border border-t bg-inset px-3 py-2.5">
          {mayEdit && rules.length < 20 ? (
            <Button size="small" onClick={() => change([...rules, newRule(monitor.kind)])}>
              <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
              Add rule
            </Button>
          ) : null}
          <p className="min-w-0 flex-1 basis-60 px-1 text-[12.5px]/[18px] text-text-2" role="status">
            {formProblem ?? (replay.data === undefined ? null : replayInWords(replay.data))}
          </p>
          {draft.isDirty && mayEdit ? (
            <>
              <Button size="small" onClick={draft.discard}>
                Discard
              </Button>
              <Button size="small" variant="primary" onClick={onSave} isBusy={save.isPending}>
                Save criteria
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
    </Card>
  );
}

/** What holds when no rule matches; fixed. */
function Otherwise({ number, hasRules, mayEdit }: { number: number; hasRules: boolean; mayEdit: boolean }) {
  return (
    <div
      className={`flex min-h-12 flex-wrap items-center gap-x-3 py-2 pr-2 text-[13px]/5 ${hasRules ? "border-border border-t" : ""} ${mayEdit ? "pl-[46px]" : "pl-2.5"}`}
    >
      <span className="w-4 flex-none text-right text-text-2">{number}</span>
      <p className="min-w-0 flex-1 basis-44">
        Otherwise <span className="text-text-3">· a check that fails is a major outage</span>
      </p>
      <span
        className={`flex h-(--control-height-small) items-center ${mayEdit ? "w-40 px-[11px] tablet:mr-[46px] max-tablet:pl-7" : "w-40"}`}
      >
        <StatusBadge status="operational" />
      </span>
    </div>
  );
}
