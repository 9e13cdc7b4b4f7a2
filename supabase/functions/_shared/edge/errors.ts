/**
 * An error the caller may read. `code` is documented in docs/error-codes.md; anything else that is thrown is logged in
 * full and answered as `internal`.
 */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined;
  /** The input it is about, for forms. */
  readonly field: string | undefined;

  constructor(
    code: string,
    status: number,
    message: string,
    options: ErrorOptions & { retryAfter?: number; field?: string } = {},
  ) {
    super(message, options);
    this.code = code;
    this.status = status;
    this.retryAfter = options.retryAfter;
    this.field = options.field;
  }
}
