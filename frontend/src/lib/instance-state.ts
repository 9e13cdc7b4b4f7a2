import { queryOptions } from "@tanstack/react-query";
import type { Database, Functions } from "./database.ts";
import { AppError, unwrap } from "./errors.ts";
import { supabase } from "./supabase.ts";

/** How this Heliograph runs; null until somebody has chosen. */
export type InstanceMode = Database["public"]["Enums"]["instance_mode"] | null;

export type InstanceState = Omit<Functions["instance_state"]["Returns"][number], "mode"> & { mode: InstanceMode };

/** What people without an account are told where sign-up is closed. */
export const signUpIsClosed = "Accounts are created by the administrator of this Heliograph.";

export const instanceStateKey = ["instance-state"] as const;

/** Mode, whether sign-up is open, and what the caller is and may do; for people without a session too. */
export function instanceStateQuery() {
  return queryOptions({
    queryKey: instanceStateKey,
    queryFn: async ({ signal }): Promise<InstanceState> => {
      const [state] = unwrap(await supabase().rpc("instance_state").abortSignal(signal));
      if (state === undefined)
        throw new AppError({ kind: "server", code: "", message: "The server does not say how it runs." });
      return state;
    },
  });
}
