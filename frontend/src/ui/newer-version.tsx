import { Button } from "./button.tsx";

export interface NewerVersionProps {
  /** What changed meanwhile, as sentences. */
  changes?: readonly string[];
  /** What the two buttons do. */
  explanation?: string;
  /** Shows what is stored; what was typed is gone. */
  onReview: () => void;
  /** What was typed stays and will replace it. */
  onKeep: () => void;
}

const usual = "Review shows it instead of what you typed. Keep mine replaces it when you save.";

/** Somebody stored this while it was being edited. */
export function NewerVersion({ changes = [], explanation = usual, onReview, onKeep }: NewerVersionProps) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-control bg-accent-soft px-3 py-2 text-[13px]/5"
    >
      <span className="min-w-0 flex-1 basis-64">
        Somebody saved a newer version while you were editing.{" "}
        {changes.length === 0 ? null : <span className="font-medium">{changes.join(" ")} </span>}
        <span className="text-text-2">{explanation}</span>
      </span>
      <span className="flex gap-2">
        <Button size="small" onClick={onReview}>
          Review
        </Button>
        <Button size="small" onClick={onKeep}>
          Keep mine
        </Button>
      </span>
    </div>
  );
}
