import type { Page } from "@playwright/test";
import { signIn } from "./dashboard.ts";
import { inDatabase } from "./database.ts";
import { makePerson, type Person } from "./people.ts";

/** Makes a person master administrator. */
export async function makeAdministrator({ email }: Person): Promise<void> {
  await inDatabase((sql) => sql`select admin.grant_master_administrator(${email})`);
}

/** Opens a screen of the instance area as a new master administrator. */
export async function signInAsAdministrator(page: Page, path = "/instance"): Promise<Person> {
  const ada = await makePerson("Ada Brandt");
  await makeAdministrator(ada);
  await signIn(page, ada, path);
  return ada;
}
