import { Buffer } from "node:buffer";
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Environment } from "./environment.ts";
import { AppError } from "./errors.ts";

const SecretKeys = z.record(z.string(), z.string());
const Claims = z.object({ session_id: z.string().default("") });

/**
 * For functions that only the database and operators call: a check that the header `apikey` holds a secret key of the
 * project, new (`sb_secret_…`) or legacy (`service_role`). Which key was meant, and how much of it was right, cannot be
 * told from the time it takes.
 */
export function requireServiceKey(environment: Environment): (request: Request) => void {
  const accepted = serviceKeys(environment).map(digest);
  return (request) => {
    const given = digest(request.headers.get("apikey") ?? "");
    const matches = accepted.map((key) => timingSafeEqual(key, given));
    if (!matches.includes(true)) throw new AppError("unauthorized", 401, "A secret key of this project is needed.");
  };
}

/**
 * Proves to the database that a request in a caller's name comes from a function (`private.is_function`): the HMAC of the
 * session by each secret key, because which of them the database knows is not known here.
 * @param token the caller's access token
 * @throws AppError `unauthorized` for what is no token
 */
export function functionProof(environment: Environment, token: string): string {
  const sessionId = sessionOf(token);
  return serviceKeys(environment)
    .map((key) => createHmac("sha256", key).update(sessionId).digest("hex"))
    .join(",");
}

function sessionOf(token: string): string {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    return Claims.parse(JSON.parse(payload)).session_id;
  } catch {
    throw new AppError("unauthorized", 401, "Sign in first.");
  }
}

/** The secret keys of the project, new and legacy. */
function serviceKeys(environment: Environment): string[] {
  const keys = [
    environment("SUPABASE_SERVICE_ROLE_KEY"),
    ...Object.values(SecretKeys.parse(JSON.parse(environment("SUPABASE_SECRET_KEYS") || "{}"))),
  ];
  return keys.flatMap((key) => key || []);
}

/** Equally long for every key, which the comparison needs. */
function digest(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}
