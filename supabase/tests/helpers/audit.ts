import { expect } from "vitest";
import type { TestDatabase } from "./test-database.ts";

/** Chains everything. Transactions of other databases on the same server hold it up for as long as they run. */
export async function sealAudit(db: TestDatabase): Promise<void> {
  const left = async () => {
    await db.sql`select private.seal_audit()`;
    return (await db.sql`select 1 from private.audit_unsealed`).length;
  };
  await expect.poll(left, { timeout: 10_000 }).toBe(0);
}
