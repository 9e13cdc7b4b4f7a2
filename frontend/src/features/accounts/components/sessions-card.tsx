import { useQuery } from "@tanstack/react-query";
import { age, dateAndTime } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { useRevokeOtherSessions, useRevokeSession } from "../mutations.ts";
import { programOf } from "../program-of.ts";
import { type AccountSession, accountQueries } from "../queries.ts";

/** Where somebody is signed in, and the way to end each. */
export function SessionsCard() {
  const query = useQuery({ ...accountQueries.sessions(), staleTime: 0, refetchInterval: 30_000 });
  const revokeOthers = useRevokeOtherSessions();
  const others = query.data?.filter((session) => !session.is_current).length ?? 0;
  return (
    <Card>
      <CardHeader title="Sessions" note={query.data?.length}>
        {others === 0 ? null : (
          <Button
            size="small"
            isBusy={revokeOthers.isPending}
            onClick={() =>
              revokeOthers.mutate(undefined, {
                onSuccess: (ended) =>
                  showToast({ title: ended === 1 ? "One other session ended" : `${ended} other sessions ended` }),
                onError: (error) => showErrorToast("The other sessions are still open", error),
              })
            }
          >
            End all others
          </Button>
        )}
      </CardHeader>
      <QueryView query={query} skeleton={<SkeletonRows count={2} />}>
        {(sessions) => <DataTable label="Sessions" columns={columns} items={sessions} keyOf={({ id }) => id} />}
      </QueryView>
    </Card>
  );
}

const columns: readonly Column<AccountSession>[] = [
  {
    key: "program",
    header: "Program",
    mobile: "title",
    cell: ({ user_agent, is_current, has_second_factor }) => (
      <span className="flex flex-wrap items-center gap-2" title={user_agent}>
        {programOf(user_agent)}
        {is_current ? <Chip className="bg-accent-soft! text-accent!">This one</Chip> : null}
        {has_second_factor ? <Chip>Second factor</Chip> : null}
      </span>
    ),
  },
  { key: "address", header: "Address", cell: ({ ip }) => ip ?? "unknown" },
  {
    key: "since",
    header: "Signed in",
    cell: ({ created_at }) => <span>{dateAndTime(created_at, browserZone())}</span>,
    mobile: "none",
  },
  {
    key: "seen",
    header: "Last seen",
    cell: ({ last_seen_at, is_current }) => (is_current ? "now" : seen(last_seen_at)),
  },
  {
    key: "end",
    header: <span className="sr-only">End</span>,
    align: "right",
    mobile: "end",
    cell: (session) => (session.is_current ? null : <EndButton session={session} />),
  },
];

function seen(instant: string | null): string {
  if (instant === null) return "unknown";
  return `${age(Date.now() - Date.parse(instant))} ago`;
}

function EndButton({ session }: { session: AccountSession }) {
  const revoke = useRevokeSession();
  const program = programOf(session.user_agent);
  return (
    <Button
      size="small"
      isBusy={revoke.isPending}
      aria-label={`End the session of ${program}`}
      onClick={() =>
        revoke.mutate(session.id, {
          onSuccess: () => showToast({ title: `Session of ${program} ended` }),
          onError: (error) => showErrorToast("The session is still open", error),
        })
      }
    >
      End
    </Button>
  );
}
