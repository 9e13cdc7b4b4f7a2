import { createHash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Environment } from "./clients.ts";
import { AppError } from "./errors.ts";

const SecretKeys = z.record(z.string(), z.string());

/**
 * For functions that only the database and operators call: a check that the header `apikey` holds a secret key of the
 * project, new (`sb_secret_…`) or legacy (`service_role`). Which key was meant, and how much of it was right, cannot be
 * told from the time it takes.
 */
export function requireServiceKey(environment: Environment): (request: Request) => void {
  const keys = [
    environment("SUPABASE_SERVICE_ROLE_KEY"),
    ...Object.values(SecretKeys.parse(JSON.parse(environment("SUPABASE_SECRET_KEYS") || "{}"))),
  ];
  const accepted = keys.flatMap((key) => (key ? [digest(key)] : []));
  return (request) => {
    const given = digest(request.headers.get("apikey") ?? "");
    const matches = accepted.map((key) => timingSafeEqual(key, given));
    if (!matches.includes(true)) throw new AppError("unauthorized", 401, "A secret key of this project is needed.");
  };
}

/** Equally long for every key, which the comparison needs. */
function digest(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}
