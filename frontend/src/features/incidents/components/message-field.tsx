import { Bold, Braces, CodeXml, Italic, Link, List } from "lucide-react";
import { Toolbar } from "radix-ui";
import { useRef } from "react";
import { Field } from "../../../ui/field.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { Tooltip } from "../../../ui/tooltip.tsx";
import * as edit from "../markdown-edit.ts";

/** A value that can be put into the text. */
export interface InsertableValue {
  /** "Start time" */
  label: string;
  /** What is inserted. */
  text: string;
}

export interface MessageFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  error?: string | undefined;
  values?: readonly InsertableValue[];
  rows?: number;
}

const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
const tools = [
  { label: "Bold", icon: Bold, apply: (text: edit.TextSelection) => edit.wrap(text, "**") },
  { label: "Italic", icon: Italic, apply: (text: edit.TextSelection) => edit.wrap(text, "*") },
  { label: "Link", icon: Link, apply: edit.link },
  { label: "List", icon: List, apply: edit.list },
  { label: "Code", icon: CodeXml, apply: (text: edit.TextSelection) => edit.wrap(text, "`") },
] as const;

/** A Markdown text with a small toolbar, which is one stop of the keyboard. */
export function MessageField({ label, value, onChange, error, values = [], rows = 6 }: MessageFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);

  function change(apply: (text: edit.TextSelection) => edit.TextSelection) {
    const field = area.current;
    if (field === null) return;
    const next = apply({ text: field.value, start: field.selectionStart, end: field.selectionEnd });
    onChange(next.text);
    // Once the new text stands in the field.
    requestAnimationFrame(() => {
      field.focus();
      field.setSelectionRange(next.start, next.end);
    });
  }

  return (
    <Field
      label={label}
      error={error}
      action={<span className="text-[12.5px]/[18px] text-text-3 max-tablet:hidden">Markdown</span>}
    >
      {(control) => (
        <div className="message-box" data-invalid={control["aria-invalid"]}>
          <Toolbar.Root aria-label={`Format of ${label.toLowerCase()}`} className="message-tools">
            {tools.map(({ label: name, icon: Icon, apply }) => (
              <Tooltip key={name} text={name}>
                <Toolbar.Button aria-label={name} className="message-tool" onClick={() => change(apply)}>
                  <Icon {...icon} />
                </Toolbar.Button>
              </Tooltip>
            ))}
            {values.length === 0 ? null : (
              <Menu
                trigger={
                  <Toolbar.Button className="message-tool ml-auto gap-1.5 px-2! text-[13px]">
                    <Braces size={14} strokeWidth={1.75} aria-hidden="true" />
                    Insert value
                  </Toolbar.Button>
                }
              >
                {values.map(({ label: name, text }) => (
                  <MenuItem key={name} onSelect={() => change((selection) => edit.insert(selection, text))}>
                    <span className="flex-1">{name}</span>
                    <span className="max-w-56 truncate text-text-3">{text}</span>
                  </MenuItem>
                ))}
              </Menu>
            )}
          </Toolbar.Root>
          <textarea
            {...control}
            ref={area}
            rows={rows}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="message-area"
          />
        </div>
      )}
    </Field>
  );
}
