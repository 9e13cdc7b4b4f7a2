import { KeyRound } from "lucide-react";
import { dateAndTime } from "../../../lib/format.ts";
import { roleNames } from "../../../lib/permissions.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Chip } from "../../../ui/chip.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { isLockedOut } from "../account-state.ts";
import type { InstanceUser } from "../queries.ts";
import { UserActions } from "./user-actions.tsx";

/** Every account: who it is, where it belongs, how it signs in. */
export function UserTable({ users, ownId, now }: { users: readonly InstanceUser[]; ownId: string; now: number }) {
  return (
    <DataTable
      label="Accounts"
      items={users}
      keyOf={({ id }) => id}
      columns={[
        {
          key: "name",
          header: "Account",
          mobile: "title",
          className: "py-2",
          cell: (user) => <Who user={user} isOwn={user.id === ownId} />,
        },
        {
          key: "organizations",
          header: "Organizations",
          cell: ({ organizations }) =>
            organizations.length === 0 ? (
              <span className="text-text-3">in none</span>
            ) : (
              organizations.map(({ name, slug, role }) => (
                <span key={slug} className="block">
                  {name} <span className="text-text-3">{roleNames[role].toLowerCase()}</span>
                </span>
              ))
            ),
        },
        {
          key: "factor",
          header: "Second factor",
          className: "w-32 whitespace-nowrap",
          cell: ({ has_second_factor: has }) => (
            <span className={has ? "" : "text-text-3"}>
              <span className="tablet:hidden">second factor: </span>
              {has ? "yes" : "no"}
            </span>
          ),
        },
        {
          key: "signed-in",
          header: "Last sign-in",
          className: "w-40 whitespace-nowrap",
          cell: ({ last_sign_in_at: at }) => (
            <span className="text-text-2">
              <span className="tablet:hidden">last sign-in </span>
              {at === null ? "never" : dateAndTime(at, browserZone())}
            </span>
          ),
        },
        { key: "state", header: "State", className: "w-36", cell: (user) => <State user={user} now={now} /> },
        {
          key: "actions",
          header: <span className="sr-only">Actions</span>,
          align: "right",
          mobile: "end",
          className: "w-14",
          cell: (user) => <UserActions user={user} isOwn={user.id === ownId} isLockedOut={isLockedOut(user, now)} />,
        },
      ]}
    />
  );
}

function Who({ user, isOwn }: { user: InstanceUser; isOwn: boolean }) {
  const name = user.full_name.trim();
  return (
    <span className="flex items-center gap-2.5">
      <Avatar userId={user.id} name={name || user.email} size={28} />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-x-2 font-medium">
          <span className="wrap-anywhere">
            {name || user.email}
            {isOwn ? <span className="font-normal text-text-3"> (you)</span> : null}
          </span>
          {user.is_instance_admin ? (
            <Chip>
              <KeyRound size={12} strokeWidth={1.75} aria-hidden="true" />
              Master administrator
            </Chip>
          ) : null}
        </span>
        {name === "" ? null : (
          <span className="wrap-anywhere block font-normal text-[12.5px]/[18px] text-text-3">{user.email}</span>
        )}
      </span>
    </span>
  );
}

function State({ user, now }: { user: InstanceUser; now: number }) {
  if (isLockedOut(user, now)) return <StatusBadge status="major_outage">Locked out</StatusBadge>;
  if (user.confirmed_at === null) return <StatusBadge status="unknown">Not confirmed</StatusBadge>;
  return <StatusBadge status="operational">Active</StatusBadge>;
}
