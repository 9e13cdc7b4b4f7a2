import { queryOptions } from "@tanstack/react-query";
import { z } from "zod";
import { readConfig } from "../../lib/config.ts";
import type { Functions } from "../../lib/database.ts";
import { unwrap } from "../../lib/errors.ts";
import { supabase } from "../../lib/supabase.ts";

/** Key root of everything about whoever is signed in. */
export const accountKey = ["account"] as const;
/** Key of whether the account has yet to choose a password. */
export const lacksPasswordKey = [...accountKey, "lacks-password"] as const;
/** An open session of the account. */
export type AccountSession = Functions["my_sessions"]["Returns"][number];

/** Where an address signs in: `provider` is `sso:<id>` (SAML) or `custom:<name>` (OIDC). */
export type SingleSignOn = Functions["sso_of"]["Returns"][number];

/** Who asks for a second factor that this session has not proven. */
export interface SecondFactorDemands {
  /** A recovery code took the factor away: a new one has to be set up. */
  isRecovered: boolean;
  /** Organizations that require one; they are out of sight until then. */
  organizations: readonly { name: string; slug: string }[];
}

export interface Account {
  email: string;
  /** Address that waits for both confirmations. */
  newEmail: string | null;
  fullName: string;
}

export interface SecondFactor {
  id: string;
  createdAt: string;
}

/** Ways to sign in that people can have an account with elsewhere. */
export type OauthProvider = "google" | "github";

const Settings = z.object({
  external: z.object({ google: z.boolean().default(false), github: z.boolean().default(false) }),
});

export const accountQueries = {
  /** Which of the providers that we offer are switched on. */
  providers: () =>
    queryOptions({
      queryKey: ["auth-providers"],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: async ({ signal }): Promise<OauthProvider[]> => {
        const { supabaseUrl, publishableKey } = await readConfig();
        const response = await fetch(`${supabaseUrl}/auth/v1/settings`, {
          headers: { apikey: publishableKey },
          signal,
        });
        const { external } = Settings.parse(await response.json());
        return (["google", "github"] as const).filter((provider) => external[provider]);
      },
    }),
  /** Name and address, as the server has them now. */
  me: (userId: string) =>
    queryOptions({
      queryKey: [...accountKey, "me", userId],
      queryFn: async ({ signal }): Promise<Account> => {
        const [{ user }, profile] = await Promise.all([
          supabase().auth.getUser().then(unwrap),
          supabase().from("profiles").select("full_name").eq("id", userId).abortSignal(signal).single().then(unwrap),
        ]);
        return { email: user?.email ?? "", newEmail: user?.new_email || null, fullName: profile.full_name };
      },
    }),
  /** The authenticator app; null without one. */
  secondFactor: () =>
    queryOptions({
      queryKey: [...accountKey, "second-factor"],
      queryFn: async (): Promise<SecondFactor | null> => {
        const [factor] = unwrap(await supabase().auth.mfa.listFactors()).totp;
        return factor === undefined ? null : { id: factor.id, createdAt: factor.created_at };
      },
    }),
  recoveryCodesLeft: () =>
    queryOptions({
      queryKey: [...accountKey, "recovery-codes"],
      queryFn: async ({ signal }) => unwrap(await supabase().rpc("recovery_codes_left").abortSignal(signal)),
    }),
  /** Whether a password is still to be chosen: after a first sign-in by mail, and not for people of a provider. */
  lacksPassword: (userId: string) =>
    queryOptions({
      queryKey: [...lacksPasswordKey, userId],
      queryFn: async ({ signal }) => unwrap(await supabase().rpc("lacks_password").abortSignal(signal)),
    }),
  demands: (userId: string) =>
    queryOptions({
      queryKey: [...accountKey, "demands", userId],
      queryFn: async ({ signal }): Promise<SecondFactorDemands> => {
        const rows = unwrap(await supabase().rpc("second_factor_demands").abortSignal(signal));
        return {
          isRecovered: rows.some(({ reason }) => reason === "recovered"),
          organizations: rows
            .filter(({ reason }) => reason === "organization")
            .map(({ organization_name, organization_slug }) => ({ name: organization_name, slug: organization_slug })),
        };
      },
    }),
  sessions: () =>
    queryOptions({
      queryKey: [...accountKey, "sessions"],
      queryFn: async ({ signal }): Promise<AccountSession[]> =>
        unwrap(await supabase().rpc("my_sessions").abortSignal(signal)),
    }),
};
