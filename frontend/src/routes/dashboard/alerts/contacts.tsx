import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ContactRound } from "lucide-react";
import { ContactDialog } from "../../../features/alerts/components/contact-dialog.tsx";
import { ContactTable } from "../../../features/alerts/components/contact-table.tsx";
import { alertQueries } from "../../../features/alerts/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { useNow } from "../../../lib/clock.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";

const route = getRouteApi("/signed-in/orgs/$slug/alerts/contacts");

/** Whom alerts can reach. */
export function AlertContacts() {
  const { id, slug } = useOrganization();
  const { can } = usePermissions();
  const { add, edit } = route.useSearch();
  const navigate = route.useNavigate();
  const now = useNow();
  const query = useQuery(alertQueries.contacts(id));
  const { data: channels } = useQuery(alertQueries.channels(id));
  const { data: members } = useQuery(teamQueries.members(id));
  const mayWrite = can("alerts.write");
  const contacts = query.data ?? [];
  const edited = contacts.find((contact) => contact.id === edit) ?? null;
  const isReady = query.data !== undefined && channels !== undefined && members !== undefined;
  return (
    <>
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[58px]" />}>
          {(list) =>
            list.length === 0 ? (
              <EmptyState
                icon={ContactRound}
                title="There are no contacts yet"
                text="Add members, phone numbers or chat rooms; rules say who of them hears of what."
                action={
                  mayWrite ? (
                    <Link
                      to="/orgs/$slug/alerts/contacts"
                      params={{ slug }}
                      search={{ add: true }}
                      className={buttonStyles()}
                    >
                      Add the first contact
                    </Link>
                  ) : undefined
                }
              />
            ) : (
              <ContactTable
                organizationId={id}
                contacts={list}
                now={now}
                mayWrite={mayWrite}
                onEdit={(contact) => void navigate({ search: { edit: contact.id } })}
              />
            )
          }
        </QueryView>
      </Card>
      {mayWrite && isReady && (add === true || edited !== null) ? (
        <ContactDialog
          key={edited?.id ?? "new"}
          organizationId={id}
          contact={edited}
          members={members.filter(({ userId }) => !contacts.some(({ user_id: known }) => known === userId))}
          channels={channels}
          onClose={() => void navigate({ search: {}, replace: true })}
        />
      ) : null}
    </>
  );
}
