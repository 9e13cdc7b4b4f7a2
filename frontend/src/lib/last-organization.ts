const storageKey = "heliograph-organization";

/** Slug of the organization this browser showed last, or null. */
export function lastOrganizationSlug(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** Makes "/" lead to this organization next time. */
export function rememberOrganization(slug: string): void {
  try {
    localStorage.setItem(storageKey, slug);
  } catch {
    // Storage is switched off: "/" leads to the first organization.
  }
}
