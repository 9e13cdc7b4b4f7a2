import postgres from "postgres";
import { errorText, type Log } from "../log.ts";

export type Pool = postgres.Sql;
export type Transaction = postgres.TransactionSql;

/** The database could not be asked: down, starting, out of connections. Not an answer of any policy. */
export class DatabaseUnavailable extends Error {}

/** The statement timeout ended the query. */
export class QueryCancelled extends Error {}

const ADMIN_SHUTDOWN_CLASS = "57P";
const CONNECTION_CLASS = "08";
const TOO_MANY_CONNECTIONS = "53300";
const QUERY_CANCELLED = "57014";

/**
 * The one pool for everything but replication, connected as supabase_admin. Idle connections close, so a server at
 * rest holds none.
 */
export function createPool(url: string, options: { size: number; statementTimeoutMs: number; log: Log }): Pool {
  return postgres(url, {
    max: options.size,
    idle_timeout: 30,
    connect_timeout: 3,
    // A restart of Postgres must not leave us waiting longer than it took.
    backoff: () => 0.1,
    fetch_types: false,
    connection: {
      application_name: "realtime",
      TimeZone: "UTC",
      statement_timeout: options.statementTimeoutMs,
      // Probe transactions last milliseconds; one left open would hold back vacuum.
      idle_in_transaction_session_timeout: 10_000,
    },
    onnotice: (notice) => options.log("debug", "database notice", { notice: notice.message }),
  });
}

/** Rejects with DatabaseUnavailable when `work` takes longer than `timeoutMs`, which a hung connect would. */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseUnavailable("no answer in time")), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } catch (error) {
    throw classify(error);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs statements in one transaction that is always rolled back. They are sent together; results come in order. A
 * statement that fails is a rejected result, and those after it fail with 25P02.
 */
export async function probe(
  pool: Pool,
  statements: (transaction: Transaction) => Promise<readonly postgres.Row[]>[],
): Promise<PromiseSettledResult<readonly postgres.Row[]>[]> {
  let results: PromiseSettledResult<readonly postgres.Row[]>[] = [];
  const rollback = new Error("rollback");
  try {
    await pool.begin(async (transaction) => {
      results = await Promise.allSettled(statements(transaction));
      throw rollback;
    });
  } catch (error) {
    if (error !== rollback) throw error;
  }
  return results;
}

/** SQLSTATE of a database error, or the code of a connection error. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Turns connection trouble and timeouts into their own classes; anything else comes back as it was. */
export function classify(error: unknown): unknown {
  const code = errorCode(error);
  if (error instanceof DatabaseUnavailable || code === undefined) return error;
  if (code === QUERY_CANCELLED) return new QueryCancelled(errorText(error), { cause: error });
  const isConnectionTrouble =
    code.startsWith(ADMIN_SHUTDOWN_CLASS) ||
    code.startsWith(CONNECTION_CLASS) ||
    code === TOO_MANY_CONNECTIONS ||
    // Socket errors (ECONNREFUSED, …) and postgres.js's own (CONNECTION_CLOSED, CONNECT_TIMEOUT).
    /^(E[A-Z]+|CONNECT.*)$/.test(code);
  return isConnectionTrouble ? new DatabaseUnavailable(errorText(error), { cause: error }) : error;
}
