import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** What everybody with an account reads now. */
export type CurrentAnnouncement = Functions["current_announcements"]["Returns"][number];

/** An announcement as the master administrator writes it. */
export type Announcement = Omit<Functions["announcements"]["Returns"][number], "ends_at"> & {
  /** Null until somebody ends it. */
  ends_at: string | null;
};

/** Key root of announcements. */
export const announcementsKey = ["announcements"] as const;

/** Nobody is told of a new one: it is read within five minutes. */
const refetchMs = 300_000;

export const announcementQueries = {
  /** What is announced now, warnings first. */
  current: () =>
    queryOptions({
      queryKey: [...announcementsKey, "current"],
      refetchInterval: refetchMs,
      queryFn: async ({ signal }): Promise<CurrentAnnouncement[]> =>
        unwrap(await supabase().rpc("current_announcements").abortSignal(signal)),
    }),
  /** All of them, newest first. For master administrators. */
  list: () =>
    queryOptions({
      queryKey: [...announcementsKey, "list"],
      queryFn: async ({ signal }): Promise<Announcement[]> =>
        unwrap(await supabase().rpc("announcements").abortSignal(signal)),
    }),
};
