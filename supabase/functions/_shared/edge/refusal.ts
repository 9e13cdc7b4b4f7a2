import { AppError } from "./errors.ts";

/** What PostgREST says of a call that failed. */
interface DatabaseError {
  readonly code: string;
  readonly message: string;
  /** Of a refusal the input it is about, if it is about one. */
  readonly details: string | null;
}

/**
 * What the database refused, as the caller may read it: its codes (`HG…`) and ours are those of docs/error-codes.md.
 * Anything else is a fault, for the log.
 */
export function refusalOf(error: DatabaseError): Error {
  const { code, message, details } = error;
  switch (code) {
    case "HG401":
      return new AppError("unauthorized", 401, message);
    case "HG402":
      return new AppError("payment_required", 402, message, details ? { field: details } : {});
    case "HG403":
      return new AppError("forbidden", 403, message);
    case "HG404":
      return new AppError(details === "page_slug" ? "page_not_found" : "unknown_token", 404, message);
    case "HG409":
    case "HG411":
      return new AppError("taken", 409, message, details ? { field: details } : {});
    case "HG412":
      return new AppError("conflict", 409, message);
    case "HG422":
      return new AppError("invalid_input", 422, message, details ? { field: details } : {});
    case "HG429":
      return new AppError("rate_limited", 429, message, { retryAfter: 60 });
    default:
      return new Error(message, { cause: error });
  }
}

/** The answer to a call: data, or why there is none. */
export type Answer<T> =
  | { readonly data: T; readonly error: null }
  | { readonly data: null; readonly error: DatabaseError };

/**
 * The data of an answer.
 * @throws what `refusalOf` makes of its error
 */
export function unwrap<T>(answer: Answer<T>): T {
  if (answer.error !== null) throw refusalOf(answer.error);
  return answer.data;
}
