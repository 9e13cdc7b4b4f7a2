import postgres from "postgres";
import { databaseUrl } from "../../../supabase/local/config.ts";
import { stackAddress } from "./stack.ts";

/** Does in the stack's database what no API offers: an operator's part, or the passing of time. */
export async function inDatabase<Result>(work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const port = Number(new URL(stackAddress().url).port) + 1;
  const sql = postgres(databaseUrl("supabase_admin", port), { max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
