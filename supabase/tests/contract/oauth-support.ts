import type { Provider, SupabaseClient } from "@supabase/supabase-js";
import type { IdentityProvider } from "../helpers/identity-provider.ts";
import { required } from "../helpers/world.ts";
import type { OwnAuth } from "./auth-support.ts";
import { unique } from "./support.ts";

export const site = "http://auth.test";
export const callbackAddress = `${site}/auth/v1/callback`;

/** Somebody new at the identity provider. @returns the name of their button */
export function personAt(idp: IdentityProvider, email: string, verified = true): string {
  const id = unique("person");
  idp.people.set(id, { email, email_verified: verified, name: "Ada Byron" });
  return id;
}

export interface Way {
  /** Whom to choose at the provider; `cancel` goes back. */
  readonly choice?: string;
  readonly redirectTo?: string;
  readonly scopes?: string;
  /** Changes the address of the provider before it is visited. */
  readonly tamper?: (provider: URL) => void;
}

/** Goes to a provider with supabase-js. @returns the address it sends the browser back to */
export async function visit(auth: OwnAuth, supabase: SupabaseClient, provider: Provider, way: Way = {}): Promise<URL> {
  const { data, error } = await supabase.auth.signInWithOAuth({
    provider,
    options: {
      skipBrowserRedirect: true,
      redirectTo: way.redirectTo ?? `${site}/signed-in`,
      ...(way.scopes !== undefined && { scopes: way.scopes }),
    },
  });
  if (error !== null) throw error;
  const address = await redirect(auth, new URL(data.url));
  way.tamper?.(address);
  return throughProvider(address, way.choice ?? "cancel");
}

/** Follows a redirect of the auth API. @throws an error when it answers something else */
export async function redirect(auth: OwnAuth, { pathname, search }: URL): Promise<URL> {
  const response = await auth.request(pathname + search);
  const location = response.headers.get("location");
  if (location === null) throw new Error(`${response.status}: ${await response.text()}`);
  return new URL(location);
}

/** There and back. @returns where the browser ends */
export async function signIn(auth: OwnAuth, supabase: SupabaseClient, provider: Provider, way: Way = {}): Promise<URL> {
  return redirect(auth, await visit(auth, supabase, provider, way));
}

/** A browser at the provider: keeps cookies, follows redirects, and presses one button. */
export async function throughProvider(start: URL, choice: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  let body: URLSearchParams | undefined;
  for (let step = 0; step < 10; step += 1) {
    if (url.href.startsWith(callbackAddress)) return url;
    const response = await fetch(url, {
      method: body === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get("location");
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${url.href} answered ${response.status}: ${text}`);
    body = location === null ? new URLSearchParams({ choice }) : undefined;
    if (location !== null) url = new URL(location, url);
  }
  throw new Error(`the provider does not lead back: ${url.href}`);
}

/** The session behind the code at the end of the way. */
export async function sessionOf(supabase: SupabaseClient, end: URL) {
  const { data, error } = await supabase.auth.exchangeCodeForSession(required(end.searchParams.get("code")));
  if (error !== null) throw error;
  return data;
}

/** What the client reads of a failure: the same in the query and in the fragment. */
export function failureOf(end: URL): Readonly<Record<string, string>> {
  return Object.fromEntries(end.searchParams);
}

/** The settings of a provider that is not switched on. */
export const notSetUp = { client_id: "", secret: "", url: "" };
