import type { ReactNode } from "react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";

export interface TestResultProps {
  result: { is_sent: boolean; to: string; answer: string } | undefined;
  error: unknown;
  isPending: boolean;
}

/** What became of a test message, in the provider's own words. */
export function TestResult({ result, error, isPending }: TestResultProps) {
  if (isPending) return <Said>Sending. A server that does not answer is given half a minute.</Said>;
  if (error !== null) return <Said isBad>{sentence(toAppError(error))}</Said>;
  if (result === undefined) return null;
  const { is_sent: isSent, to, answer } = result;
  return (
    <div role="status" className="grid gap-1">
      <StatusBadge status={isSent ? "operational" : "major_outage"}>
        {isSent ? `Sent to ${to}` : `Not sent to ${to}`}
      </StatusBadge>
      {answer === "" ? null : (
        <p className="wrap-anywhere font-mono text-[12.5px]/5 text-text-2">
          {isSent ? "accepted as " : ""}
          {answer}
        </p>
      )}
    </div>
  );
}

function Said({ isBad = false, children }: { isBad?: boolean; children: ReactNode }) {
  return (
    <p
      role="status"
      data-status={isBad ? "major_outage" : "unknown"}
      className={`text-[13px]/5 ${isBad ? "text-status-fg" : "text-text-2"}`}
    >
      {children}
    </p>
  );
}
