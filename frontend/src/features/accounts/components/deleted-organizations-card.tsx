import { useQuery } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useRestoreOrganization } from "../mutations.ts";
import { accountQueries, type DeletedOrganization } from "../queries.ts";

/** Organizations that were deleted and can still be had back. @param onRestored told its address */
export function DeletedOrganizationsCard({ onRestored }: { onRestored: (slug: string) => void }) {
  const query = useQuery({ ...accountQueries.deletedOrganizations(), staleTime: 0 });
  return (
    <Card>
      <CardHeader title="Deleted organizations" />
      <QueryView query={query} skeleton={<SkeletonRows count={1} />}>
        {(organizations) =>
          organizations.length === 0 ? (
            <p className="p-4 text-text-2">
              None. An organization that is deleted can be had back here by its admins for 30 days.
            </p>
          ) : (
            <ul>
              {organizations.map((organization) => (
                <Organization key={organization.id} organization={organization} onRestored={onRestored} />
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}

interface OrganizationProps {
  organization: DeletedOrganization;
  onRestored: (slug: string) => void;
}

function Organization({ organization, onRestored }: OrganizationProps) {
  const restore = useRestoreOrganization();
  const at = (instant: string) => dateAndTime(instant, browserZone());
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-border border-t p-4 first:border-t-0">
      <div className="min-w-0">
        <p className="break-words font-medium">{organization.name}</p>
        <p className="text-[13px]/5 text-text-2">
          {organization.slug} · deleted {at(organization.deleted_at)}, erased {at(organization.erased_at)}
        </p>
      </div>
      <Button
        isBusy={restore.isPending}
        onClick={() =>
          restore.mutate(organization.id, {
            onSuccess: onRestored,
            onError: (error) => showErrorToast(`${organization.name} is still deleted`, error),
          })
        }
      >
        Restore
      </Button>
    </li>
  );
}
