import { toAppError } from "../lib/errors.ts";
import { Button } from "./button.tsx";
import { StatusGlyph } from "./status-glyph.tsx";

export interface ErrorStateProps {
  error: unknown;
  onRetry: () => void;
  isRetrying?: boolean;
  className?: string;
}

/** In the place of the part that failed: what happened, "Try again", the request id. The rest of the screen lives on. */
export function ErrorState({ error, onRetry, isRetrying = false, className = "px-4 py-5" }: ErrorStateProps) {
  const { message, hint, requestId } = toAppError(error);
  return (
    <div role="alert" className={`grid justify-items-start gap-2 ${className}`}>
      <p className="flex gap-2.5">
        <span className="mt-[3px]">
          <StatusGlyph status="major_outage" size={15} />
        </span>
        <span>
          <span className="font-medium">{message}</span> {hint}
          {requestId === undefined ? null : (
            <span className="block font-mono text-[12px]/5 text-text-3">request {requestId}</span>
          )}
        </span>
      </p>
      <Button size="small" onClick={onRetry} isBusy={isRetrying} className="ml-[25px]">
        Try again
      </Button>
    </div>
  );
}
