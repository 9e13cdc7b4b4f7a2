import { PanelTop } from "lucide-react";
import { useDeferredValue } from "react";
import { useNow } from "../../../lib/clock.ts";
import { dateAndTime } from "../../../lib/format.ts";
import { type ComponentStatus, severity } from "../../../lib/status.ts";
import { strings } from "../../../lib/strings.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { MarkdownText } from "../../../ui/markdown-text.tsx";
import { OrganizationMark } from "../../../ui/organization-mark.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { type ComposerComponent, effectiveComponents } from "../composer-changes.ts";
import type { ComposerValues } from "../composer-form.ts";
import { incidentStatuses, incidentSteps, statusNames } from "../words.ts";
import { PreviewThemeButton } from "./preview-theme-button.tsx";

export interface PreviewCardProps {
  values: ComposerValues;
  components: readonly ComposerComponent[];
  /** Of the page it appears on, or the organization's name. */
  pageTitle: string;
  isDark: boolean;
  onTheme: (isDark: boolean) => void;
}

const stateNames = {
  operational: "Resolved",
  degraded_performance: strings.state.minor,
  partial_outage: strings.state.major,
  major_outage: strings.state.critical,
  under_maintenance: strings.state.maintenance,
  unknown: strings.status.unknown,
} satisfies Record<ComponentStatus, string>;

/** The incident as the status page will show it, in light or dark. */
export function PreviewCard({ values, components, pageTitle, isDark, onTheme }: PreviewCardProps) {
  const now = useNow();
  const body = useDeferredValue(values.body);
  const isPast = values.status === "resolved" || values.status === "postmortem";
  const shown = effectiveComponents(values).flatMap(({ component_id: id, status }) => {
    const component = components.find((candidate) => candidate.id === id);
    return component === undefined ? [] : [{ id, name: component.name, status }];
  });
  const worst = shown.reduce<ComponentStatus>(
    (found, { status }) => (severity(status) > severity(found) ? status : found),
    "operational",
  );
  const state = worst === "operational" && !isPast ? "No component affected" : stateNames[worst];
  const current = Math.min(incidentStatuses.indexOf(values.status), incidentSteps.length - 1);
  return (
    <section aria-label="Preview of the status page">
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 className="flex items-center gap-2 font-semibold text-[13px]/5">
          <PanelTop size={15} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
          Status page
        </h2>
        <PreviewThemeButton isDark={isDark} onTheme={onTheme} />
      </div>
      <div className="preview-card" data-theme={isDark ? "dark" : "light"}>
        <div className="bg-status-soft px-5 pt-3.5 pb-4 text-text" data-status={worst}>
          <p className="flex items-center gap-2.5 text-[13px]/5">
            <OrganizationMark name={pageTitle} size={20} />
            <span className="min-w-0 flex-1 truncate font-semibold">{pageTitle}</span>
            <span className="text-[12.5px] text-text-2">After publishing</span>
          </p>
          <p className="mt-3 flex items-center gap-3 font-semibold text-[22px]/7 text-status-fg tracking-[-0.01em]">
            <StatusGlyph status={worst} size={24} />
            {state}
          </p>
        </div>
        <div className="px-5 pt-4 pb-4 text-text">
          <p className={`wrap-anywhere font-semibold text-[16px]/6 ${values.title.trim() === "" ? "text-text-3" : ""}`}>
            {values.title.trim() === "" ? "The title stands here" : values.title.trim()}
          </p>
          <ol className="preview-track" aria-label="Progress">
            {incidentSteps.map((name, index) => (
              <li
                key={name}
                data-reached={index <= current || undefined}
                aria-current={index === current ? "step" : undefined}
              >
                {statusNames[name]}
              </li>
            ))}
          </ol>
          {body.trim() === "" ? (
            <p className="mt-4 text-text-3">What you write stands here.</p>
          ) : (
            <MarkdownText source={body} lead={statusNames[values.status]} className="mt-4" />
          )}
          <p className="mt-2.5 text-[12.5px]/[18px] text-text-2">{dateAndTime(now, browserZone())}</p>
        </div>
        {shown.length === 0 ? null : (
          <ul className="border-border border-t bg-inset px-5 py-2.5 text-text">
            {shown.map(({ id, name, status }) => (
              <li key={id} className="flex items-center justify-between gap-3 py-1 text-[13px]/5">
                <span className="wrap-anywhere min-w-0">{name}</span>
                <StatusBadge status={status} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
