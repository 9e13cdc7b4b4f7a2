import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { type RecipientScope, recipientsQuery, recipientTotal } from "../../../lib/recipients.ts";
import { useMedia } from "../../../lib/use-media.ts";
import { DraftNotice } from "../../../ui/draft-notice.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { NewerVersion } from "../../../ui/newer-version.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { RouteTabs } from "../../../ui/route-tabs.tsx";
import { UnsavedDialog } from "../../../ui/unsaved-dialog.tsx";
import { type ComposerComponent, statedComponents } from "../composer-changes.ts";
import { type ComposerValues, isPastIncident, modeOf } from "../composer-form.ts";
import { type IncidentDetail, incidentQueries } from "../queries.ts";
import type { IncidentTemplate } from "../templates.ts";
import { incidentStatuses, incidentSteps } from "../words.ts";
import { ChangesCard, type ComposerPage, pagesOf } from "./changes-card.tsx";
import { ComposerBar } from "./composer-bar.tsx";
import { ComposerFields } from "./composer-fields.tsx";
import { ComposerTemplates } from "./composer-templates.tsx";
import { type Mate, PresenceNote } from "./presence-note.tsx";
import { PreviewPanel } from "./preview-panel.tsx";
import { composerTitle, useComposer } from "./use-composer.ts";
import type { Person } from "./when-fields.tsx";

export interface ComposerProps {
  organizationId: string;
  organizationName: string;
  initial: ComposerValues;
  /** The incident as it is stored now; null while it is new. */
  incident: IncidentDetail | null;
  components: readonly ComposerComponent[];
  pages: readonly ComposerPage[];
  people: readonly Person[];
  /** Team mates at the same incident. */
  mates: readonly Mate[];
  templates: readonly IncidentTemplate[];
  onPublished: (values: ComposerValues, isDraft: boolean) => void;
}

type Tab = "write" | "preview";

/** Declares an incident, publishes a draft or posts an update: form left, what readers will see right. */
export function Composer(props: ComposerProps) {
  const { organizationId, incident, components, pages, templates } = props;
  const isSplit = useMedia("(min-width: 1024px)");
  const [tab, setTab] = useState<Tab>("write");
  const [isTemplatesOpen, setTemplatesOpen] = useState(false);
  const nameOf = (id: string) =>
    components.find((component) => component.id === id)?.name ??
    incident?.components.find((entry) => entry.component_id === id)?.component.name ??
    "A component";
  const composer = useComposer({ ...props, nameOf });
  const { form, draft } = composer;
  const values = form.watch();
  const statuses = values.base?.is_resolved === true && values.base.is_published ? incidentStatuses : incidentSteps;
  const title = composerTitle(values);
  const [page] = pagesOf(values, pages);
  const { data: recipients } = useQuery(recipientsQuery(organizationId, scopeOf(values)));
  const { data: outcomes, isError: isOutcomeUnknown } = useQuery({
    ...incidentQueries.outcomes(organizationId, values.incident_id, statedComponents(values)),
    enabled: !isPastIncident(values),
  });

  const send = useRef(composer.send);
  useEffect(() => {
    send.current = composer.send;
  });
  useEffect(() => {
    // Wherever the focus is: a list that closes leaves it on nothing for a moment. A dialog's keys are its own.
    function onKeyDown(event: KeyboardEvent) {
      if (event.target instanceof Element && event.target.closest(".dialog-content") !== null) return;
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void send.current(false);
        return;
      }
      if (!event.altKey || event.ctrlKey || event.metaKey) return;
      // By place on the keyboard: with Alt some layouts type other signs.
      const status = statuses[Number(/^Digit(\d)$/.exec(event.code)?.[1] ?? 0) - 1];
      if (status !== undefined) form.setValue("status", status, { shouldDirty: true });
      else if (event.code === "KeyT") setTemplatesOpen(true);
      else return;
      event.preventDefault();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [form, statuses]);

  const isPreviewHidden = !isSplit && tab === "write";
  return (
    <form
      className="composer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void composer.send(false);
      }}
    >
      <UnsavedDialog guard={composer.guard} />
      <div className="composer-form">
        <div className="composer-column">
          <PageTitle title={title}>
            <PresenceNote mates={props.mates} />
          </PageTitle>
          {isSplit ? null : <Tabs value={tab} onChange={setTab} />}
          <div className="grid grid-cols-1 gap-5" hidden={!isSplit && tab === "preview"}>
            <DraftNotice restoredAt={draft.restoredAt} onDiscard={draft.discard} />
            {composer.newer === null ? null : (
              <NewerVersion
                changes={composer.newer}
                explanation="Review takes it into the form and leaves your message. Keep mine publishes everything as you wrote it."
                onReview={composer.review}
                onKeep={composer.keepMine}
              />
            )}
            <FormAlert>{form.formState.errors.root?.message}</FormAlert>
            <ComposerTemplates
              organizationId={organizationId}
              form={form}
              templates={templates}
              components={components}
              isOpen={isTemplatesOpen}
              onOpenChange={setTemplatesOpen}
            />
            <ComposerFields
              form={form}
              mode={modeOf(values)}
              statuses={statuses}
              components={components}
              people={props.people}
              startedAt={incident?.started_at ?? null}
              nameOf={nameOf}
            />
          </div>
        </div>
        <ComposerBar
          isNew={values.base === null}
          isNotifying={values.notify}
          recipients={recipients === undefined ? undefined : recipientTotal(recipients)}
          isSending={composer.isSending}
          savedAt={composer.savedAt ?? draft.restoredAt}
          onDraft={() => void composer.send(true)}
        />
      </div>
      {isPreviewHidden ? null : (
        <aside className="composer-preview" aria-label="Preview">
          <PreviewPanel
            organizationId={organizationId}
            values={values}
            components={components}
            pageTitle={page?.title ?? props.organizationName}
            place={
              page === undefined
                ? undefined
                : {
                    pageId: page.id,
                    startedAt: incident?.started_at ?? null,
                    resolvedAt: incident?.resolved_at ?? null,
                  }
            }
          />
          <ChangesCard
            values={values}
            components={components}
            outcomes={outcomes}
            isOutcomeUnknown={isOutcomeUnknown}
            pages={pages}
            recipients={recipients}
          />
        </aside>
      )}
    </form>
  );
}

/** Whom it concerns: followers of its components, and of those that it takes out. */
function scopeOf({ base, components }: Pick<ComposerValues, "base" | "components">): RecipientScope {
  const componentIds = components.map(({ component_id: id }) => id);
  const removedIds = (base?.components ?? [])
    .map(({ component_id: id }) => id)
    .filter((id) => !componentIds.includes(id));
  return { event: "incidents", componentIds, removedIds };
}

/** Where there is no room beside the form. */
function Tabs({ value, onChange }: { value: Tab; onChange: (tab: Tab) => void }) {
  const tabs = [
    { id: "write", label: "Write" },
    { id: "preview", label: "Preview" },
  ] as const;
  return (
    <RouteTabs label="Composer">
      {tabs.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          className="composer-tab"
          aria-current={id === value ? "page" : undefined}
          onClick={() => onChange(id)}
        >
          {label}
        </button>
      ))}
    </RouteTabs>
  );
}
