import { inspect } from "node:util";

/** The fields of an error from Postgres that PostgREST passes on. */
interface DatabaseError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** PostgREST's table: SQLSTATE or its class to HTTP status (docs: references/errors). */
const statusByCode: Readonly<Record<string, number>> = {
  "08": 503,
  "09": 500,
  "0L": 403,
  "0P": 403,
  "23503": 409,
  "23505": 409,
  "25006": 405,
  "25": 500,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "53400": 500,
  "53": 503,
  "54": 500,
  "55": 500,
  "57": 500,
  "58": 500,
  F0: 500,
  HV: 500,
  P0001: 400,
  P0: 500,
  XX: 500,
  "42P01": 404,
  "42P17": 500,
};

/** lite words these as PostgREST does; the others it answers as `500 SUP`. */
const leftToLite = new Set(["PGRST", "42883", "42703"]);

/**
 * Turns an error of the driver into the form from which lite builds the response PostgREST would give: status by the
 * table above, body `{code, message, details, hint}`. lite does so for errors of code PGRST (`raise sqlstate 'PGRST'`),
 * so every other error is dressed as one.
 * @param anonymous whether the request ran as anon: for those, missing rights are 401, otherwise 403
 */
export function restError(error: unknown, anonymous: boolean): unknown {
  if (error instanceof DatabaseAway || isConnectionError(error)) {
    const body = {
      code: "PGRST001",
      message: "Database connection error. Retrying the connection.",
      details: null,
      hint: null,
    };
    return new RestError(JSON.stringify(body), JSON.stringify({ status: 503, headers: {} }));
  }
  if (!isDatabaseError(error) || leftToLite.has(error.code) || error.code.startsWith("PT")) return error;
  const { code, message, detail = null, hint = null } = error;
  const status =
    code === "42501" ? (anonymous ? 401 : 403) : (statusByCode[code] ?? statusByCode[code.slice(0, 2)] ?? 400);
  return new RestError(
    JSON.stringify({ code, message, details: detail, hint }),
    JSON.stringify({ status, headers: {} }),
  );
}

/** An error that is an answer, not a fault: it is not worth a line in the log. */
export class RestError extends Error {
  readonly code = "PGRST";
  readonly detail: string;

  constructor(message: string, detail: string) {
    super(message);
    this.detail = detail;
  }

  [inspect.custom](): string {
    return "";
  }
}

/** The database cannot be asked right now. */
export class DatabaseAway extends Error {}

function isConnectionError(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(ECONN|EPIPE|CONNECTION_|CONNECT_TIMEOUT|57P0[123])/.test(code);
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && error.name === "PostgresError" && "code" in error && typeof error.code === "string";
}
