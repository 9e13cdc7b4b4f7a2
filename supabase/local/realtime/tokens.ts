import { compactVerify, createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet } from "jose";
import { isRecord, parseJson } from "./protocol/json.ts";

/** Who a socket, channel or request acts as. */
export interface Identity {
  role: string;
  /** Seconds since the epoch. */
  expiresAt: number;
  claims: Record<string, unknown>;
  /** `claims` as JSON text, as policies see it in request.jwt.claims. */
  claimsJson: string;
}

export type TokenResult = { ok: true; identity: Identity } | { ok: false; code: TokenErrorCode; message: string };
type TokenErrorCode = "InvalidJWTToken" | "MalformedJWT" | "JwtSignatureError";

const MISSING_CLAIMS = "Fields `role` and `exp` are required in JWT";
const MALFORMED = "The token provided is not a valid JWT";
const BAD_SIGNATURE = "Failed to validate JWT signature";
const CACHED_TOKENS = 2_000;
const TEN_YEARS_SECONDS = 315_360_000;

/** Checks access tokens and API keys: legacy HS256, asymmetric by JWKS, `sb_…` keys by table. */
export class TokenVerifier {
  private readonly secret: Uint8Array;
  private readonly keySet: ReturnType<typeof createLocalJWKSet>;
  private readonly apiKeys: ReadonlyMap<string, Identity>;
  private readonly now: () => number;
  /** Claims by token whose signature held. Two thousand visitors carry the same key. */
  private readonly verified = new Map<string, Record<string, unknown>>();

  constructor(options: {
    jwtSecret: string;
    jwks: JSONWebKeySet;
    publishableKey: string;
    secretKey: string;
    now?: () => number;
  }) {
    this.secret = new TextEncoder().encode(options.jwtSecret);
    this.keySet = createLocalJWKSet(options.jwks);
    this.now = options.now ?? Date.now;
    this.apiKeys = new Map([
      [options.publishableKey, this.keyIdentity("anon")],
      [options.secretKey, this.keyIdentity("service_role")],
    ]);
  }

  /** Verifies a JWT or an `sb_…` key. Never throws: a bad token is a value. */
  async verify(token: string): Promise<TokenResult> {
    const text = decodeUri(token).replace(/\s/g, "");
    const key = this.apiKeys.get(text);
    if (key) return { ok: true, identity: key };
    const known = this.verified.get(text);
    if (known) return this.checkClaims(known);
    const parsed = unverifiedClaims(text);
    if (!parsed) return { ok: false, code: "MalformedJWT", message: MALFORMED };
    if (!(await this.hasValidSignature(text, parsed.algorithm))) {
      return { ok: false, code: "JwtSignatureError", message: BAD_SIGNATURE };
    }
    this.remember(text, parsed.claims);
    return this.checkClaims(parsed.claims);
  }

  /** Looks again at the clock for a token verified before. */
  expiry(identity: Identity): { ok: true } | { ok: false; message: string } {
    const late = Math.floor(this.now() / 1000) - identity.expiresAt;
    return late < 0 ? { ok: true } : { ok: false, message: `Token has expired ${late} seconds ago` };
  }

  private async hasValidSignature(token: string, algorithm: string): Promise<boolean> {
    try {
      if (algorithm.startsWith("HS")) {
        await compactVerify(token, this.secret, { algorithms: ["HS256", "HS384", "HS512"] });
      } else {
        await compactVerify(token, this.keySet);
      }
      return true;
    } catch {
      return false;
    }
  }

  private checkClaims(claims: Record<string, unknown>): TokenResult {
    const { role, exp, iat } = claims;
    if (typeof role !== "string" || typeof exp !== "number") {
      return { ok: false, code: "InvalidJWTToken", message: MISSING_CLAIMS };
    }
    if (iat !== undefined && typeof iat !== "number") return { ok: false, code: "MalformedJWT", message: MALFORMED };
    const identity = { role, expiresAt: Math.round(exp), claims, claimsJson: JSON.stringify(claims) };
    const expiry = this.expiry(identity);
    return expiry.ok ? { ok: true, identity } : { ok: false, code: "InvalidJWTToken", message: expiry.message };
  }

  private remember(token: string, claims: Record<string, unknown>): void {
    if (this.verified.size >= CACHED_TOKENS) {
      const [oldest] = this.verified.keys();
      if (oldest !== undefined) this.verified.delete(oldest);
    }
    this.verified.set(token, claims);
  }

  /** Hosted's gateway turns an `sb_…` key into a short JWT of the role; the claims are what policies see. */
  private keyIdentity(role: string): Identity {
    const issuedAt = Math.floor(this.now() / 1000);
    const claims = { iss: "supabase", role, iat: issuedAt, exp: issuedAt + TEN_YEARS_SECONDS };
    return { role, expiresAt: claims.exp, claims, claimsJson: JSON.stringify(claims) };
  }
}

function unverifiedClaims(token: string): { algorithm: string; claims: Record<string, unknown> } | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const { alg } = decodeProtectedHeader(token);
    const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
    return typeof alg === "string" && isRecord(claims) ? { algorithm: alg, claims } : null;
  } catch {
    return null;
  }
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
