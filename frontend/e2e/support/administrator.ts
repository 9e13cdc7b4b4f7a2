import { inDatabase } from "./database.ts";
import type { Person } from "./people.ts";

/** Makes a person master administrator. */
export async function makeAdministrator({ email }: Person): Promise<void> {
  await inDatabase((sql) => sql`select admin.grant_master_administrator(${email})`);
}
