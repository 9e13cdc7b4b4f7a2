import { Download } from "lucide-react";
import { saveFile } from "../../../lib/save-file.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { useExportAccount } from "../mutations.ts";

/** Everything stored about the account, as a file. */
export function DataCard() {
  const read = useExportAccount();
  return (
    <Card>
      <CardHeader title="Take your data with you" />
      <div className="grid justify-items-start gap-3 p-4">
        <p className="max-w-[60ch] text-text-2">
          Your account, ways to sign in, sessions, memberships and what the audit log says of you, as JSON. Secrets are
          not in it.
        </p>
        <Button
          isBusy={read.isPending}
          onClick={() =>
            read.mutate(undefined, {
              onSuccess: (data) =>
                saveFile("heliograph-account.json", `${JSON.stringify(data, null, 2)}\n`, "application/json"),
              onError: (error) => showErrorToast("Nothing was saved", error),
            })
          }
        >
          <Download size={15} strokeWidth={1.75} aria-hidden="true" />
          Download my data
        </Button>
      </div>
    </Card>
  );
}
