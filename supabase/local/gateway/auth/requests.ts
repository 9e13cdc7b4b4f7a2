import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { readBody } from "../body.ts";
import type { Caller } from "../caller.ts";
import { tooLarge } from "../responses.ts";
import { AuthFailure, invalid } from "./failure.ts";

const maxBodyBytes = 256 * 1024;

/** Where a request comes from, for the list of sessions. */
export interface Origin {
  readonly userAgent: string | null;
  readonly address: string;
}

/** A request of the auth API, read. */
export interface AuthRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** The variable parts of the path. */
  readonly ids: readonly string[];
  /** The JSON object of the body, without its nulls; {} where there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly origin: Origin;
  /** Where links in mails lead in the end. */
  readonly redirectTo: string;
}

const Fields = z.record(z.string(), z.unknown());

/** @returns the body's fields, or the answer to one that is too large. @throws AuthFailure when it is no JSON object */
export async function readFields(request: Request): Promise<Readonly<Record<string, unknown>> | Response> {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const bytes = await readBody(request, maxBodyBytes);
  if (bytes === undefined) return tooLarge();
  const text = new TextDecoder().decode(bytes);
  // No column of text takes it.
  if (/\0|\\u0000/.test(text)) throw invalid("NUL is not allowed");
  if (text === "") return {};
  // Browsers bring the answers of identity providers as forms.
  if (request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded") === true)
    return Object.fromEntries(new URLSearchParams(text));
  const fields = Fields.safeParse(parseJson(text));
  if (!fields.success) throw badJson("it is no object");
  // Other SDKs than supabase-js write null for what is not said; Go reads both as the zero value.
  return Object.fromEntries(Object.entries(fields.data).filter(([, value]) => value !== null));
}

/** The fields a handler wants. @throws AuthFailure where one is of another type: nothing wrong is passed over */
export function fieldsOf<T extends z.ZodType>(schema: T, request: AuthRequest): z.output<T> {
  const parsed = schema.safeParse(request.body);
  if (!parsed.success) throw badJson(z.prettifyError(parsed.error));
  return parsed.data;
}

/** A text field as Go reads it: empty when it is missing. */
export const text = z.string().default("");

/** User or app metadata. */
export const metadata = z.record(z.string(), z.unknown()).default({});

/** The normal form of an address. @throws AuthFailure */
export function validEmail(email: string): string {
  if (email === "") throw invalid("An email address is required");
  if (email.length > 255) throw invalid("An email address is too long");
  if (!z.email().safeParse(email).success) throw invalid("Unable to validate email address: invalid format");
  return email.toLowerCase();
}

/** Whether the text is a UUID, in any of its versions. */
export function isUuid(value: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
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

function badJson(reason: string): AuthFailure {
  return new AuthFailure(400, "bad_json", `Could not parse request body as JSON: ${reason}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw badJson("invalid JSON");
  }
}
