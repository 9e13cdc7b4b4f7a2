import { Command } from "cmdk";
import { Check, Plus, X } from "lucide-react";
import { useState } from "react";
import { strings } from "../../../lib/strings.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Popover } from "../../../ui/popover.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import type { ComposerComponent } from "../composer-changes.ts";
import { type ComposerValues, firstStatus } from "../composer-form.ts";
import { incidentComponentStatuses } from "../words.ts";

type Affected = ComposerValues["components"];

export interface AffectedFieldProps {
  value: Affected;
  onChange: (components: Affected) => void;
  components: readonly ComposerComponent[];
  /** A resolution makes all operational: statuses are not chosen then. */
  isEnding: boolean;
  error?: string | undefined;
}

const options = incidentComponentStatuses.map((status) => ({
  value: status,
  label: strings.status[status],
  icon: <StatusGlyph status={status} size={15} />,
}));

/** The components an incident touches, each with its status during it. */
export function AffectedField({ value, onChange, components, isEnding, error }: AffectedFieldProps) {
  const find = (id: string) => components.find((component) => component.id === id);
  const isAllWell = value.every(({ status }) => status === "operational");
  return (
    <fieldset className="grid gap-1.5">
      <div className="flex items-baseline justify-between gap-4">
        <legend className="float-left font-medium text-[13px]/[18px]">Affected components</legend>
        {isEnding || isAllWell ? null : (
          <button
            type="button"
            className="link-button text-[13px]/[18px]"
            onClick={() => onChange(value.map((entry) => ({ ...entry, status: "operational" })))}
          >
            Set all to operational
          </button>
        )}
      </div>
      <ul className="affected-list">
        {value.map((entry) => {
          const component = find(entry.component_id);
          const name = component?.name ?? "A component that was removed";
          return (
            <li key={entry.component_id} className="affected-row">
              <span className="min-w-0 flex-1 basis-36">
                <span className="wrap-anywhere font-medium">{name}</span>{" "}
                <span className="text-text-3">{component?.groupName}</span>
              </span>
              {isEnding ? (
                <StatusBadge status="operational" className="pr-2" />
              ) : (
                <span className="flex items-center gap-2 max-tablet:w-full">
                  <Select
                    aria-label={`Status of ${name}`}
                    size="small"
                    className="border-border! tablet:w-[168px]!"
                    value={entry.status}
                    options={options}
                    onChange={(status) =>
                      onChange(value.map((other) => (other === entry ? { ...other, status } : other)))
                    }
                  />
                  <ToolButton
                    label={`Remove ${name}`}
                    className="-ml-1 h-7! w-7! pointer-coarse:h-11! pointer-coarse:w-11!"
                    onClick={() => onChange(value.filter((other) => other !== entry))}
                  >
                    <X size={15} strokeWidth={1.75} aria-hidden="true" />
                  </ToolButton>
                </span>
              )}
            </li>
          );
        })}
        {isEnding ? null : (
          <li>
            <AddComponent value={value} onChange={onChange} components={components} />
          </li>
        )}
      </ul>
      {isEnding && value.length > 0 ? (
        <p className="text-[12.5px]/[18px] text-text-3">A resolution makes all of them operational.</p>
      ) : null}
      {value.length === 0 && !isEnding ? (
        <p className="text-[12.5px]/[18px] text-text-3">
          Without a component no status changes, and the incident appears on every status page.
        </p>
      ) : null}
      <ErrorNote>{error}</ErrorNote>
    </fieldset>
  );
}

type AddComponentProps = Pick<AffectedFieldProps, "value" | "onChange" | "components">;

function AddComponent({ value, onChange, components }: AddComponentProps) {
  const [isOpen, setOpen] = useState(false);
  const isChosen = (id: string) => value.some(({ component_id: chosen }) => chosen === id);
  const toggle = (component: ComposerComponent) =>
    onChange(
      isChosen(component.id)
        ? value.filter(({ component_id: id }) => id !== component.id)
        : [...value, { component_id: component.id, status: firstStatus(component.status) }],
    );
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setOpen}
      label="Add a component"
      className="w-[min(380px,calc(100vw-32px))]"
      trigger={
        <button type="button" className="affected-add">
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          Add a component
        </button>
      }
    >
      <Command label="Components">
        <Command.Input placeholder="Find a component" className="popover-search" />
        <Command.List className="max-h-64 overflow-y-auto p-1" tabIndex={-1}>
          <Command.Empty className="px-2.5 py-2 text-[13px] text-text-3">
            {components.length === 0 ? "There is no component yet." : "Nothing matches."}
          </Command.Empty>
          {components.map((component) => (
            <Command.Item
              key={component.id}
              value={`${component.name} ${component.groupName ?? ""} ${component.id}`}
              onSelect={() => toggle(component)}
              className="menu-item flex items-center"
            >
              <StatusGlyph status={component.status} size={15} label={strings.status[component.status]} />
              <span className="min-w-0 flex-1 truncate">
                {component.name} <span className="text-text-3">{component.groupName}</span>
              </span>
              {isChosen(component.id) ? (
                <Check size={15} strokeWidth={2} className="text-accent" aria-label="chosen" />
              ) : null}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Popover>
  );
}
