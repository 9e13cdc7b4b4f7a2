import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { TokenVerifier } from "./tokens.ts";

const secret = "a secret of at least thirty-two characters";
const now = 1_800_000_000;
let verifier: TokenVerifier;
let sign: (claims: Record<string, unknown>, how?: "HS256" | "ES256", key?: string) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: "k", alg: "ES256" }] };
  verifier = new TokenVerifier({
    jwtSecret: secret,
    jwks,
    publishableKey: "sb_publishable_x",
    secretKey: "sb_secret_x",
    now: () => now * 1000,
  });
  sign = (claims, how = "HS256", key = secret) =>
    how === "HS256"
      ? new SignJWT(claims).setProtectedHeader({ alg: how }).sign(new TextEncoder().encode(key))
      : new SignJWT(claims).setProtectedHeader({ alg: how, kid: "k" }).sign(privateKey);
});

describe("accepted", () => {
  test.each(["HS256", "ES256"] as const)("%s", async (algorithm) => {
    const token = await sign({ role: "authenticated", exp: now + 1, sub: "u" }, algorithm);
    const result = await verifier.verify(` ${token}\n`);
    expect(result).toMatchObject({ ok: true, identity: { role: "authenticated", expiresAt: now + 1 } });
    // The second look comes from the cache and says the same.
    expect(await verifier.verify(token)).toEqual(result);
  });

  test("API keys stand for their roles", async () => {
    expect(await verifier.verify("sb_publishable_x")).toMatchObject({ ok: true, identity: { role: "anon" } });
    expect(await verifier.verify("sb_secret_x")).toMatchObject({ ok: true, identity: { role: "service_role" } });
  });
});

describe("refused", () => {
  const malformed = { ok: false, code: "MalformedJWT", message: "The token provided is not a valid JWT" };

  test.each(["", "nonsense", "a.b.c", "sb_publishable_other"])("%j is malformed", async (token) => {
    expect(await verifier.verify(token)).toEqual(malformed);
  });

  test("another secret, and no signature at all", async () => {
    const refusal = { ok: false, code: "JwtSignatureError", message: "Failed to validate JWT signature" };
    const claims = { role: "service_role", exp: now + 60 };
    expect(await verifier.verify(await sign(claims, "HS256", "another secret of thirty-two characters"))).toEqual(
      refusal,
    );
    const parts = [{ alg: "none" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    expect(await verifier.verify(`${parts.join(".")}.`)).toEqual(refusal);
  });

  test.each([
    [{ exp: now + 60 }, "Fields `role` and `exp` are required in JWT"],
    [{ role: "anon" }, "Fields `role` and `exp` are required in JWT"],
    [{ role: "anon", exp: now }, "Token has expired 0 seconds ago"],
    [{ role: "anon", exp: now - 7 }, "Token has expired 7 seconds ago"],
  ])("claims %j", async (claims, message) => {
    expect(await verifier.verify(await sign(claims))).toEqual({ ok: false, code: "InvalidJWTToken", message });
  });

  test("an iat that is no number", async () => {
    expect(await verifier.verify(await sign({ role: "anon", exp: now + 60, iat: "x" }))).toEqual(malformed);
  });
});
