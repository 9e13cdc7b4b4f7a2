import { z } from "zod";

/** A member who has the organization open. */
export interface Here {
  userId: string;
  /** "on Storefront" */
  where: string;
  path: string;
}

const Entry = z.object({ user_id: z.string(), where: z.string().max(120), path: z.string().max(300) });

/** One entry a person, with the place of the tab that reported last; entries of another shape are passed over. */
export function readPresence(state: Readonly<Record<string, readonly unknown[]>>): Here[] {
  return Object.values(state).flatMap((tabs) => {
    const latest = tabs.flatMap((tab) => Entry.safeParse(tab).data ?? []).at(-1);
    return latest === undefined ? [] : [{ userId: latest.user_id, where: latest.where, path: latest.path }];
  });
}
