import type { SupabaseClient } from "@supabase/supabase-js";
import type { Database } from "../_shared/db/database.types.ts";
import { authRefusalOf } from "../_shared/edge/activation.ts";
import { unwrap } from "../_shared/edge/refusal.ts";
import type { SignupBackend } from "./signup.ts";

/**
 * Database and auth server behind a client.
 * @param service  acts for the project
 * @param activate sends the activation mail
 */
export function createBackend(
  service: SupabaseClient<Database>,
  activate: (email: string) => Promise<void>,
): SignupBackend {
  return {
    async begin(email, source) {
      const [known] = unwrap(await service.rpc("begin_signup", { email, ...(source !== undefined && { source }) }));
      return {
        userId: known?.user_id ?? null,
        address: known?.address ?? email,
        isConfirmed: known?.is_confirmed ?? false,
        hasCard: known?.has_card ?? false,
      };
    },

    async create(email, full_name) {
      // Without a password the auth server invents one, which the database voids once the mail was followed.
      const create = () => service.auth.admin.createUser({ email, user_metadata: { full_name } });
      const first = await create();
      // Of two at once the auth server answers the slower one with a bare 500; asked again it says that the address is taken.
      const { data, error } = (first.error?.status ?? 0) >= 500 ? await create() : first;
      if (error?.code === "email_exists") return undefined;
      if (error !== null) throw authRefusalOf(error);
      return data.user.id;
    },

    activate,
  };
}
