import { Send } from "lucide-react";
import { useNow } from "../../../lib/clock.ts";
import { age, wholeNumber } from "../../../lib/format.ts";
import { Button } from "../../../ui/button.tsx";

export interface ComposerBarProps {
  isNew: boolean;
  isNotifying: boolean;
  /** How many will be told; undefined until it is known. */
  recipients: number | undefined;
  isSending: boolean;
  /** When the words were last kept on this device. */
  savedAt: number | null;
  /** Keeps it for the team, unpublished. */
  onDraft: () => void;
}

/** State of the draft and the buttons, always in reach. */
export function ComposerBar({ isNew, isNotifying, recipients, isSending, savedAt, onDraft }: ComposerBarProps) {
  return (
    <div className="composer-bar">
      <p className="min-w-0 flex-1 text-[13px]/5 text-text-2 max-tablet:sr-only">
        <DraftState savedAt={savedAt} />
      </p>
      {isNew ? <Button onClick={onDraft}>Save as draft</Button> : null}
      <Button type="submit" variant="primary" className="max-tablet:flex-1!" isBusy={isSending}>
        <Send size={15} strokeWidth={1.75} aria-hidden="true" />
        {publishLabel(isNotifying, recipients)}
        <span className="composer-key" aria-hidden="true">
          Ctrl ↵
        </span>
      </Button>
    </div>
  );
}

function publishLabel(isNotifying: boolean, recipients: number | undefined): string {
  if (!isNotifying) return "Publish without notifying";
  return recipients === undefined || recipients === 0 ? "Publish" : `Publish and notify ${wholeNumber(recipients)}`;
}

function DraftState({ savedAt }: { savedAt: number | null }) {
  const now = useNow();
  if (savedAt === null) return "What you write is kept on this device.";
  const old = now - savedAt;
  return old < 10_000 ? "Draft saved just now" : `Draft saved ${age(old)} ago`;
}
