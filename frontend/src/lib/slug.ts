const pattern = /^[a-z0-9][a-z0-9-]{1,46}[a-z0-9]$/;
export const slugMax = 48;

/** Whether the database takes it as the address of an organization or page: 3 to 48 of a-z, 0-9 and inner hyphens. */
export function isSlug(text: string): boolean {
  return pattern.test(text);
}

/** "Northwind Payments GmbH" → "northwind-payments-gmbh"; accents lose their marks, everything else becomes a hyphen. */
export function proposeSlug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "");
  return plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, slugMax)
    .replaceAll(/^-+|-+$/g, "");
}
