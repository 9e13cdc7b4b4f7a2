import { AppError, toAppError } from "./errors.ts";

/** What a refused value means, by the end of the constraint's name (docs/error-codes.md). */
const sentences: Record<string, string> = {
  name_length: "A name has 1 to 80 characters.",
  title_length: "A title has 1 to 80 characters.",
  description_length: "This description is too long.",
  announcement_length: "An announcement has at most 500 characters.",
  interval_range: "An interval has 1 to 86,400 seconds.",
  timeout_range: "A timeout has 100 to 60,000 ms.",
  regions_some: "Choose 1 to 20 regions.",
  confirmations_range: "Confirmations are 1 to 10, and not more than the checks that are looked at.",
  config_object: "This configuration is larger than 16 kB.",
  slug_form: "Use 3 to 48 small letters, digits and hyphens.",
  slug_key: "This address is taken. Choose another one.",
  accent_form: "Write a colour as #rrggbb.",
  manual_status_known: "A status that is pinned by hand cannot be “No data”.",
};

/**
 * The error of a write, with the field it belongs to: from an HGxxx error's details, or from the name of the violated
 * constraint (`monitors_interval_range` → `interval_range`).
 */
export function toFieldError(error: unknown, table: string): AppError {
  const known = toAppError(error);
  if (known.field !== undefined) return known;
  const text = messageOf(known.cause);
  const constraint = new RegExp(`"${table}_([a-z_]+)"`).exec(text)?.[1];
  if (constraint === undefined) return known;
  const { kind, code, hint, requestId, message } = known;
  return new AppError(
    { kind, code, hint, requestId, message: sentences[constraint] ?? message, field: constraint },
    { cause: error },
  );
}

function messageOf(error: unknown): string {
  const message: unknown = typeof error === "object" && error !== null ? Reflect.get(error, "message") : "";
  return typeof message === "string" ? message : "";
}
