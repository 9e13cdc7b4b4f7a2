import { z } from "zod";
import { AppError } from "./errors.ts";

const Address = z.union([z.ipv4(), z.ipv6()]);

/**
 * The network address a request came from, where the platform says. Hosted Supabase's edge writes `cf-connecting-ip`,
 * whatever the caller sent; elsewhere the proxy in front appends to `x-forwarded-for`. Anything before the last entry is
 * the caller's own claim.
 */
export function sourceOf({ headers }: Request): string | undefined {
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1);
  return addressOf(headers.get("cf-connecting-ip")) ?? addressOf(forwarded);
}

function addressOf(header: string | null | undefined): string | undefined {
  return Address.safeParse(header?.trim()).data;
}

/**
 * The fields of a body: JSON if it says so, otherwise a form. No body has none.
 * @throws AppError `invalid_json`
 */
export function fieldsOf(request: Request, body: string): Record<string, unknown> {
  if (body === "") return {};
  if (!request.headers.get("content-type")?.includes("json")) return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    throw new AppError("invalid_json", 400, "The body is not JSON.");
  }
}

/** What a function with several actions reads: the last part of its path, and the body. @throws AppError `invalid_json` */
export function readAction(
  request: Request,
  body: string,
): { action: string | undefined; input: Record<string, unknown> } {
  return { action: new URL(request.url).pathname.split("/").at(-1), input: fieldsOf(request, body) };
}
