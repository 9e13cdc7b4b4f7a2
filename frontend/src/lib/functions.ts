import { FunctionsHttpError } from "@supabase/supabase-js";
import { z } from "zod";
import { AppError, type ErrorKind, toAppError } from "./errors.ts";
import { supabase } from "./supabase.ts";

const Refusal = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    requestId: z.string().optional(),
    field: z.string().optional(),
  }),
});

/**
 * Calls an edge function with the rights of whoever is signed in.
 * @throws AppError in the function's own words
 */
export async function callFunction<Data>(
  path: string,
  body: object,
  schema: z.ZodType<Data>,
  signal?: AbortSignal,
): Promise<Data> {
  const { data, error } = await supabase().functions.invoke(path, { body, ...(signal !== undefined && { signal }) });
  if (error === null) return schema.parse(data);
  throw error instanceof FunctionsHttpError ? await refusalOf(error.context) : toAppError(error);
}

async function refusalOf(response: unknown): Promise<AppError> {
  if (!(response instanceof Response)) return toAppError(response);
  const parsed = Refusal.safeParse(await response.json().catch(() => null));
  if (!parsed.success) return toAppError({ status: response.status });
  const { code, message, requestId, field } = parsed.data.error;
  return new AppError({ kind: kindOf(response.status), code, message, requestId, field });
}

function kindOf(status: number): ErrorKind {
  if (status === 401 || status === 403) return "forbidden";
  if (status === 429) return "rate_limit";
  return status < 500 ? "refused" : "server";
}
