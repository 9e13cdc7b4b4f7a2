import type { Member } from "../../../features/team/queries.ts";
import type { Here } from "../../../lib/presence.ts";

export interface MateHere extends Here {
  name: string;
}

/** The others who are here, by name. Names come from the team list, never from what a browser claims. */
export function teamMatesHere(here: readonly Here[], members: readonly Member[], ownId: string): MateHere[] {
  return here
    .flatMap((entry) => {
      const member = members.find(({ userId }) => userId === entry.userId);
      return member === undefined || entry.userId === ownId ? [] : [{ ...entry, name: member.name }];
    })
    .toSorted((a, b) => a.name.localeCompare(b.name));
}
