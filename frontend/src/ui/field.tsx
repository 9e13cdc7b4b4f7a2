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
  /** The control stands before its label: switches. */
  isInline?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** Label, control, hint and error, wired for assistive technology. The only place that does this wiring. */
export function Field(props: FieldProps) {
  const { label, hint, error, action, isOptional = false, isInline = false, className = "", children } = props;
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  const errorId = error === undefined ? undefined : `${id}-error`;
  const describedBy = [errorId, hintId].filter((part) => part !== undefined).join(" ");
  const control = children({
    id,
    "aria-describedby": describedBy === "" ? undefined : describedBy,
    "aria-invalid": error === undefined ? undefined : true,
  });
  const name = (
    <label htmlFor={id} className="font-medium text-[13px]/[18px]">
      {label}
      {isOptional ? <span className="font-normal text-text-3"> (optional)</span> : null}
    </label>
  );
  const notes = (
    <>
      {error === undefined ? null : <FieldError id={errorId}>{error}</FieldError>}
      {hint === undefined ? null : (
        <p id={hintId} className="text-[12.5px]/[18px] text-text-3">
          {hint}
        </p>
      )}
    </>
  );
  if (isInline)
    return (
      <div className={`flex items-start gap-3 ${className}`}>
        {control}
        <div className="grid min-w-0 flex-1 gap-0.5 pt-px">
          {name}
          {notes}
        </div>
      </div>
    );
  return (
    <div className={`grid gap-1.5 ${className}`}>
      <div className="flex items-baseline justify-between gap-4">
        {name}
        {action}
      </div>
      {control}
      {notes}
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
