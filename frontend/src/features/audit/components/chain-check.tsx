import { useQuery } from "@tanstack/react-query";
import { ShieldAlert, ShieldCheck } from "lucide-react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { wholeNumber } from "../../../lib/format.ts";
import { Button } from "../../../ui/button.tsx";
import { auditQueries } from "../queries.ts";

/** Checks the chain of hashes when asked to, and says what came of it. */
export function ChainCheck({ organizationId }: { organizationId: string | null }) {
  const query = useQuery(auditQueries.verification(organizationId));
  const { data, error, isFetching } = query;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <Button onClick={() => void query.refetch()} isBusy={isFetching}>
        Verify the log
      </Button>
      <p role="status" className="flex items-center gap-2 text-[13px]/5">
        {isFetching || (data === undefined && error === null) ? null : error !== null ? (
          sentence(toAppError(error))
        ) : data?.is_intact === true ? (
          <>
            <ShieldCheck size={16} strokeWidth={1.75} className="shrink-0 text-accent" aria-hidden="true" />
            Whole: {wholeNumber(data.checked)} entries, none changed, removed or slipped in.
          </>
        ) : (
          <span data-status="major_outage" className="flex items-center gap-2 text-status-fg">
            <ShieldAlert size={16} strokeWidth={1.75} className="shrink-0" aria-hidden="true" />
            Broken at entry {data?.broken_event_id}: {data?.problem}.
          </span>
        )}
      </p>
    </div>
  );
}
