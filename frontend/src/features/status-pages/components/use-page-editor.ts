import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState } from "react";
import { type FieldErrors, useForm } from "react-hook-form";
import { showServerError } from "../../../lib/form-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { useSeenVersion } from "../../../lib/use-editor.ts";
import { useFormDraft } from "../../../lib/use-form-draft.ts";
import { useStoredValues } from "../../../lib/use-stored-values.ts";
import { useUnsavedGuard } from "../../../lib/use-unsaved-guard.ts";
import { logoUrl } from "../logo.ts";
import { usePublishPage } from "../mutations.ts";
import {
  type EditorSection,
  PageForm,
  type PageValues,
  pageFields,
  pageValues,
  sectionWithError,
} from "../page-form.ts";
import type { PageRow } from "../queries.ts";

export interface PageEditorOptions {
  organizationId: string;
  page: PageRow;
  /** What the page shows now. */
  componentIds: readonly string[];
  /** Shows the section in which something is wrong. */
  onSection: (section: EditorSection) => void;
}

/** The editor's state: values until they are published, a logo that is not uploaded yet, draft and guard. */
export function usePageEditor({ organizationId, page, componentIds, onSection }: PageEditorOptions) {
  const stored = pageValues(page, componentIds);
  const form = useForm<PageValues>({
    resolver: zodResolver(PageForm),
    defaultValues: stored,
  });
  const { isDirty, isSubmitting } = form.formState;
  const draft = useFormDraft(form, `page:${page.id}`, PageForm);
  const version = useStoredValues(form, stored);
  const publish = usePublishPage(organizationId, page.id);
  const [logo, setLogo] = useState<{ file: File; url: string } | null>(null);
  const hasChanges = isDirty || logo !== null;
  const seenAt = useSeenVersion(page.updated_at, !version.isOutdated && !isSubmitting);
  const guard = useUnsavedGuard(() => hasChanges && !form.formState.isSubmitting);

  useEffect(() => {
    if (logo === null) return;
    return () => URL.revokeObjectURL(logo.url);
  }, [logo]);

  function chooseLogo(file: File | null) {
    setLogo(file === null ? null : { file, url: URL.createObjectURL(file) });
    if (file === null) form.setValue("logo_path", "", { shouldDirty: true });
  }

  function discard() {
    draft.discard();
    setLogo(null);
  }

  function showSection(errors: FieldErrors<PageValues>) {
    const section = sectionWithError(Object.keys(errors));
    if (section !== null) onSection(section);
  }

  const submit = form.handleSubmit(async (values) => {
    try {
      const saved = await publish.mutateAsync({
        values,
        before: stored,
        logo: logo?.file ?? null,
        expectedUpdatedAt: seenAt.current,
      });
      draft.clear();
      form.reset(saved);
      setLogo(null);
      showToast({ title: `Published ${saved.title}` });
    } catch (error) {
      showServerError(form, error, pageFields);
      showSection(form.formState.errors);
    }
  }, showSection);

  const logoPath = form.watch("logo_path");
  return {
    form,
    draft,
    version,
    guard,
    hasChanges,
    isPublishing: isSubmitting,
    submit,
    discard,
    chooseLogo,
    /** What the preview and the section show. */
    logoUrl: logo?.url ?? (logoPath === "" ? null : logoUrl(logoPath)),
  };
}
