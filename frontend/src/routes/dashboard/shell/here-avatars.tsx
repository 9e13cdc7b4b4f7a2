import { useQuery } from "@tanstack/react-query";
import { teamQueries } from "../../../features/team/queries.ts";
import { useHereNow } from "../../../lib/live.tsx";
import { useOrganization } from "../../../lib/organization.tsx";
import { Avatar } from "../../../ui/avatar.tsx";
import { Tooltip } from "../../../ui/tooltip.tsx";
import { teamMatesHere } from "./here.ts";

const shown = 4;

/** Team mates who have this organization open; the tooltip says where they are. */
export function HereAvatars() {
  const { id, userId } = useOrganization();
  const here = useHereNow();
  const { data: members = [] } = useQuery(teamQueries.members(id));
  const mates = teamMatesHere(here, members, userId);
  if (mates.length === 0) return null;
  const hidden = mates.length - shown;
  return (
    <ul aria-label="Here now" className="flex items-center max-tablet:hidden">
      {mates.slice(0, shown).map((mate) => (
        <li key={mate.userId} className="-ml-1.5 first:ml-0">
          <Tooltip text={`${mate.name} ${mate.where}`}>
            <button
              type="button"
              aria-label={`${mate.name} ${mate.where}`}
              className="flex cursor-default rounded-full p-px"
            >
              <Avatar userId={mate.userId} name={mate.name} className="border-2 border-surface box-content" />
            </button>
          </Tooltip>
        </li>
      ))}
      {hidden > 0 ? <li className="pl-1.5 text-[12.5px] text-text-3">and {hidden} more</li> : null}
    </ul>
  );
}
