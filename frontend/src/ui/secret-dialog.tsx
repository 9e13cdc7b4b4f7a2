import { Button } from "./button.tsx";
import { CopyField } from "./copy-field.tsx";
import { Dialog } from "./dialog.tsx";

export interface SecretDialogProps {
  title: string;
  /** Names the value: "API key". */
  label: string;
  value: string;
  /** Where it goes. */
  text: string;
  onClose: () => void;
}

/** A secret that is shown here and never again. */
export function SecretDialog({ title, label, value, text, onClose }: SecretDialogProps) {
  return (
    <Dialog
      isOpen
      // A click beside the dialog must not lose it.
      onOpenChange={() => {}}
      isForReading
      title={title}
      description={text}
    >
      <div className="mt-4 grid gap-4">
        <CopyField label={label} value={value} />
        <p className="text-[13px]/5">It is shown only now. Heliograph keeps nothing it could show again.</p>
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
