import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

/** What a control needs to belong to its field; spread it onto the control. */
export interface FieldControl {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

export interface FieldProps {
  label: ReactNode;
  /** Says what goes in, before anything is wrong. */
  hint?: ReactNode;
  /** Says what is wrong and what to do. */
  error?: string | undefined;
  /** At the end of the label's line ("Forgot password"). */
  action?: ReactNode;
  isOptional?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** Label, control, hint and error, wired for assistive technology. The only place that does this wiring. */
export function Field({ label, hint, error, action, isOptional = false, className = "", children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [errorId, hintId].filter((part) => part !== undefined).join(" ");
  return (
    <div className={`grid gap-1.5 ${className}`}>
      <div className="flex items-baseline justify-between gap-4">
        <label htmlFor={id} className="font-medium text-[13px]/[18px]">
          {label}
          {isOptional ? <span className="font-normal text-text-3"> (optional)</span> : null}
        </label>
        {action}
      </div>
      {children({
        id,
        "aria-describedby": describedBy === "" ? undefined : describedBy,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      {error === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
      {hint === undefined ? null : (
        <p id={hintId} className="text-[12.5px]/[18px] text-text-3">
          {hint}
        </p>
      )}
    </div>
  );
}

function FieldError({ id, children }: { id: string | undefined; children: ReactNode }) {
  return (
    <p id={id} data-status="major_outage" className="flex gap-1.5 text-[12.5px]/[18px] text-status-fg">
      <CircleAlert size={14} strokeWidth={1.75} className="mt-0.5 flex-none" aria-hidden="true" />
      {children}
    </p>
  );
}
