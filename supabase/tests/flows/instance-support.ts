import { beforeAll, beforeEach } from "vitest";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";

/** Set before the tests. */
export let db: TestDatabase;

/** An instance of its own, empty and without a mode before each test. */
export function prepareInstance(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  beforeEach(async () => {
    await db.sql`delete from public.organizations`;
    await db.sql`delete from auth.users`;
    await db.sql`delete from private.account_permits`;
    await db.sql`update private.instance set mode = null, set_up_at = null, invitations_create_accounts = false, adopted_organization_id = null`;
  });
}
