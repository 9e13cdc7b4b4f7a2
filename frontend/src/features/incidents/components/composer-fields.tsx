import { useEffect, useRef } from "react";
import { Controller, type UseFormReturn } from "react-hook-form";
import type { IncidentImpact, IncidentStatus } from "../../../lib/database.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { dateAndTime, zoneOffset } from "../../../lib/format.ts";
import { statusOfImpact } from "../../../lib/notices.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select, type SelectOption } from "../../../ui/select.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { Switch } from "../../../ui/switch.tsx";
import type { ComposerComponent } from "../composer-changes.ts";
import { type ComposerMode, type ComposerValues, impactOf, isOpenStatus } from "../composer-form.ts";
import { impactNames, impacts } from "../words.ts";
import { AffectedField } from "./affected-field.tsx";
import { MessageField } from "./message-field.tsx";
import { StatusPicker } from "./status-picker.tsx";
import { type Person, WhenFields } from "./when-fields.tsx";

export interface ComposerFieldsProps {
  form: UseFormReturn<ComposerValues>;
  mode: ComposerMode;
  statuses: readonly IncidentStatus[];
  components: readonly ComposerComponent[];
  people: readonly Person[];
  /** ISO; null while it is new. */
  startedAt: string | null;
  nameOf: (componentId: string) => string;
}

/** What is said, in the order in which it is thought of. */
export function ComposerFields(props: ComposerFieldsProps) {
  const { form, mode, statuses, components, people, startedAt, nameOf } = props;
  const values = form.watch();
  const { errors } = form.formState;
  const isReopening = mode === "update" && values.base?.is_resolved === true && isOpenStatus(values.status);
  const first = useRef<HTMLInputElement | null>(null);
  useEffect(() => {
    if (mode === "declare") first.current?.focus();
  }, [mode]);
  const { ref: registerTitle, ...title } = form.register("title");
  return (
    <>
      <div className="grid items-start gap-x-4 gap-y-5 tablet:grid-cols-[minmax(0,1fr)_176px]">
        <Field label="Title" error={errors.title?.message}>
          {(control) => (
            <Input
              {...control}
              {...title}
              ref={(element) => {
                registerTitle(element);
                first.current = element;
              }}
              autoComplete="off"
              className="h-[42px]! font-semibold text-[15px]! pointer-coarse:h-12!"
            />
          )}
        </Field>
        <Controller
          control={form.control}
          name="impact"
          render={({ field }) => (
            <Field label="Impact">
              {(control) => (
                <Select
                  {...control}
                  className="h-[42px]! pointer-coarse:h-12!"
                  value={field.value}
                  options={impactOptions(values)}
                  onChange={field.onChange}
                />
              )}
            </Field>
          )}
        />
      </div>
      <div className="grid gap-1.5">
        <span className="font-medium text-[13px]/[18px]" aria-hidden="true">
          Status
        </span>
        <Controller
          control={form.control}
          name="status"
          render={({ field }) => <StatusPicker value={field.value} options={statuses} onChange={field.onChange} />}
        />
        {isReopening ? <p className="text-[12.5px]/[18px] text-text-3">This opens the incident again.</p> : null}
      </div>
      <Controller
        control={form.control}
        name="body"
        render={({ field }) => (
          <MessageField
            label="Message"
            value={field.value}
            onChange={field.onChange}
            error={errors.body?.message}
            values={insertable(values, startedAt, nameOf)}
          />
        )}
      />
      <Controller
        control={form.control}
        name="components"
        render={({ field }) => (
          <AffectedField
            value={field.value}
            onChange={field.onChange}
            components={components}
            isEnding={mode !== "declare" && !isOpenStatus(values.status)}
            error={errors.components?.message}
          />
        )}
      />
      <WhenFields form={form} mode={mode} people={people} />
      <Controller
        control={form.control}
        name="notify"
        render={({ field }) => (
          <div className="rounded-card border border-border bg-surface px-4 py-3.5">
            <Field isInline label="Notify subscribers" hint="Subscribers who follow these components are told.">
              {(control) => <Switch {...control} isOn={field.value} onChange={field.onChange} />}
            </Field>
          </div>
        )}
      />
    </>
  );
}

function impactOptions(values: ComposerValues): SelectOption<ComposerValues["impact"]>[] {
  const glyph = (impact: IncidentImpact) => <StatusGlyph status={statusOfImpact[impact]} size={15} />;
  const chosen = impacts.map((impact) => ({ value: impact, label: impactNames[impact], icon: glyph(impact) }));
  // An impact that was chosen once is only given back to the statuses by editing the facts.
  if (values.base !== null && values.base.impact_override !== null) return chosen;
  const proposed = impactOf({ ...values, impact: "auto" });
  const detail = values.base === null ? "Proposed from the statuses" : "The worst there was, from the statuses";
  return [{ value: "auto", label: impactNames[proposed], detail, icon: glyph(proposed) }, ...chosen];
}

/** Values that are known now, as text. */
function insertable(values: ComposerValues, startedAt: string | null, nameOf: (id: string) => string) {
  const typed = Date.parse(values.started_at);
  const start = startedAt !== null ? Date.parse(startedAt) : Number.isNaN(typed) ? Date.now() : typed;
  const zone = browserZone();
  const offset = zoneOffset(new Date(start).toISOString(), zone);
  const names = values.components.map(({ component_id: id }) => nameOf(id));
  return [
    { label: "Start time", text: `${dateAndTime(start, zone)} (${offset})` },
    { label: "Duration so far", text: elapsed((Date.now() - start) / 1000).replaceAll("\u00a0", " ") },
    ...(names.length === 0 ? [] : [{ label: "Component names", text: allNames(names) }]),
  ];
}

/** Every name: readers of a message want all of them. */
function allNames(names: readonly string[]): string {
  return names.length < 4
    ? strings.sentence.names(names)
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
