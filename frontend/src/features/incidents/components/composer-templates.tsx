import { useState } from "react";
import type { UseFormReturn } from "react-hook-form";
import { showToast } from "../../../lib/toasts.ts";
import type { ComposerComponent } from "../composer-changes.ts";
import { type ComposerValues, modeOf } from "../composer-form.ts";
import type { IncidentTemplate } from "../templates.ts";
import { TemplateBar } from "./template-bar.tsx";
import { ManageTemplatesDialog, SaveTemplateDialog } from "./template-dialogs.tsx";

export interface ComposerTemplatesProps {
  organizationId: string;
  form: UseFormReturn<ComposerValues>;
  templates: readonly IncidentTemplate[];
  components: readonly ComposerComponent[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** Fills the form from a template, and makes one of the form. */
export function ComposerTemplates({ organizationId, form, templates, components, ...bar }: ComposerTemplatesProps) {
  const [applied, setApplied] = useState<string | null>(null);
  const [dialog, setDialog] = useState<"save" | "manage" | null>(null);
  const values = form.watch();

  function apply(template: IncidentTemplate) {
    const before = form.getValues();
    const hadWords = before.body.trim() !== "" && before.body !== template.body;
    form.reset(withTemplate(before, template, components), { keepDefaultValues: true });
    setApplied(template.name);
    if (!hadWords) return;
    showToast({
      title: `Filled in ${template.name}`,
      undo: () => {
        form.reset(before, { keepDefaultValues: true });
        setApplied(null);
      },
    });
  }

  return (
    <>
      <TemplateBar
        {...bar}
        templates={templates}
        applied={applied}
        maySave={values.title.trim() !== "" && values.body.trim() !== ""}
        onApply={apply}
        onSave={() => setDialog("save")}
        onManage={() => setDialog("manage")}
      />
      {dialog === "save" ? (
        <SaveTemplateDialog
          organizationId={organizationId}
          templates={templates}
          name={values.title.trim().slice(0, 80)}
          content={{
            title: values.title.trim(),
            status: values.status === "postmortem" ? "resolved" : values.status,
            impact_override: values.impact === "auto" ? null : values.impact,
            body: values.body,
            components: values.components,
          }}
          onSaved={(name) => {
            setApplied(name);
            setDialog(null);
          }}
          onClose={() => setDialog(null)}
        />
      ) : null}
      {dialog === "manage" ? (
        <ManageTemplatesDialog organizationId={organizationId} templates={templates} onClose={() => setDialog(null)} />
      ) : null}
    </>
  );
}

/** An incident keeps its title and its components; a template of an update brings words, status and new statuses. */
export function withTemplate(
  values: ComposerValues,
  template: IncidentTemplate,
  components: readonly Pick<ComposerComponent, "id">[],
): ComposerValues {
  const known = template.components.filter(({ component_id: id }) =>
    components.some((component) => component.id === id),
  );
  const isNew = modeOf(values) === "declare";
  const others = values.components.filter((entry) => !known.some(({ component_id: id }) => id === entry.component_id));
  return {
    ...values,
    title: isNew && template.title !== "" ? template.title : values.title,
    impact: template.impact_override ?? values.impact,
    status: template.status,
    body: template.body === "" ? values.body : template.body,
    components: isNew && known.length > 0 ? known : [...others, ...known],
  };
}
