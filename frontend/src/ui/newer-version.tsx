import { Button } from "./button.tsx";

export interface NewerVersionProps {
  /** Shows what is stored; what was typed is gone. */
  onReview: () => void;
  /** What was typed stays and will replace it. */
  onKeep: () => void;
}

/** Somebody stored this while it was being edited. */
export function NewerVersion({ onReview, onKeep }: NewerVersionProps) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-2 rounded-control bg-accent-soft px-3 py-2 text-[13px]/5"
    >
      <span className="mr-auto">Somebody saved a newer version while you were editing.</span>
      <Button size="small" onClick={onReview}>
        Review
      </Button>
      <Button size="small" onClick={onKeep}>
        Keep mine
      </Button>
    </div>
  );
}
