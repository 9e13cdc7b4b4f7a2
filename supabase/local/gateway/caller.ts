import type { StackKeys } from "../keys.ts";
import { type Claims, TokenError, type Tokens } from "./tokens.ts";

/** Who asks: the API key's kind and the claims the request runs under (the user's token, otherwise the key's). */
export interface Caller {
  readonly key: "publishable" | "secret" | "none";
  readonly claims: Claims;
  /** The verified token of `Authorization`, when there is one besides the key. */
  readonly token: string | undefined;
}

export type CallerResult =
  | { readonly ok: true; readonly caller: Caller }
  | {
      readonly ok: false;
      readonly reason: "missing-key" | "invalid-key" | "secret-in-browser";
      readonly message: string;
    }
  | { readonly ok: false; readonly reason: "bad-token"; readonly error: TokenError };

const bearerPattern = /^Bearer\s+(\S+)\s*$/i;

/**
 * Reads `apikey` (header or query) and `Authorization` as Supabase's gateway does. Legacy keys (JWTs) and new ones
 * (`sb_…`) count in both places; a new key as Bearer stands for its role, never for a user.
 */
export async function identify(request: Request, keys: StackKeys, tokens: Tokens): Promise<CallerResult> {
  const bearer = bearerPattern.exec(request.headers.get("authorization") ?? "")?.[1];
  const apikey =
    request.headers.get("apikey") ??
    queryKey(request.url) ??
    (bearer !== undefined && isApiKey(bearer, keys) ? bearer : undefined);
  if (apikey === undefined && bearer === undefined) {
    return { ok: false, reason: "missing-key", message: "No API key found in request" };
  }
  const keyClaims = apikey === undefined ? undefined : await claimsOfKey(apikey, keys, tokens);
  if (apikey !== undefined && keyClaims === undefined) {
    return { ok: false, reason: "invalid-key", message: "Invalid API key" };
  }
  const key = keyClaims === undefined ? "none" : keyClaims.role === "service_role" ? "secret" : "publishable";
  if (apikey === keys.secretKey && /^\s*Mozilla\/5\.0/i.test(request.headers.get("user-agent") ?? "")) {
    return { ok: false, reason: "secret-in-browser", message: "Forbidden use of secret API key in browser" };
  }
  if (bearer === undefined || bearer === apikey)
    return { ok: true, caller: { key, claims: keyClaims ?? anonymous, token: undefined } };
  if (bearer.startsWith("sb_")) {
    const claims = await claimsOfKey(bearer, keys, tokens);
    if (claims === undefined) return { ok: false, reason: "invalid-key", message: "Invalid API key" };
    return { ok: true, caller: { key, claims, token: undefined } };
  }
  try {
    return { ok: true, caller: { key, claims: await tokens.verify(bearer), token: bearer } };
  } catch (error) {
    if (error instanceof TokenError) return { ok: false, reason: "bad-token", error };
    throw error;
  }
}

const anonymous: Claims = { role: "anon" };

/** A caller without key or token, where none is needed. */
export const nobody: Caller = { key: "none", claims: anonymous, token: undefined };

function isApiKey(value: string, keys: StackKeys): boolean {
  return [keys.publishableKey, keys.secretKey, keys.anonKey, keys.serviceRoleKey].includes(value);
}

async function claimsOfKey(key: string, keys: StackKeys, tokens: Tokens): Promise<Claims | undefined> {
  if (key === keys.publishableKey) return anonymous;
  if (key === keys.secretKey) return { role: "service_role" };
  if (key.startsWith("sb_")) return undefined;
  // A legacy key is any HS256 token of this project whose role is one of the two.
  const claims = await tokens.verify(key).catch(() => undefined);
  return claims !== undefined && (claims.role === "anon" || claims.role === "service_role") ? claims : undefined;
}

function queryKey(url: string): string | undefined {
  return url.includes("apikey=") ? (new URL(url).searchParams.get("apikey") ?? undefined) : undefined;
}
