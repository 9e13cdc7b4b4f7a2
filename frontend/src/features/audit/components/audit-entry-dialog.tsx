import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import type { AuditEntry } from "../queries.ts";
import { actionText, actorOf, differences, objectName } from "../words.ts";

/** One entry whole: who, where from, with what, and both sides of what changed. */
export function AuditEntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const changes = differences(entry.before, entry.after);
  const facts: readonly (readonly [name: string, value: string | null])[] = [
    ["Time", dateAndTime(entry.occurred_at, browserZone())],
    ["Who", actorOf(entry)],
    ["E-mail address", entry.actor_email],
    ["Network address", entry.ip],
    ["Program", entry.user_agent],
    ["Organization", entry.organization_name],
    ["Object", `${objectName(entry.object_type)} ${entry.object_id}`],
    ["Entry", String(entry.id)],
  ];
  return (
    <Dialog isOpen onOpenChange={onClose} width={760} isForReading title={actionText(entry.action, entry.after)}>
      <dl className="grid grid-cols-[130px_1fr] gap-x-4 gap-y-1.5 text-[13px]/5 max-tablet:grid-cols-1 max-tablet:gap-y-0">
        {facts.map(([name, value]) =>
          value === null ? null : (
            <div key={name} className="contents">
              <dt className="text-text-3">{name}</dt>
              <dd className="wrap-anywhere max-tablet:mb-1.5">{value}</dd>
            </div>
          ),
        )}
      </dl>
      {changes.length === 0 ? null : (
        <table className="mt-5 w-full table-fixed border-collapse text-[12.5px]/5">
          <thead>
            <tr className="border-border border-b text-left text-text-3">
              <th scope="col" className="w-1/4 py-1.5 pr-3 font-normal">
                Field
              </th>
              <th scope="col" className="py-1.5 pr-3 font-normal">
                Before
              </th>
              <th scope="col" className="py-1.5 font-normal">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={field} className="border-border border-b align-top">
                <th scope="row" className="wrap-anywhere py-1.5 pr-3 text-left font-medium">
                  {field}
                </th>
                <td className="wrap-anywhere py-1.5 pr-3 font-mono text-text-2">{before ?? ""}</td>
                <td className="wrap-anywhere py-1.5 font-mono">{after ?? ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
