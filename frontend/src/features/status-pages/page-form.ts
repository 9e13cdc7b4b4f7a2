import { z } from "zod";
import { isSlug } from "../../lib/slug.ts";
import { contrast, isHexColour } from "../../ui/contrast.ts";
import type { PageRow } from "./queries.ts";

/** The lightest ground text in the accent stands on, by day and by night (ui/tokens.css: canvas, surface-3). */
export const grounds = { light: "#faf8f5", dark: "#243034" } as const;
export const leastContrast = 4.5;

const Accent = (ground: string) =>
  z
    .string()
    .trim()
    .toLowerCase()
    .refine((text) => text === "" || isHexColour(text), "Write a colour as #rrggbb.")
    .refine(
      (text) => !isHexColour(text) || contrast(text, ground) >= leastContrast,
      "Too faint to read: choose a colour with at least 4.5:1.",
    );

export const PageForm = z.object({
  title: z.string().trim().min(1, "Enter a title.").max(80, "A title has at most 80 characters."),
  slug: z.string().trim().refine(isSlug, "Use 3 to 48 small letters, digits and hyphens."),
  description: z.string().trim().max(300, "A description has at most 300 characters."),
  time_zone: z.string().trim().refine(isTimeZone, "There is no such time zone. Choose one from the list."),
  is_public: z.boolean(),
  announcement: z.string().trim().max(500, "An announcement has at most 500 characters."),
  links: z
    .array(
      z.object({
        label: z.string().trim().min(1, "Enter a label.").max(40, "A label has at most 40 characters."),
        url: z
          .string()
          .trim()
          .max(500)
          .regex(/^https?:\/\/[^\s"<>]+$/, "Enter a web address that begins with https://."),
      }),
    )
    .max(10, "At most 10 links."),
  theme: z.enum(["system", "light", "dark"]),
  accent: Accent(grounds.light),
  accent_dark: Accent(grounds.dark),
  /** Path in the bucket; "" without a logo. */
  logo_path: z.string(),
  component_ids: z.array(z.string()),
});

export type PageValues = z.infer<typeof PageForm>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const Links = z.array(z.object({ label: z.string(), url: z.string() })).catch([]);

/** The form's values of a stored page. */
export function pageValues(page: PageRow, componentIds: readonly string[]): PageValues {
  return {
    title: page.title,
    slug: page.slug,
    description: page.description ?? "",
    time_zone: page.time_zone,
    is_public: page.is_public,
    announcement: page.announcement ?? "",
    links: Links.parse(page.links),
    theme: page.theme === "light" || page.theme === "dark" ? page.theme : "system",
    accent: page.accent ?? "",
    accent_dark: page.accent_dark ?? "",
    logo_path: page.logo_path ?? "",
    component_ids: [...componentIds].sort(),
  };
}

/** Inputs by the names the database uses in its errors. */
export const pageFields = {
  title: "title",
  slug: "slug",
  description: "description",
  time_zone: "time_zone",
  announcement: "announcement",
  links: "links",
  theme: "theme",
  accent: "accent",
  accent_dark: "accent_dark",
  component_ids: "component_ids",
} as const satisfies Record<string, keyof PageValues>;

export type EditorSection = "general" | "components" | "theme";

const sectionOfField: Record<keyof PageValues, EditorSection> = {
  title: "general",
  slug: "general",
  description: "general",
  time_zone: "general",
  is_public: "general",
  announcement: "general",
  links: "general",
  component_ids: "components",
  theme: "theme",
  accent: "theme",
  accent_dark: "theme",
  logo_path: "theme",
};

const fieldOrder = Object.keys(sectionOfField);

/** The section of the first field with an error, so that it can be shown. */
export function sectionWithError(fields: readonly string[]): EditorSection | null {
  const first = fieldOrder.find((field) => fields.includes(field));
  const entry = Object.entries(sectionOfField).find(([field]) => field === first);
  return entry?.[1] ?? null;
}
