import { queryOptions } from "@tanstack/react-query";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import type { LicenseState } from "./words.ts";

/** What the installed license allows, and what is used of it. */
export type LicenseFacts = Omit<
  Functions["instance_license"]["Returns"][number],
  "state" | "subject" | "expires_at" | "grace_until"
> & {
  state: LicenseState;
  subject: string | null;
  expires_at: string | null;
  grace_until: string | null;
};

export const licenseKey = ["instance", "license"] as const;

export const licenseQueries = {
  /** For master administrators. */
  state: () =>
    queryOptions({
      queryKey: licenseKey,
      queryFn: async ({ signal }): Promise<LicenseFacts> => {
        const row = unwrap(await supabase().rpc("instance_license").abortSignal(signal))[0];
        if (row === undefined) throw new Error("instance_license answers one row");
        return { ...row, state: stateOf(row.state) };
      },
    }),
};

const states = {
  none: "none",
  valid: "valid",
  expiring: "expiring",
  grace: "grace",
  expired: "expired",
  tampered: "tampered",
} satisfies Record<LicenseState, LicenseState>;

/** A state that this version does not know is nothing to rely on. */
function stateOf(text: string): LicenseState {
  return Object.values(states).find((state) => state === text) ?? "tampered";
}
