/**
 * Whether a link may lead there in the end: the site itself (same origin, no user info) or an allowed URL, in which `*` stands for a
 * part and `**` for anything. Other programs read URLs with backslashes or blanks in other ways, so those never may.
 */
export function isAllowedRedirect(wanted: string, siteUrl: string, patterns: readonly string[]): boolean {
  if (/[\\\s]/.test(wanted)) return false;
  const url = URL.parse(wanted);
  if (url === null) return false;
  if (url.origin === new URL(siteUrl).origin && url.username === "" && url.password === "") return true;
  return patterns.some((pattern) => globPattern(pattern).test(wanted));
}

function globPattern(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => (part === "**" ? ".*" : part === "*" ? "[^./]*" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`);
}
