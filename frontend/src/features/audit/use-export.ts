import { useMutation } from "@tanstack/react-query";
import Papa from "papaparse";
import { unwrap } from "../../lib/errors.ts";
import { wholeNumber } from "../../lib/format.ts";
import { saveFile } from "../../lib/save-file.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import type { AuditFilter } from "./list-filter.ts";
import { type AuditEntry, auditArguments } from "./queries.ts";

export type AuditFormat = "csv" | "jsonl";

const partSize = 1000;

/** Saves what the filter leaves of the log as a file. */
export function useExportAudit(organizationId: string | null, fileName: string) {
  return useMutation({
    mutationFn: async ({ filter, format }: { filter: AuditFilter; format: AuditFormat }) => {
      const entries = await allEntries(organizationId, filter);
      const isCsv = format === "csv";
      saveFile(
        `${fileName}.${format}`,
        isCsv ? writeCsv(entries) : writeLines(entries),
        isCsv ? "text/csv" : "application/jsonl",
      );
      return entries.length;
    },
    onSuccess: (count) => showToast({ title: `Exported ${wholeNumber(count)} ${count === 1 ? "entry" : "entries"}` }),
    onError: (error) => showErrorToast("Nothing was exported", error),
  });
}

async function allEntries(organizationId: string | null, filter: AuditFilter): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const last = entries.at(-1);
    const part = unwrap(
      await supabase().rpc("audit_log", {
        ...auditArguments(organizationId, filter),
        max_rows: partSize,
        ...(last !== undefined && { before_id: last.id }),
      }),
    );
    entries.push(...part);
    if (part.length < partSize) return entries;
  }
}

/** One JSON object a line. */
export function writeLines(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/** Before and after stand as JSON in their cells; nothing in a cell is a formula. */
export function writeCsv(entries: readonly AuditEntry[]): string {
  const rows = entries.map(({ before, after, ...entry }) => ({
    ...entry,
    before: before === null ? "" : JSON.stringify(before),
    after: after === null ? "" : JSON.stringify(after),
  }));
  return Papa.unparse(rows, { escapeFormulae: true });
}
