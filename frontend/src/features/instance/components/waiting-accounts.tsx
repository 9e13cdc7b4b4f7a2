import { useQuery } from "@tanstack/react-query";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { useCreateAccount } from "../mutations.ts";
import { instanceQueries } from "../queries.ts";

/** Whom organizations have invited and only an account created here lets in; nothing while nobody waits. */
export function WaitingAccounts() {
  const query = useQuery(instanceQueries.waiting());
  const create = useCreateAccount();
  const isEmpty = query.data === undefined ? query.error === null : query.data.length === 0;
  if (isEmpty) return null;

  async function createFor(email: string) {
    try {
      await create.mutateAsync({ email, fullName: "" });
      showToast({ title: `Account created for ${email}` });
    } catch (error) {
      showErrorToast(`${email} still waits for an account`, error);
    }
  }

  return (
    <Card>
      <CardHeader title="Waiting for an account" note="invited, and without an account until you create it" />
      <QueryView query={query} skeleton={null}>
        {(invitations) => (
          <DataTable
            label="Waiting for an account"
            items={invitations}
            keyOf={({ id }) => id}
            columns={[
              {
                key: "email",
                header: "E-mail address",
                mobile: "title",
                cell: ({ email }) => <span className="wrap-anywhere font-medium">{email}</span>,
              },
              {
                key: "organization",
                header: "Organization",
                cell: ({ organization_name: name, role }) => (
                  <>
                    {name} <span className="text-text-3">{roleNames[role].toLowerCase()}</span>
                  </>
                ),
              },
              {
                key: "by",
                header: "Invited by",
                cell: ({ invited_by: who }) => (
                  <span className="wrap-anywhere">
                    <span className="tablet:hidden">by </span>
                    {who ?? "a former member"}
                  </span>
                ),
              },
              {
                key: "since",
                header: "Since",
                className: "w-40 whitespace-nowrap",
                cell: ({ invited_at: at }) => (
                  <span className="text-text-2">
                    <span className="tablet:hidden">since </span>
                    {dateAndTime(at, browserZone())}
                  </span>
                ),
              },
              {
                key: "create",
                header: <span className="sr-only">Create the account</span>,
                align: "right",
                mobile: "end",
                className: "w-40",
                cell: ({ email }) => (
                  <Button
                    size="small"
                    aria-label={`Create account for ${email}`}
                    isBusy={create.isPending && create.variables.email === email}
                    onClick={() => void createFor(email)}
                  >
                    Create account
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryView>
    </Card>
  );
}
