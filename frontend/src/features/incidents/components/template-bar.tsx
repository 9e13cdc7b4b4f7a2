import { Command } from "cmdk";
import { BookmarkPlus, FileText, Settings2 } from "lucide-react";
import { useState } from "react";
import { Kbd } from "../../../ui/kbd.tsx";
import { Popover } from "../../../ui/popover.tsx";
import type { IncidentTemplate } from "../templates.ts";
import { statusNames } from "../words.ts";

export interface TemplateBarProps {
  templates: readonly IncidentTemplate[];
  /** Name of the one that was applied. */
  applied: string | null;
  /** There is something worth keeping. */
  maySave: boolean;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onApply: (template: IncidentTemplate) => void;
  onSave: () => void;
  onManage: () => void;
}

/** Which prepared incident the form began with, and the way to another. */
export function TemplateBar(props: TemplateBarProps) {
  const { templates, applied, maySave, isOpen, onOpenChange, onApply, onSave, onManage } = props;
  const [query, setQuery] = useState("");
  const choose = (act: () => void) => {
    onOpenChange(false);
    setQuery("");
    act();
  };
  return (
    <div className="template-bar">
      <FileText size={16} strokeWidth={1.75} className="flex-none text-text-2" aria-hidden="true" />
      <p className="min-w-0 flex-1 truncate">
        {applied === null ? (
          <span className="text-text-2">No template</span>
        ) : (
          <>
            <span className="text-text-2">Template:</span> <span className="font-semibold">{applied}</span>
          </>
        )}
      </p>
      {maySave && applied === null ? (
        <button type="button" className="link-button max-tablet:hidden" onClick={onSave}>
          Save this as a template
        </button>
      ) : null}
      <Popover
        isOpen={isOpen}
        onOpenChange={onOpenChange}
        label="Templates"
        align="end"
        className="w-[min(380px,calc(100vw-32px))]"
        trigger={
          <button type="button" className="link-button" aria-keyshortcuts="Alt+T">
            {applied === null ? "Choose" : "Change"}
            <span className="sr-only"> a template</span>
          </button>
        }
      >
        <Command label="Templates">
          <Command.Input
            placeholder="Find a template"
            className="popover-search"
            value={query}
            onValueChange={setQuery}
          />
          <Command.List className="max-h-72 overflow-y-auto p-1" tabIndex={-1}>
            {templates.length === 0 ? (
              <p className="px-2.5 py-2 text-[13px]/5 text-text-3">
                There is no template yet. Write an incident and save it as one.
              </p>
            ) : null}
            {templates.map((template) => (
              <Command.Item
                key={template.id}
                value={`${template.name} ${template.id}`}
                onSelect={() => choose(() => onApply(template))}
                className="menu-item flex items-center"
              >
                <span className="min-w-0 flex-1 truncate">{template.name}</span>
                <span className="text-[12.5px] text-text-3">{statusNames[template.status]}</span>
              </Command.Item>
            ))}
            {maySave ? (
              <Command.Item
                value="save this as a template"
                onSelect={() => choose(onSave)}
                className="menu-item flex items-center"
              >
                <BookmarkPlus size={15} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
                Save this as a template
              </Command.Item>
            ) : null}
            {templates.length > 0 ? (
              <Command.Item
                value="manage templates"
                onSelect={() => choose(onManage)}
                className="menu-item flex items-center"
              >
                <Settings2 size={15} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
                Manage templates
              </Command.Item>
            ) : null}
          </Command.List>
        </Command>
      </Popover>
      <span aria-hidden="true" className="flex max-tablet:hidden pointer-coarse:hidden">
        <Kbd>Alt T</Kbd>
      </span>
    </div>
  );
}
