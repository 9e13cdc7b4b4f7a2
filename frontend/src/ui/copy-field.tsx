import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { announce } from "../lib/announce.ts";
import { Button } from "./button.tsx";
import { controlStyles } from "./input.tsx";

export interface CopyFieldProps {
  /** What is copied; also the accessible name. */
  label: string;
  value: string;
}

const shownMs = 2_000;

/** A value to take elsewhere, with a button that says for two seconds that it did. */
export function CopyField({ label, value }: CopyFieldProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  return (
    <div className="flex gap-2">
      <input
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        className={`${controlStyles} h-(--control-height) min-w-0 px-2.5 font-mono text-[12.5px]`}
      />
      <Button
        onClick={() =>
          void navigator.clipboard.writeText(value).then(() => {
            setCopied(true);
            announce(`Copied ${label}`);
          })
        }
      >
        {isCopied ? (
          <Check size={15} strokeWidth={2} aria-hidden="true" />
        ) : (
          <Copy size={15} strokeWidth={1.75} aria-hidden="true" />
        )}
        {isCopied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
