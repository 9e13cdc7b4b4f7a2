import { useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { OrganizationMark } from "../../../ui/organization-mark.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useRestoreOrganization } from "../mutations.ts";
import { organizationQueries } from "../queries.ts";

export interface DeletedOrganizationsProps {
  /** Words on the card, where the screen's own title is another. */
  title?: string;
  /** Told its address. */
  onRestored: (slug: string) => void;
}

/** What can be had back, and until when. */
export function DeletedOrganizations({ title, onRestored }: DeletedOrganizationsProps) {
  const query = useQuery({ ...organizationQueries.deleted(), staleTime: 0 });
  const restore = useRestoreOrganization();
  const at = (instant: string) => dateAndTime(instant, browserZone());
  return (
    <Card>
      {title === undefined ? null : <CardHeader title={title} />}
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(organizations) =>
          organizations.length === 0 ? (
            <EmptyState
              icon={Trash2}
              title="Nothing is deleted"
              text="Organizations that you deleted as admin stand here for 30 days."
            />
          ) : (
            <ul>
              {organizations.map(({ id, name, slug, deleted_at: deletedAt, erased_at: erasedAt }) => (
                <li
                  key={id}
                  className="flex flex-wrap items-center gap-3 border-border border-t px-4 py-3 first:border-t-0"
                >
                  <OrganizationMark name={name} />
                  <span className="min-w-0 flex-1 basis-48">
                    <span className="wrap-anywhere block font-medium">{name}</span>
                    <span className="wrap-anywhere block text-[12.5px]/[18px] text-text-3">
                      {slug} · deleted on {at(deletedAt)}, erased on {at(erasedAt)}
                    </span>
                  </span>
                  <Button
                    aria-label={`Restore ${name}`}
                    isBusy={restore.isPending && restore.variables === id}
                    onClick={() =>
                      restore.mutate(id, {
                        onSuccess: onRestored,
                        onError: (error) => showErrorToast(`${name} is still deleted`, error),
                      })
                    }
                  >
                    Restore
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </Card>
  );
}
