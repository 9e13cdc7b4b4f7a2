import { beforeAll, beforeEach } from "vitest";
import { AlertDesk } from "../helpers/alerts.ts";
import { createTestDatabase, type TestDatabase } from "../helpers/test-database.ts";

/** Set before the tests. */
export let db: TestDatabase;
export let desk: AlertDesk;

/** A desk with contacts, cleared before each test. */
export function prepareAlerts(): void {
  beforeAll(async () => {
    db = await createTestDatabase();
    desk = await AlertDesk.make(db);
  });
  beforeEach(() => desk.clear());
}
