import { queryOptions } from "@tanstack/react-query";
import type { MemberRole } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** An organization as one of its members sees it in lists. */
export interface MyOrganization {
  id: string;
  slug: string;
  name: string;
  role: MemberRole;
}

/** Key root: the organizations of whoever is signed in; outside of any one organization's keys. */
export const organizationsKey = ["organizations"] as const;

export const organizationQueries = {
  /** Organizations the person belongs to, by name, each with their role in it. */
  mine: (userId: string) =>
    queryOptions({
      queryKey: [...organizationsKey, userId],
      queryFn: async ({ signal }): Promise<MyOrganization[]> => {
        const rows = unwrap(
          await supabase()
            .from("members")
            .select("role, organization:organizations!inner(id, slug, name)")
            .eq("user_id", userId)
            .abortSignal(signal),
        );
        return rows
          .map(({ role, organization }) => ({ ...organization, role }))
          .toSorted((a, b) => a.name.localeCompare(b.name));
      },
    }),
};
