import { useMutation } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { wholeNumber } from "../../lib/format.ts";
import { saveFile } from "../../lib/save-file.ts";
import { supabase } from "../../lib/supabase.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { type ExportRow, writeCsv } from "./csv.ts";

const partSize = 1000;

/** Saves all subscribers as a file. */
export function useExport(organizationId: string, slug: string) {
  return useMutation({
    mutationFn: async () => {
      const rows = await allSubscribers(organizationId);
      saveFile(`${slug}-subscribers.csv`, writeCsv(rows), "text/csv");
      return rows.length;
    },
    onSuccess: (count) =>
      showToast({ title: `Exported ${wholeNumber(count)} ${count === 1 ? "subscriber" : "subscribers"}` }),
    onError: (error) => showErrorToast("Nothing was exported", error),
  });
}

async function allSubscribers(organizationId: string): Promise<ExportRow[]> {
  const rows: ExportRow[] = [];
  let after: { created_at: string; id: string } | undefined;
  for (;;) {
    const part = unwrap(
      await supabase().rpc("export_subscribers", {
        organization_id: organizationId,
        ...(after !== undefined && { after_created_at: after.created_at, after_id: after.id }),
      }),
    );
    rows.push(...part);
    after = part.at(-1);
    if (after === undefined || part.length < partSize) return rows;
  }
}
