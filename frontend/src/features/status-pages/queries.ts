import { queryOptions } from "@tanstack/react-query";
import type { Row } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { organizationKey } from "../../lib/keys.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of the status pages of an organization, as its members edit them. */
export const pagesKey = (organizationId: string) => organizationKey(organizationId, "pages");

/** Key root of what visitors read. Moves with every status. */
export const snapshotsKey = (organizationId: string) => organizationKey(organizationId, "snapshots");

export type PageRow = Row<"status_pages">;

export const pageQueries = {
  /** Every page by title. */
  list: (organizationId: string) =>
    queryOptions({
      queryKey: [...pagesKey(organizationId), "list"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("status_pages")
            .select("id, slug, title, is_public, updated_at")
            .eq("organization_id", organizationId)
            .order("title")
            .abortSignal(signal),
        ),
    }),
  /** One page, whole. Null when it does not exist (any more). */
  detail: (organizationId: string, pageId: string) =>
    queryOptions({
      queryKey: [...pagesKey(organizationId), "detail", pageId],
      queryFn: async ({ signal }): Promise<PageRow | null> => {
        const rows = unwrap(
          await supabase()
            .from("status_pages")
            .select("*")
            .eq("organization_id", organizationId)
            .eq("id", pageId)
            .abortSignal(signal),
        );
        return rows[0] ?? null;
      },
    }),
  /** Which component is on which page. */
  components: (organizationId: string) =>
    queryOptions({
      queryKey: [...pagesKey(organizationId), "components"],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("status_page_components")
            .select("status_page_id, component_id")
            .eq("organization_id", organizationId)
            .abortSignal(signal),
        ),
    }),
  /** What visitors of a page read now, as stored. */
  snapshot: (organizationId: string, pageId: string) =>
    queryOptions({
      queryKey: [...snapshotsKey(organizationId), "page", pageId],
      queryFn: async ({ signal }) =>
        unwrap(
          await supabase()
            .from("page_snapshots")
            .select("version, body")
            .eq("status_page_id", pageId)
            .abortSignal(signal)
            .maybeSingle(),
        ),
    }),
};
