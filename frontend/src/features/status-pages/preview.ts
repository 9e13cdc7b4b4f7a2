import type { PageValues } from "./page-form.ts";

/** The parts of a page snapshot that the editor's values change; the rest is carried along untouched. */
export interface PreviewableSnapshot {
  page: {
    slug: string;
    title: string;
    description: string | null;
    time_zone: string;
    theme: "system" | "light" | "dark";
    accent: string | null;
    accent_dark: string | null;
    logo_url: string | null;
    links: { label: string; url: string }[];
    announcement: string | null;
  };
  groups: { component_ids: string[] }[];
  components: { id: string }[];
}

export interface Preview<Snapshot extends PreviewableSnapshot> {
  snapshot: Snapshot;
  /** Chosen components that visitors do not see yet: their days come with publishing. */
  missing: number;
  /** Components that will go: the state at the top still counts them. */
  removed: number;
}

/** What visitors read now, with the unsaved values put in wherever that is honest. States and days are never made up. */
export function previewOf<Snapshot extends PreviewableSnapshot>(
  stored: Snapshot,
  values: PageValues,
  logoUrl: string | null,
): Preview<Snapshot> {
  const chosen = new Set(values.component_ids);
  const components = stored.components.filter(({ id }) => chosen.has(id));
  const groups = stored.groups
    .map((group) => ({ ...group, component_ids: group.component_ids.filter((id) => chosen.has(id)) }))
    .filter(({ component_ids: ids }) => ids.length > 0);
  const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
  return {
    missing: chosen.size - components.length,
    removed: stored.components.length - components.length,
    snapshot: {
      ...stored,
      page: {
        ...stored.page,
        slug: values.slug,
        title: values.title.trim() === "" ? "Untitled" : values.title,
        description: orNull(values.description),
        time_zone: values.time_zone,
        theme: values.theme,
        accent: orNull(values.accent),
        accent_dark: orNull(values.accent_dark),
        logo_url: logoUrl,
        links: values.links.filter(({ label, url }) => label !== "" && url !== ""),
        announcement: orNull(values.announcement),
      },
      groups,
      components,
    },
  };
}
