import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useMemo, useRef, useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { type FormDraft, useFormDraft } from "../../../lib/use-form-draft.ts";
import { type UnsavedGuard, useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { changesSince } from "../composer-changes.ts";
import {
  baseOf,
  ComposerForm,
  ComposerShape,
  type ComposerValues,
  composerFields,
  modeOf,
  valuesOfIncident,
} from "../composer-form.ts";
import { usePublish } from "../mutations.ts";
import type { IncidentDetail } from "../queries.ts";

export interface ComposerOptions {
  organizationId: string;
  initial: ComposerValues;
  /** The incident as it is stored now; null while it is new. */
  incident: IncidentDetail | null;
  nameOf: (componentId: string) => string;
  onPublished: (values: ComposerValues, isDraft: boolean) => void;
}

export interface ComposerState {
  form: UseFormReturn<ComposerValues>;
  draft: FormDraft;
  guard: UnsavedGuard;
  /** When the words were last kept on this device, ms since the epoch. */
  savedAt: number | null;
  /** What somebody else changed since writing began; null for nothing. */
  newer: readonly string[] | null;
  /** Takes what is stored into the form; the message stays. */
  review(): void;
  /** Everything stays as written and goes on top of what is stored. */
  keepMine(): void;
  isSending: boolean;
  send(isDraft: boolean): Promise<void>;
}

/** The composer's form: its draft, its conflicts and its sending. */
export function useComposer(options: ComposerOptions): ComposerState {
  const { organizationId, incident, nameOf, onPublished } = options;
  const [initial] = useState(options.initial);
  const form = useForm<ComposerValues>({ resolver: zodResolver(ComposerForm), defaultValues: initial });
  const name = initial.base === null ? "incident:new" : `incident:${initial.incident_id}:update`;
  const draft = useFormDraft(form, name, ComposerShape);
  const { isDirty } = form.formState;
  const isDone = useRef(false);
  const guard = useUnsavedGuard(() => isDirty && form.formState.isDirty && !isDone.current);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const publish = usePublish(organizationId);

  useEffect(
    () =>
      form.subscribe({
        formState: { values: true, isDirty: true },
        callback: ({ isDirty: isKept }) => setSavedAt(isKept === true ? Date.now() : null),
      }),
    [form],
  );

  const current = useMemo(() => (incident === null ? null : baseOf(incident)), [incident]);
  const base = form.watch("base");
  const isOutdated = base !== null && current !== null && base.version !== current.version;

  useEffect(() => {
    // Nobody has typed anything: the form simply follows.
    if (!isOutdated || isDirty || incident === null || isDone.current) return;
    form.reset(valuesOfIncident(incident, form.getValues("update_id")));
  }, [form, isOutdated, isDirty, incident]);

  function review() {
    if (incident === null) return;
    const stored = valuesOfIncident(incident, form.getValues("update_id"));
    const { title, impact, components, status } = stored;
    const changed = { base: stored.base, title, impact, components, status };
    form.reset({ ...stored, ...form.getValues(), ...changed }, { keepDefaultValues: true });
  }

  async function send(isDraft: boolean) {
    if (publish.isPending) return;
    await form.handleSubmit(async (values) => {
      try {
        await publish.mutateAsync({ values, isDraft });
        isDone.current = true;
        draft.clear();
        onPublished(values, isDraft);
      } catch (error) {
        showServerError(form, error, composerFields);
      }
    })();
  }

  const isShown = isOutdated && isDirty && !publish.isPending && !isDone.current;
  return {
    form,
    draft,
    guard,
    savedAt,
    newer: isShown && base !== null && current !== null ? changesSince(base, current, nameOf) : null,
    review,
    keepMine: () => form.setValue("base", current),
    isSending: publish.isPending,
    send,
  };
}

/** "Declare an incident" */
export function composerTitle(values: Pick<ComposerValues, "base" | "status">): string {
  const mode = modeOf(values);
  if (mode === "declare") return "Declare an incident";
  if (mode === "publish") return "Publish a draft";
  return values.status === "postmortem" ? "Write a postmortem" : "Post an update";
}
