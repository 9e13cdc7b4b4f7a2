import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import { type AppError, toAppError } from "./errors.ts";

/**
 * Puts a server's refusal where it belongs: under the field that caused it (and into that field), or into the form's
 * alert (`form.formState.errors.root`).
 * @param fields names the server may use, and the form's field for each: `{ slug: "slug", email: "email" }`
 * @returns the error, for what the screen wants to add
 */
export function showServerError<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  error: unknown,
  fields: Readonly<Record<string, Path<Values>>>,
): AppError {
  const appError = toAppError(error);
  const message = sentence(appError);
  const field = appError.field === undefined ? undefined : fields[appError.field];
  if (field === undefined) form.setError("root", { type: appError.code, message });
  else form.setError(field, { type: "server", message }, { shouldFocus: true });
  return appError;
}

/** What happened and what to do, in one line; the request id for those who look it up. */
export function sentence({ message, hint, requestId }: AppError): string {
  const text = hint === undefined ? message : `${message} ${hint}`;
  return requestId === undefined ? text : `${text} (request ${requestId})`;
}
