import { useMutation } from "@tanstack/react-query";
import { unwrapEmpty } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { useRefresh } from "../../lib/use-refresh.ts";
import { announcementsKey } from "./queries.ts";

export interface AnnouncementInput {
  /** A new one has a new id. */
  id: string;
  body: string;
  isWarning: boolean;
  /** Null for now. */
  startsAt: string | null;
  /** Null until somebody ends it. */
  endsAt: string | null;
}

/** Creates or changes an announcement. */
export function useSaveAnnouncement() {
  const refresh = useRefresh(announcementsKey);
  return useMutation({
    mutationFn: async ({ id, body, isWarning, startsAt, endsAt }: AnnouncementInput) =>
      unwrapEmpty(
        await supabase().rpc("save_announcement", {
          announcement_id: id,
          body,
          is_warning: isWarning,
          ...(startsAt !== null && { starts_at: startsAt }),
          ...(endsAt !== null && { ends_at: endsAt }),
        }),
      ),
    onSuccess: refresh,
  });
}

export function useDeleteAnnouncement() {
  const refresh = useRefresh(announcementsKey);
  return useMutation({
    mutationFn: async (id: string) => unwrapEmpty(await supabase().rpc("delete_announcement", { announcement_id: id })),
    onSuccess: refresh,
  });
}
