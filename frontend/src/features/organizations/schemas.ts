import { z } from "zod";
import { isSlug } from "../../lib/slug.ts";

export const OrganizationForm = z.object({
  name: z.string().trim().min(1, "Enter a name.").max(80, "A name has at most 80 characters."),
  slug: z.string().trim().refine(isSlug, "Use 3 to 48 small letters, digits and hyphens."),
});

export type OrganizationValues = z.infer<typeof OrganizationForm>;

/** What a draft must look like to be shown again; it need not be valid yet. */
export const OrganizationDraft = z.object({ name: z.string(), slug: z.string() });
