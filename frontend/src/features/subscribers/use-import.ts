import { useRef, useState } from "react";
import { toAppError } from "../../lib/errors.ts";
import { sentence } from "../../lib/form-errors.ts";
import type { ImportRow } from "./csv.ts";
import { type ImportOutcome, useImportSubscribers } from "./mutations.ts";

/** A row of the file and what became of it. */
export interface ImportedRow extends ImportRow {
  readonly outcome: ImportOutcome;
}

export type ImportState =
  | { readonly kind: "choosing" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  /** `left` rows were not tried: it was stopped, or failed. */
  | {
      readonly kind: "over";
      readonly rows: readonly ImportedRow[];
      readonly left: number;
      readonly error: string | null;
    };

const batchSize = 200;

/** Imports rows in batches, so that progress is seen and it can be stopped. Rows already imported are harmless to repeat. */
export function useImport(organizationId: string) {
  const [state, setState] = useState<ImportState>({ kind: "choosing" });
  const isStopped = useRef(false);
  const { mutateAsync } = useImportSubscribers(organizationId);

  async function start(pageId: string, rows: readonly ImportRow[]) {
    isStopped.current = false;
    const imported: ImportedRow[] = rows.flatMap((row) =>
      row.channel === null || row.address === "" ? [{ ...row, outcome: "invalid" as const }] : [],
    );
    let error: string | null = null;
    setState({ kind: "running", done: imported.length, total: rows.length });
    try {
      for (const { channel, batch } of batchesOf(rows)) {
        if (isStopped.current) break;
        const outcomes = await mutateAsync({ pageId, channel, addresses: batch.map(({ address }) => address) });
        imported.push(...batch.map((row, index) => ({ ...row, outcome: outcomes[index] ?? ("invalid" as const) })));
        setState({ kind: "running", done: imported.length, total: rows.length });
      }
    } catch (thrown) {
      error = sentence(toAppError(thrown));
    }
    imported.sort((a, b) => a.line - b.line);
    setState({ kind: "over", rows: imported, left: rows.length - imported.length, error });
  }

  return {
    state,
    start,
    stop: () => {
      isStopped.current = true;
    },
    reset: () => setState({ kind: "choosing" }),
  };
}

function* batchesOf(rows: readonly ImportRow[]) {
  for (const channel of new Set(rows.map((row) => row.channel))) {
    if (channel === null) continue;
    const wanted = rows.filter((row) => row.channel === channel && row.address !== "");
    for (let at = 0; at < wanted.length; at += batchSize) yield { channel, batch: wanted.slice(at, at + batchSize) };
  }
}
