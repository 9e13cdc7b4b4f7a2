import { Link } from "@tanstack/react-router";
import { useRestoreIncident } from "../../../features/incidents/mutations.ts";
import type { IncidentDetail } from "../../../features/incidents/queries.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { PageNotice } from "../../../ui/page-states.tsx";

/** In place of an incident that was deleted, or never was. */
export function IncidentGone({ incident }: { incident: IncidentDetail | null }) {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const restore = useRestoreIncident(id);
  const all = (
    <Link to="/orgs/$slug/incidents" params={{ slug }} className={buttonStyles()}>
      All incidents
    </Link>
  );
  if (incident === null)
    return (
      <PageNotice title="Incident">
        <EmptyState title="There is no such incident" text="The address may be incomplete." action={all} />
      </PageNotice>
    );
  return (
    <PageNotice title={incident.title}>
      <EmptyState
        title="This incident was deleted"
        text="It is on no status page, and its statuses no longer count."
        action={
          <div className="flex flex-wrap gap-2">
            {can("incidents.write") ? (
              <Button variant="primary" isBusy={restore.isPending} onClick={() => restore.mutate(incident)}>
                Restore
              </Button>
            ) : null}
            {all}
          </div>
        }
      />
    </PageNotice>
  );
}
