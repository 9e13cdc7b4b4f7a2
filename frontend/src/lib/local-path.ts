/** The path if it stays on this site, "/" for anything that could lead elsewhere ("//evil", "https://…", "/\evil"). */
export function localPath(path: string): string {
  if (!path.startsWith("/") || /^\/[/\\]/.test(path)) return "/";
  const base = "http://local.invalid";
  if (!URL.canParse(path, base)) return "/";
  const url = new URL(path, base);
  return url.origin === base ? url.pathname + url.search + url.hash : "/";
}

/** Whether a path within the site is that of an invitation, which carries its token behind it. */
export function isInvitationPath(path: string): boolean {
  return /^\/invitation(?:[?#]|$)/.test(path);
}
