import { useMutation, useQueryClient } from "@tanstack/react-query";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";
import { browserZone } from "../../lib/time-zone.ts";
import { showErrorToast } from "../../lib/toast-errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { removeLogo, uploadLogo } from "./logo.ts";
import type { PageValues } from "./page-form.ts";
import { pageQueries, pagesKey, snapshotsKey } from "./queries.ts";

export interface NewPage {
  title: string;
  slug: string;
  is_public: boolean;
  /** What it shows from the start. */
  component_ids: readonly string[];
}

/** Creates a page in this device's time zone. @returns its id */
export function useCreatePage(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ component_ids, ...page }: NewPage) => {
      const { id } = unwrap(
        await supabase().rpc("create_page", {
          organization_id: organizationId,
          time_zone: browserZone(),
          component_ids: [...component_ids],
          ...page,
        }),
      );
      return id;
    },
    onSuccess: () => client.invalidateQueries({ queryKey: pagesKey(organizationId) }),
  });
}

export interface PublishPage {
  values: PageValues;
  /** What is stored now. */
  before: PageValues;
  /** A new logo; null keeps `values.logo_path`. */
  logo: File | null;
  /** `updated_at` of the version that was edited: who stored another meanwhile is not overwritten. */
  expectedUpdatedAt: string;
}

/** Makes the editor's values what visitors see. @returns the values as stored */
export function usePublishPage(organizationId: string, pageId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ values, before, logo, expectedUpdatedAt }: PublishPage): Promise<PageValues> => {
      const logo_path = logo === null ? values.logo_path : await uploadLogo(organizationId, logo);
      const stored = { ...values, logo_path };
      const answer = await supabase().rpc("publish_page", {
        status_page_id: pageId,
        expected_updated_at: expectedUpdatedAt,
        ...stored,
      });
      if (answer.error !== null && logo !== null) await removeLogo(logo_path);
      const page = unwrap(answer);
      // Whoever publishes again at once edits this version, even before it is fetched.
      client.setQueryData(pageQueries.detail(organizationId, pageId).queryKey, page);
      if (before.logo_path !== "" && before.logo_path !== logo_path) await removeLogo(before.logo_path);
      return stored;
    },
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: pagesKey(organizationId) }),
        client.invalidateQueries({ queryKey: snapshotsKey(organizationId) }),
      ]),
  });
}

/** Deletes a page; its components stay. */
export function useDeletePage(organizationId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id }: { id: string; title: string }) =>
      unwrap(await supabase().from("status_pages").delete().eq("id", id).select("id").single()),
    onSuccess: (_, { title }) => {
      showToast({ title: `Deleted the page ${title}` });
      return client.invalidateQueries({ queryKey: pagesKey(organizationId) });
    },
    onError: (error, { title }) => showErrorToast(`The page ${title} is not deleted`, error),
  });
}
