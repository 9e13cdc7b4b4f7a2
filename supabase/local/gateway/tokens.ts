import { type CryptoKey, errors, importJWK, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { publicJwk, type StackKeys } from "../keys.ts";

/** Claims of a verified token. `role` decides as whom Postgres runs the request. */
export interface Claims extends JWTPayload {
  readonly role: string;
}

/** Why a token was refused, in the words GoTrue and PostgREST use. */
export class TokenError extends Error {
  readonly reason: "expired" | "malformed" | "signature";

  constructor(reason: "expired" | "malformed" | "signature", message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Cached {
  readonly claims: Claims;
  readonly expiresAtMs: number;
}

const cacheSize = 5_000;

/**
 * Signs users' tokens with ES256 and verifies ES256 (users) as well as HS256 (legacy API keys and tokens minted with the
 * JWT secret), as a hosted project with asymmetric keys does.
 */
export class Tokens {
  private readonly keys: StackKeys;
  private readonly secret: Uint8Array;
  private readonly privateKey: Promise<CryptoKey | Uint8Array>;
  private readonly publicKey: Promise<CryptoKey | Uint8Array>;
  private readonly verified = new Map<string, Cached>();

  constructor(keys: StackKeys) {
    this.keys = keys;
    this.secret = new TextEncoder().encode(keys.jwtSecret);
    this.privateKey = importJWK(keys.signingKey, "ES256");
    this.publicKey = importJWK(publicJwk(keys), "ES256");
  }

  /** An ES256 token with exactly these claims. */
  async sign(claims: JWTPayload): Promise<string> {
    const header = { alg: "ES256", typ: "JWT", kid: this.keys.signingKey.kid };
    return new SignJWT(claims).setProtectedHeader(header).sign(await this.privateKey);
  }

  /** @throws TokenError */
  async verify(token: string): Promise<Claims> {
    const known = this.verified.get(token);
    if (known !== undefined && known.expiresAtMs > Date.now()) return known.claims;
    const claims = await this.verifyFresh(token);
    if (this.verified.size >= cacheSize) this.verified.clear();
    this.verified.set(token, { claims, expiresAtMs: claims.exp === undefined ? Infinity : claims.exp * 1000 });
    return claims;
  }

  private async verifyFresh(token: string): Promise<Claims> {
    try {
      const { payload } = await jwtVerify(token, async ({ alg }) => (alg === "ES256" ? this.publicKey : this.secret), {
        algorithms: ["ES256", "HS256"],
      });
      return { ...payload, role: typeof payload["role"] === "string" ? payload["role"] : "anon" };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new TokenError("expired", "JWT expired");
      if (error instanceof errors.JWSSignatureVerificationFailed)
        throw new TokenError("signature", "JWSError JWSInvalidSignature");
      throw new TokenError("malformed", error instanceof Error ? error.message : "invalid JWT");
    }
  }
}
