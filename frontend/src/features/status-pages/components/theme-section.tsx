import { ImageUp, Trash2 } from "lucide-react";
import { useId, useRef, useState } from "react";
import { Controller, type UseFormReturn } from "react-hook-form";
import { Button } from "../../../ui/button.tsx";
import { contrast, isHexColour } from "../../../ui/contrast.ts";
import { ErrorNote } from "../../../ui/error-note.tsx";
import { Field } from "../../../ui/field.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { logoProblem, logoTypes } from "../logo.ts";
import { grounds, leastContrast, type PageValues } from "../page-form.ts";

export interface ThemeSectionProps {
  form: UseFormReturn<PageValues>;
  /** Address of what will be shown: the chosen file or the stored logo. */
  logoUrl: string | null;
  onLogo: (file: File | null) => void;
}

const themes = [
  { value: "system", label: "As the visitor's system says" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeSection({ form, logoUrl, onLogo }: ThemeSectionProps) {
  return (
    <>
      <Logo url={logoUrl} onLogo={onLogo} />
      <Controller
        control={form.control}
        name="theme"
        render={({ field }) => (
          <Field label="Light or dark" hint="Visitors can switch for themselves.">
            {(control) => <Select {...control} value={field.value} options={themes} onChange={field.onChange} />}
          </Field>
        )}
      />
      <Accent form={form} name="accent" label="Accent, light" ground={grounds.light} standard="#005461" />
      <Accent form={form} name="accent_dark" label="Accent, dark" ground={grounds.dark} standard="#81d8dd" />
      <p className="text-[12.5px]/[18px] text-text-3">
        The accent colours links and buttons. Status colours are the same on every page, so that they always mean the
        same.
      </p>
    </>
  );
}

interface AccentProps {
  form: UseFormReturn<PageValues>;
  name: "accent" | "accent_dark";
  label: string;
  ground: string;
  standard: string;
}

/** A colour with its contrast as it is chosen; what cannot be read is refused. */
function Accent({ form, name, label, ground, standard }: AccentProps) {
  const value = form.watch(name);
  const used = isHexColour(value) ? value : standard;
  const ratio = contrast(used, ground);
  const isReadable = ratio >= leastContrast;
  const set = (text: string) => form.setValue(name, text, { shouldDirty: true, shouldValidate: true });
  return (
    <Field
      label={label}
      isOptional
      error={form.formState.errors[name]?.message}
      hint={value === "" ? `Heliograph's own ${standard} if left empty.` : undefined}
    >
      {(control) => (
        <div className="flex flex-wrap items-center gap-2">
          <input
            type="color"
            aria-label={`${label}: colour`}
            value={used}
            onChange={(event) => set(event.target.value)}
            className="h-(--control-height) w-12 cursor-pointer rounded-control border border-border-strong bg-surface p-1"
          />
          <Input
            {...control}
            {...form.register(name, { onChange: (event) => set(event.target.value) })}
            placeholder={standard}
            spellCheck={false}
            className="w-32! font-mono text-[12.5px]!"
          />
          <span
            className="inline-flex h-(--control-height) items-center rounded-control px-3 font-medium text-[13px]"
            style={{ background: ground, color: used }}
            aria-hidden="true"
          >
            Sample link
          </span>
          <StatusBadge status={isReadable ? "operational" : "major_outage"}>
            {ratio.toFixed(2)}:1{isReadable ? "" : ", needs 4.5:1"}
          </StatusBadge>
        </div>
      )}
    </Field>
  );
}

function Logo({ url, onLogo }: { url: string | null; onLogo: (file: File | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const hintId = useId();

  function choose(file: File | undefined) {
    if (file === undefined) return;
    const found = logoProblem(file);
    setProblem(found);
    if (found === null) onLogo(file);
  }

  return (
    <div className="grid gap-1.5">
      <span className="font-medium text-[13px]/[18px]">
        Logo <span className="font-normal text-text-3">(optional)</span>
      </span>
      <div className="flex flex-wrap items-center gap-3">
        <span className="grid size-14 place-items-center overflow-hidden rounded-control border border-border bg-surface-2">
          {url === null ? (
            <span className="text-[12px] text-text-3">none</span>
          ) : (
            <img src={url} alt="The page's logo" className="size-full object-contain" />
          )}
        </span>
        <input
          ref={input}
          type="file"
          accept={logoTypes.join(",")}
          className="sr-only"
          tabIndex={-1}
          aria-label="Logo file"
          onChange={(event) => {
            choose(event.target.files?.[0]);
            // The same file again must count as a change.
            event.target.value = "";
          }}
        />
        <Button onClick={() => input.current?.click()} aria-describedby={hintId}>
          <ImageUp size={16} strokeWidth={1.75} aria-hidden="true" />
          {url === null ? "Upload logo" : "Replace logo"}
        </Button>
        {url === null ? null : (
          <Button
            variant="ghost"
            onClick={() => {
              setProblem(null);
              onLogo(null);
            }}
          >
            <Trash2 size={16} strokeWidth={1.75} aria-hidden="true" />
            Remove logo
          </Button>
        )}
      </div>
      <ErrorNote>{problem}</ErrorNote>
      <p id={hintId} className="text-[12.5px]/[18px] text-text-3">
        PNG, JPEG or WebP, at most 512 kB. A square works best.
      </p>
    </div>
  );
}
