import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database, Enums } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { type Answer, unwrap } from "../_shared/edge/refusal.ts";
import type { ProviderRow } from "../notify/providers.ts";

/** A page, as far as messages say something of it. */
export interface PageFacts {
  readonly slug: string;
  readonly title: string;
  readonly timeZone: string;
  readonly accent: string | null;
  readonly organizationName: string;
}

/** The database, as this function needs it for one caller. */
export interface MessagesDatabase {
  /** A page the caller may see; null for any other. */
  page(organizationId: string, pageId: string): Promise<PageFacts | null>;
  /** The first page of an organization, for what is about none in particular. */
  firstPage(organizationId: string): Promise<PageFacts | null>;
  /** Those of the components that a page shows. */
  components(
    pageId: string,
    ids: readonly string[],
  ): Promise<readonly { readonly id: string; readonly name: string; readonly status: Enums<"component_status"> }[]>;
  /** Allows a test message, of the instance for null, and says the caller's own address. @throws AppError when the caller may not */
  beginTest(organizationId: string | null): Promise<string>;
  /** With secrets: only after `beginTest`. Those of the instance alone for null. */
  providers(organizationId: string | null): Promise<readonly ProviderRow[]>;
  now(): Date;
}

const pageColumns = "slug, title, time_zone, accent, organization:organizations!inner(name)";

/**
 * The database behind two clients.
 * @param caller  acts with the caller's rights
 * @param service reads providers, whose secrets no member may see
 */
export function createDatabase(caller: SupabaseClient<Database>, service: SupabaseClient<Database>): MessagesDatabase {
  return {
    async page(organizationId, pageId) {
      const pages = caller.from("status_pages").select(pageColumns);
      return pageIn(unwrapForCaller(await pages.eq("organization_id", organizationId).eq("id", pageId)));
    },
    async firstPage(organizationId) {
      const pages = caller.from("status_pages").select(pageColumns);
      return pageIn(unwrapForCaller(await pages.eq("organization_id", organizationId).order("created_at").limit(1)));
    },
    async components(pageId, ids) {
      if (ids.length === 0) return [];
      const rows = unwrapForCaller(
        await caller
          .from("status_page_components")
          .select("component:components!inner(id, name, status)")
          .eq("status_page_id", pageId)
          .in("component_id", [...ids]),
      );
      return rows.map(({ component }) => component).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    },
    beginTest: async (organization_id) =>
      unwrapForCaller(
        organization_id === null
          ? await caller.rpc("begin_instance_test_message")
          : await caller.rpc("begin_test_message", { organization_id }),
      ),
    async providers(organizationId) {
      const organization_ids = organizationId === null ? [] : [organizationId];
      const { data } = await service.rpc("providers", { organization_ids }).throwOnError();
      return data;
    },
    now: () => new Date(),
  };
}

interface PageRow {
  slug: string;
  title: string;
  time_zone: string;
  accent: string | null;
  organization: { name: string };
}

function pageIn([row]: readonly PageRow[]): PageFacts | null {
  if (row === undefined) return null;
  const { slug, title, time_zone: timeZone, accent, organization } = row;
  return { slug, title, timeZone, accent, organizationName: organization.name };
}

/** As `unwrap`, and a session that is over is for the caller to renew. */
function unwrapForCaller<T>(answer: Answer<T>): T {
  if (answer.error?.code.startsWith("PGRST30")) throw new AppError("unauthorized", 401, "Sign in first.");
  return unwrap(answer);
}
