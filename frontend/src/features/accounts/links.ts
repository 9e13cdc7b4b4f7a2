/** What a link of a mail was asked for; says what to tell when the browser that follows it cannot use it. */
export const linkPurposes = ["confirm", "reset", "sign-in", "change", "provider"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** @param next path of this site to open after the link */
export function callbackUrl(next: string, purpose: LinkPurpose): string {
  const url = new URL("/auth/callback", location.origin);
  url.searchParams.set("next", next);
  url.searchParams.set("for", purpose);
  return url.href;
}
