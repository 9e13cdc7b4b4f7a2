import { type ComponentProps, useState } from "react";
import { Field } from "./field.tsx";
import { MarkdownText } from "./markdown-text.tsx";
import { Segmented } from "./segmented.tsx";
import { Textarea } from "./textarea.tsx";

export interface MarkdownFieldProps extends Omit<ComponentProps<"textarea">, "value"> {
  label: string;
  hint?: string;
  error?: string | undefined;
  isOptional?: boolean;
  /** What stands in the field now, for the preview. */
  source: string;
}

const modes = [
  { value: "write", label: "Write" },
  { value: "preview", label: "Preview" },
] as const;

/** A message in Markdown, and how visitors will see it. The other properties belong to the text field. */
export function MarkdownField({ label, hint, error, isOptional = false, source, ...control }: MarkdownFieldProps) {
  const [mode, setMode] = useState<"write" | "preview">("write");
  return (
    <Field
      label={label}
      isOptional={isOptional}
      error={error}
      {...(hint === undefined ? {} : { hint })}
      action={<Segmented label="Write or preview" value={mode} options={modes} onChange={setMode} />}
    >
      {(field) => (
        <>
          {/* Stays in the form, so that what was typed and its field's state stay too. */}
          <Textarea rows={5} {...field} {...control} hidden={mode === "preview"} />
          {mode === "write" ? null : (
            <div className="min-h-[122px] rounded-control border border-border bg-inset px-3 py-2">
              {source.trim() === "" ? (
                <p className="text-[13px]/5 text-text-3">Nothing to show yet.</p>
              ) : (
                <MarkdownText source={source} />
              )}
            </div>
          )}
        </>
      )}
    </Field>
  );
}
