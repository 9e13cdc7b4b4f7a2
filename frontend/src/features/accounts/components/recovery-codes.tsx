import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { announce } from "../../../lib/announce.ts";
import { saveFile } from "../../../lib/save-file.ts";
import { Button } from "../../../ui/button.tsx";

export interface RecoveryCodesProps {
  codes: readonly string[];
  /** They were put somewhere safe. */
  onSaved: () => void;
}

/** Ten new codes, in sight this once. */
export function RecoveryCodes({ codes, onSaved }: RecoveryCodesProps) {
  const [isCopied, setCopied] = useState(false);
  const text = codes.join("\n");
  return (
    <div className="grid gap-4">
      <div>
        <h3 className="font-semibold text-[14px]/5">Your recovery codes</h3>
        <p className="mt-1 max-w-[60ch] text-text-2">
          They let you in when your phone is lost: each works once, removes the second factor, and asks for a new one.
          They are shown now and never again.
        </p>
      </div>
      <ul
        aria-label="Recovery codes"
        className="grid max-w-[420px] grid-cols-2 gap-x-6 gap-y-1.5 rounded-control border border-border bg-inset px-4 py-3 font-mono text-[13px]/5"
      >
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button
          onClick={() =>
            void navigator.clipboard.writeText(text).then(() => {
              setCopied(true);
              announce("Copied the recovery codes");
            })
          }
        >
          {isCopied ? (
            <Check size={15} strokeWidth={2} aria-hidden="true" />
          ) : (
            <Copy size={15} strokeWidth={1.75} aria-hidden="true" />
          )}
          {isCopied ? "Copied" : "Copy all"}
        </Button>
        <Button
          onClick={() =>
            saveFile("heliograph-recovery-codes.txt", `Recovery codes of ${location.host}\n\n${text}\n`, "text/plain")
          }
        >
          <Download size={15} strokeWidth={1.75} aria-hidden="true" />
          Download
        </Button>
        <Button variant="primary" onClick={onSaved}>
          I have saved them
        </Button>
      </div>
    </div>
  );
}
