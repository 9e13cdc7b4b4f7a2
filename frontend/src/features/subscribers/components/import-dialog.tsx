import { useState } from "react";
import { wholeNumber } from "../../../lib/format.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Field } from "../../../ui/field.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Input } from "../../../ui/input.tsx";
import { type CsvTable, importRows, readCsv } from "../csv.ts";
import { useImport } from "../use-import.ts";
import { type ImportChoice, ImportMapping, initialChoice } from "./import-mapping.tsx";
import { ImportReport } from "./import-report.tsx";

export interface ImportDialogProps {
  organizationId: string;
  pages: readonly { id: string; title: string }[];
  isOpen: boolean;
  onClose: () => void;
}

/** Reads a file of addresses and asks each of them to confirm. */
export function ImportDialog({ organizationId, pages, isOpen, onClose }: ImportDialogProps) {
  if (!isOpen) return null;
  return <Importing organizationId={organizationId} pages={pages} onClose={onClose} />;
}

const maxBytes = 5_000_000;
const maxRows = 20_000;

function Importing({ organizationId, pages, onClose }: Omit<ImportDialogProps, "isOpen">) {
  const [table, setTable] = useState<CsvTable | null>(null);
  const [choice, setChoice] = useState<ImportChoice | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const { state, start, stop, reset } = useImport(organizationId);
  const isRunning = state.kind === "running";

  async function read(file: File | undefined) {
    setTable(null);
    setChoice(null);
    if (file === undefined) return;
    if (file.size > maxBytes) return setProblem("The file has more than 5 MB. Split it.");
    const next = readCsv(await file.text());
    if (next.rows.length === 0) return setProblem("There is no row in this file.");
    if (next.rows.length > maxRows) return setProblem(`The file has more than ${wholeNumber(maxRows)} rows. Split it.`);
    setProblem(undefined);
    setTable(next);
    setChoice(initialChoice(next, pages[0]?.id ?? ""));
  }

  function again() {
    reset();
    setTable(null);
    setChoice(null);
  }

  return (
    <Dialog
      isOpen
      // Closing would hide a run that goes on.
      onOpenChange={() => (isRunning ? undefined : onClose())}
      width={640}
      title="Import subscribers"
      description={
        state.kind === "over"
          ? undefined
          : "From a CSV file. Everybody in it is asked to confirm first, at most 2,000 an hour; until then nothing else is sent to them."
      }
      footer={
        state.kind === "over" ? (
          <>
            <Button onClick={again}>Import another file</Button>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </>
        ) : (
          <>
            <Button onClick={isRunning ? stop : onClose}>{isRunning ? "Stop" : "Cancel"}</Button>
            <Button
              variant="primary"
              disabled={table === null}
              isBusy={isRunning}
              onClick={() => {
                if (table !== null && choice !== null) void start(choice.page, importRows(table, choice));
              }}
            >
              {table === null ? "Import" : `Ask ${wholeNumber(table.rows.length)} to confirm`}
            </Button>
          </>
        )
      }
    >
      <div className="mt-4 grid gap-4">
        {state.kind === "over" ? (
          <ImportReport rows={state.rows} left={state.left} error={state.error} />
        ) : isRunning ? (
          <Progress done={state.done} total={state.total} />
        ) : (
          <>
            <Field label="File" hint="With or without a header row. At least one column of addresses.">
              {(control) => (
                <Input
                  {...control}
                  type="file"
                  accept=".csv,.tsv,.txt,text/csv"
                  className="file-input"
                  onChange={(event) => void read(event.target.files?.[0])}
                />
              )}
            </Field>
            <FormAlert>{problem}</FormAlert>
            {table === null || choice === null ? null : (
              <ImportMapping table={table} pages={pages} choice={choice} onChange={setChoice} />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

function Progress({ done, total }: { done: number; total: number }) {
  return (
    <div className="grid gap-2">
      <progress className="import-progress" value={done} max={total} aria-label="Imported rows" />
      <p role="status" className="text-[13px]/5 text-text-2">
        {wholeNumber(done)} of {wholeNumber(total)} rows
      </p>
    </div>
  );
}
