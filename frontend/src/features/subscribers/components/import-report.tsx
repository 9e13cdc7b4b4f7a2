import { Download } from "lucide-react";
import { wholeNumber } from "../../../lib/format.ts";
import { saveFile } from "../../../lib/save-file.ts";
import type { ComponentStatus } from "../../../lib/status.ts";
import { Button } from "../../../ui/button.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { writeReport } from "../csv.ts";
import type { ImportOutcome } from "../mutations.ts";
import type { ImportedRow } from "../use-import.ts";

const outcomeOrder = ["asked", "known", "ended", "repeated", "invalid"] as const satisfies readonly ImportOutcome[];

const outcomes = {
  asked: { status: "operational", text: "asked to confirm" },
  known: { status: "unknown", text: "known already" },
  ended: { status: "unknown", text: "unsubscribed or bounced earlier: not asked again" },
  repeated: { status: "unknown", text: "repeated in the file" },
  invalid: { status: "partial_outage", text: "no address that can be imported" },
} satisfies Record<ImportOutcome, { status: ComponentStatus; text: string }>;

const shownCount = 100;

export interface ImportReportProps {
  rows: readonly ImportedRow[];
  /** Rows that were not tried. */
  left: number;
  error: string | null;
}

/** What became of each row. */
export function ImportReport({ rows, left, error }: ImportReportProps) {
  const others = rows.filter(({ outcome }) => outcome !== "asked");
  return (
    <div role="status" className="grid gap-4">
      {left === 0 ? null : (
        <FormAlert>{`${wholeNumber(left)} rows were not tried. ${error ?? "You stopped the import."} Importing the file again does no harm.`}</FormAlert>
      )}
      <ul className="grid gap-1.5">
        {outcomeOrder.map((outcome) => {
          const count = rows.filter((row) => row.outcome === outcome).length;
          if (count === 0 && outcome !== "asked") return null;
          return (
            <li key={outcome}>
              <StatusBadge status={outcomes[outcome].status}>
                {wholeNumber(count)} {outcomes[outcome].text}
              </StatusBadge>
            </li>
          );
        })}
      </ul>
      {others.length === 0 ? null : (
        <div className="max-h-64 overflow-auto rounded-control border border-border">
          <table className="data-table" aria-label="Rows that were not asked">
            <thead>
              <tr>
                <th scope="col" className="w-14">
                  Line
                </th>
                <th scope="col">Address</th>
                <th scope="col">What became of it</th>
              </tr>
            </thead>
            <tbody>
              {others.slice(0, shownCount).map(({ line, address, outcome }) => (
                <tr key={line}>
                  <td className="text-text-3">{line}</td>
                  <td className="wrap-anywhere">
                    {address === "" ? <span className="text-text-3">empty</span> : address}
                  </td>
                  <td>{outcomes[outcome].text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          size="small"
          onClick={() =>
            saveFile(
              "import-report.csv",
              writeReport(rows.map((row) => ({ ...row, outcome: outcomes[row.outcome].text }))),
              "text/csv",
            )
          }
        >
          <Download size={14} strokeWidth={1.75} aria-hidden="true" />
          Save the report
        </Button>
        {others.length > shownCount ? (
          <p className="text-[12.5px]/[18px] text-text-3">
            {wholeNumber(others.length - shownCount)} more rows are in the report.
          </p>
        ) : null}
      </div>
    </div>
  );
}
