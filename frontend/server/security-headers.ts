import type { PlainHeaders } from "./responses.ts";
import type { RenderedDocument } from "./types.ts";

export interface SecurityOptions {
  /** Origins the page's script talks to, beyond its own. */
  connectOrigins: readonly string[];
  isHttps: boolean;
}

const hashes = new Map<string, Promise<string>>();

/** Headers of an HTML document; every inline script and style is named by its hash, nothing is allowed wholesale. */
export async function documentHeaders(page: RenderedDocument, options: SecurityOptions): Promise<PlainHeaders> {
  const [scripts, styles] = await Promise.all([hashList(page.scripts), hashList(page.styles)]);
  const connect = options.connectOrigins.flatMap((origin) => [origin, origin.replace(/^http/, "ws")]);
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${scripts}`,
    `style-src 'self' ${styles}`,
    `img-src ${["'self'", "data:", ...page.imageOrigins].join(" ")}`,
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(" ")}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    // The dashboard shows the page in a frame of the same origin; nobody else may.
    "frame-ancestors 'self'",
  ];
  return {
    ...commonHeaders(options.isHttps),
    "content-security-policy": policy.join("; "),
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  };
}

/** Headers of every answer. */
export function commonHeaders(isHttps: boolean): PlainHeaders {
  return {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

/** `'sha256-…'` sources for inline scripts and styles. */
export async function hashList(texts: readonly string[]): Promise<string> {
  return (await Promise.all(texts.map(hashOnce))).map((hash) => `'sha256-${hash}'`).join(" ");
}

/** The few texts (style sheet, theme script, a tenant's colours) recur in every version of every page. */
function hashOnce(text: string): Promise<string> {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = sha256(text);
  if (hashes.size > 200) hashes.clear();
  hashes.set(text, hash);
  return hash;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
