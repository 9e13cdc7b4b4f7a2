import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { z } from "zod";

const Keys = z.object({
  /** Private ES256 key (JWK with `kid`) that signs users' access tokens. */
  signingKey: z.object({
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    kid: z.string(),
    alg: z.literal("ES256"),
    x: z.string(),
    y: z.string(),
    d: z.string(),
  }),
  jwtSecret: z.string(),
  anonKey: z.string(),
  serviceRoleKey: z.string(),
  publishableKey: z.string(),
  secretKey: z.string(),
});

/** Keys of one stack, made once and kept in `<data directory>/keys.json`. */
export type StackKeys = z.infer<typeof Keys>;

const tenYearsSeconds = 10 * 365 * 24 * 3600;

/** Reads the stack's keys, making them at the first call. The file is readable by its owner alone. */
export async function loadKeys(dataDirectory: string): Promise<StackKeys> {
  const path = join(dataDirectory, "keys.json");
  const existing = await readFile(path, "utf8").catch(() => undefined);
  if (existing !== undefined) {
    try {
      return Keys.parse(JSON.parse(existing));
    } catch (cause) {
      throw new Error(`${path} is broken. Restore it, or start afresh: pnpm stack reset`, { cause });
    }
  }
  const keys = await generateKeys();
  await mkdir(dataDirectory, { recursive: true });
  // Written beside and renamed, so that a second command started at the same moment never reads half a file.
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, path);
  return keys;
}

/** The public half of the signing key, as served at `/auth/v1/.well-known/jwks.json`. */
export function publicJwk({ signingKey }: StackKeys): Record<string, unknown> {
  const { d: _private, ...key } = signingKey;
  return { ...key, use: "sig", key_ops: ["verify"], ext: true };
}

async function generateKeys(): Promise<StackKeys> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwtSecret = randomBytes(32).toString("base64url");
  return Keys.parse({
    signingKey: { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: "ES256" },
    jwtSecret,
    anonKey: await legacyKey("anon", jwtSecret),
    serviceRoleKey: await legacyKey("service_role", jwtSecret),
    publishableKey: opaqueKey("sb_publishable_"),
    secretKey: opaqueKey("sb_secret_"),
  });
}

function legacyKey(role: string, secret: string): Promise<string> {
  const issuedAt = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss: "supabase", ref: "local", role })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + tenYearsSeconds)
    .sign(new TextEncoder().encode(secret));
}

/** Supabase's form: prefix, 22 random characters, `_`, 8 characters of checksum. */
function opaqueKey(prefix: string): string {
  const body = prefix + randomBytes(17).toString("base64url").slice(0, 22);
  return `${body}_${createHash("sha256").update(body).digest("base64url").slice(0, 8)}`;
}
