import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/db/database.types.ts";
import { AppError } from "../_shared/edge/errors.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import type { AccountsBackend } from "./accounts.ts";

/**
 * Database and auth server behind clients.
 * @param service  acts for the project
 * @param callerOf acts with the rights of whoever sent a request
 * @param callerId who that is, with a second factor given or not
 */
export function createBackend(
  service: SupabaseClient<Database>,
  callerOf: (request: Request) => SupabaseClient<Database>,
  callerId: (request: Request) => Promise<string>,
): AccountsBackend {
  return {
    async spendRecoveryCode(request, code) {
      await callerId(request);
      return unwrap(await callerOf(request).rpc("use_recovery_code", { code }));
    },
    allowAccount: async (request, email) => void unwrap(await callerOf(request).rpc("allow_account", { email })),
    async invite(email, full_name) {
      const { error } = await service.auth.admin.inviteUserByEmail(email, { data: { full_name } });
      if (error?.code === "email_exists")
        throw new AppError("taken", 409, "There is an account with this address.", { field: "email" });
      if (error !== null) throw error;
    },
    ssoDomains: async (request) => unwrap(await callerOf(request).rpc("sso_domains")).map(({ domain }) => domain),
    proveDomain: async (domain, records) =>
      unwrap(await service.rpc("prove_sso_domain", { domain, records: [...records] })),
  };
}
