import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut, UserRound } from "lucide-react";
import { teamQueries } from "../../../features/team/queries.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { roleNameOf } from "../../../lib/permissions.ts";
import { signOut, useSession } from "../../../lib/session.ts";
import { Avatar } from "../../../ui/avatar.tsx";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "../../../ui/menu.tsx";

/** Who is signed in; profile and sign out behind it. */
export function UserMenu({ isNarrow }: { isNarrow: boolean }) {
  const { id, role, userId } = useOrganization();
  const email = useSession()?.user.email ?? "";
  const { data: members } = useQuery(teamQueries.members(id));
  const name = members?.find((member) => member.userId === userId)?.name ?? email;
  return (
    <Menu
      side="top"
      align="start"
      trigger={
        <button
          type="button"
          className={`flex h-10 w-full cursor-pointer items-center gap-2.5 rounded-control text-left text-[13.5px]/5 hover:bg-surface-3/60 focus-visible:-outline-offset-2 ${isNarrow ? "justify-center" : "px-2"}`}
        >
          <Avatar userId={userId} name={name} />
          {isNarrow ? (
            <span className="sr-only">{name}, your account</span>
          ) : (
            <>
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-[12.5px] text-text-3">
                {roleNameOf(role)}
                <span className="sr-only">, your account</span>
              </span>
            </>
          )}
        </button>
      }
    >
      <MenuLabel>{email}</MenuLabel>
      <MenuItem asChild>
        <Link to="/account" className="text-text!">
          <UserRound size={16} strokeWidth={1.75} className="text-text-2" aria-hidden="true" />
          Your account
        </Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut size={16} strokeWidth={1.75} aria-hidden="true" />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
