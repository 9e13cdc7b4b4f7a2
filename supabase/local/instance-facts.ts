import type { InstanceMode, StackConfig } from "./config.ts";
import { connect } from "./postgres/database.ts";

/** How far the instance has come: what people at the terminal are told depends on it. */
export interface InstanceFacts {
  readonly mode: InstanceMode | null;
  /** Whether it is open to all, to the first account, or closed. */
  readonly signUp: "open" | "first" | "closed";
  /** Whether somebody can sign in. */
  readonly hasAccounts: boolean;
  readonly hasAdministrator: boolean;
  /** Whether the next first account takes over the demo organization. */
  readonly isDemoWaiting: boolean;
  /** Whether the demo organization's account is there. */
  readonly hasDemoAccount: boolean;
}

/** Asks the database how far the instance has come. */
export async function readInstance(config: StackConfig): Promise<InstanceFacts> {
  const sql = connect(config.databaseUrl, { applicationName: "heliograph setup" });
  try {
    const [facts] = await sql<InstanceFacts[]>`
      select s.mode, s.sign_up as "signUp", i.adopted_organization_id is not null as "isDemoWaiting",
        exists (select from auth.users) as "hasAccounts",
        exists (select from private.instance_admins) as "hasAdministrator",
        exists (select from auth.users u where u.email = 'demo@example.com') as "hasDemoAccount"
      from private.instance i, private.instance_state() s`;
    if (facts === undefined) throw new Error("private.instance has no row.");
    return facts;
  } finally {
    await sql.end();
  }
}
