import type { SupabaseClient } from "@supabase/supabase-js";
import { authRefusalOf } from "../_shared/edge/activation.ts";
import type { SignupBackend } from "./signup.ts";

/** Accounts at the auth server, as sign-up needs them. @param anybody a client without a session; @param service one with the secret key */
export function accountsOf(
  anybody: SupabaseClient["auth"],
  service: SupabaseClient["auth"],
): Pick<SignupBackend, "create" | "owns"> {
  return {
    async create(email, password, full_name) {
      const create = () => service.admin.createUser({ email, password, user_metadata: { full_name } });
      const first = await create();
      // Of two at once the auth server answers the slower one with a bare 500; asked again it says that the address is taken.
      const { data, error } = (first.error?.status ?? 0) >= 500 ? await create() : first;
      if (error?.code === "email_exists") return undefined;
      if (error !== null) throw authRefusalOf(error);
      const { id } = data.user;
      // The auth server judges passwords when they are changed, not when an account is created for somebody.
      const judged = await service.admin.updateUserById(id, { password });
      if (judged.error === null) return id;
      await service.admin.deleteUser(id);
      throw authRefusalOf(judged.error);
    },

    async owns(email, password) {
      const { error } = await anybody.signInWithPassword({ email, password });
      if (error === null) {
        await anybody.signOut({ scope: "local" });
        return "confirmed";
      }
      if (error.code === "email_not_confirmed") return "unconfirmed";
      if (error.code === "invalid_credentials" || error.code === "user_banned") return "no";
      throw authRefusalOf(error);
    },
  };
}
