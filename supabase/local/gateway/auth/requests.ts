import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { readBody } from "../body.ts";
import { authError, tooLarge } from "../responses.ts";

const maxBodyBytes = 256 * 1024;

/** The fields of any request to the auth API that the gateway looks at. */
const AuthBody = z.looseObject({
  email: z.string().max(255, "Unable to validate email address: invalid format").optional(),
  code_challenge: z.string().optional(),
  code_challenge_method: z
    .string()
    .refine((method) => /^(?:|plain|s256)$/i.test(method), "code challenge method must be plain or s256")
    .optional(),
  auth_code: z.string().optional(),
  type: z.string().optional(),
  token_hash: z.string().optional(),
});
export type AuthBody = z.infer<typeof AuthBody>;

/**
 * The body as text (null for GET and HEAD) and its fields, or the answer to one that cannot be read. A field of the wrong type is
 * refused, not passed over: limits and the answer to known addresses depend on what is read here.
 */
export async function readInput(
  request: Request,
): Promise<{ readonly text: string | null; readonly body: AuthBody } | Response> {
  if (request.method === "GET" || request.method === "HEAD") return { text: null, body: {} };
  const bytes = await readBody(request, maxBodyBytes);
  if (bytes === undefined) return tooLarge();
  const text = new TextDecoder().decode(bytes);
  // No column of text takes it; lite would answer with a bare 500.
  if (/\0|\\u0000/.test(text)) return authError(400, "validation_failed", "NUL is not allowed");
  const parsed = AuthBody.safeParse(parseJson(text));
  if (!parsed.success) return authError(400, "validation_failed", parsed.error.issues[0]?.message ?? "");
  return { text, body: parsed.data };
}

/** Which limit a request counts for: its path, and a name of its own where changing an account sends mail. */
export function requestKind(path: string, method: string, email: string | undefined): string {
  return path === "user" && method === "PUT" && email !== undefined ? "email_change" : path;
}

/**
 * Does work whose duration would tell whether an address has an account (hashing a password, writing a mail): the answer comes after
 * `evenMs` at the earliest.
 */
export async function inEvenTime(work: Promise<Response>, evenMs: number): Promise<Response> {
  const [response] = await Promise.all([work, delay(evenMs)]);
  return response;
}

/** Whether a request is answered differently for known addresses. */
export function concernsAccount(path: string, grant: string | null): boolean {
  return path === "/token" ? grant === "password" : /^\/(?:signup|recover|otp|magiclink|resend)$/.test(path);
}

/** What is no JSON object is left for lite to refuse. Other SDKs than supabase-js write null for what is not said. */
function parseJson(text: string): unknown {
  try {
    const fields: unknown = JSON.parse(text);
    return typeof fields === "object" && fields !== null
      ? Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
      : {};
  } catch {
    return {};
  }
}
