import { escapeHtml } from "../src/lib/html.ts";
import { themeScript } from "../src/lib/theme.ts";
import { PreparedDocument } from "./responses.ts";
import { commonHeaders, hashList, type SecurityOptions } from "./security-headers.ts";

export interface DashboardOptions extends SecurityOptions {
  /** Where the browser reaches Supabase; null = this origin. */
  browserSupabaseUrl: string | null;
  publishableKey: string;
  /** Whether the document has the card form: Stripe's script is let in there and nowhere else. */
  takesCards: boolean;
}

/** What Stripe.js needs (https://docs.stripe.com/security/guide#content-security-policy). */
const stripe = {
  script: ["https://js.stripe.com", "https://*.js.stripe.com"],
  frame: ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
  connect: ["https://api.stripe.com"],
} as const;
const nothing = { script: [], frame: [], connect: [] } as const;

/** Path of the screen with the card form. */
export const cardPath = "/card";

/**
 * The dashboard's document for one request: the built `index.html` with the project's address and key filled in, so
 * that one build serves any project. Style elements made at run time (scroll locking of dialogs) carry the nonce, which
 * is why the answer is not kept anywhere.
 */
export async function dashboardDocument(indexHtml: string, options: DashboardOptions): Promise<PreparedDocument> {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const html = fill(indexHtml, {
    "heliograph-supabase-url": options.browserSupabaseUrl ?? "/",
    "heliograph-publishable-key": options.publishableKey,
    "heliograph-style-nonce": nonce,
  });
  const connect = options.connectOrigins.flatMap((origin) => [origin, origin.replace(/^http/, "ws")]);
  const guest = options.takesCards ? stripe : nothing;
  const policy = [
    "default-src 'none'",
    `script-src ${["'self'", await hashList([themeScript]), ...guest.script].join(" ")}`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src ${["'self'", "data:", "blob:", ...options.connectOrigins].join(" ")}`,
    "font-src 'self'",
    `connect-src ${["'self'", ...connect, ...guest.connect].join(" ")}`,
    // The status page editor shows the page it edits.
    `frame-src ${["'self'", "blob:", ...guest.frame].join(" ")}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return new PreparedDocument(200, new TextEncoder().encode(html), `"${nonce}"`, {
    ...commonHeaders(options.isHttps),
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": policy.join("; "),
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  });
}

function fill(html: string, values: Record<string, string>): string {
  return Object.entries(values).reduce(
    (filled, [name, value]) =>
      filled.replace(`name="${name}" content=""`, () => `name="${name}" content="${escapeHtml(value)}"`),
    html,
  );
}
