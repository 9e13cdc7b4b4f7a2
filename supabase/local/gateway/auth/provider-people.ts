import { z } from "zod";
import type { Metadata } from "./users.ts";

/** Who somebody is at a provider. */
export interface Person {
  readonly subject: string;
  /** Empty where the provider names none. */
  readonly email: string;
  readonly emailVerified: boolean;
  /** What is kept of the provider's claims, under the names GoTrue gives them. */
  readonly claims: Metadata;
}

/** The claims GoTrue keeps. */
const kept = new Set([
  "iss",
  "sub",
  "aud",
  "iat",
  "exp",
  "name",
  "family_name",
  "given_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
  "updated_at",
  "email",
  "phone",
  "full_name",
  "avatar_url",
  "slug",
  "provider_id",
  "user_name",
]);

/** How a custom provider's claims become a user's. */
export interface ClaimRules {
  /** A text names another claim, anything else is the value itself. */
  readonly attributeMapping: Metadata;
  readonly customClaimsAllowlist: readonly string[];
}

/** Reads the claims of an id_token or of a userinfo endpoint. */
export function personOf(raw: Metadata, rules?: ClaimRules): Person {
  const claims: Record<string, unknown> = Object.fromEntries(
    Object.entries(raw).filter(([name, value]) => kept.has(name) && value !== null && value !== ""),
  );
  const custom = Object.fromEntries(
    (rules?.customClaimsAllowlist ?? []).flatMap((name) => (name in raw ? [[name, raw[name]]] : [])),
  );
  const source: Metadata = { ...claims, custom_claims: custom };
  for (const [target, from] of Object.entries(rules?.attributeMapping ?? {})) {
    const value = typeof from === "string" ? source[from] : from;
    if (value !== undefined && kept.has(target)) claims[target] = value;
  }
  if (Object.keys(custom).length > 0) claims["custom_claims"] = custom;
  return person(claims, raw["email_verified"] === true, raw["phone_verified"] === true);
}

const GoogleClaims = z.object({
  iss: z.string(),
  sub: z.string(),
  email: z.string().default(""),
  email_verified: z.boolean().default(false),
  name: z.string().default(""),
  picture: z.string().default(""),
  hd: z.string().optional(),
});

/** Reads an id_token of Google. */
export function googlePerson(raw: Metadata): Person {
  const { iss, sub, email, email_verified: isVerified, name, picture, hd } = GoogleClaims.parse(raw);
  const claims = { iss, sub, email, name, picture, avatar_url: picture, full_name: name, provider_id: sub };
  return person({ ...withoutEmpty(claims), ...(hd !== undefined && { custom_claims: { hd } }) }, isVerified);
}

const GithubUser = z.object({
  id: z.number().int(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const GithubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Reads what GitHub's API says. Its primary address counts, and only the list tells whether it is proven; the one of the profile is
 * whatever somebody wants to show.
 */
export function githubPerson(api: string, user: unknown, emails: unknown): Person {
  const { id, login, name, avatar_url: picture } = GithubUser.parse(user);
  const primary = GithubEmails.parse(emails).find((entry) => entry.primary);
  const claims = {
    iss: api,
    sub: String(id),
    name: name ?? "",
    preferred_username: login,
    email: primary?.email ?? "",
    avatar_url: picture ?? "",
    full_name: name ?? "",
    provider_id: String(id),
    user_name: login,
  };
  return person(withoutEmpty(claims), primary?.verified === true);
}

function person(claims: Metadata, emailVerified: boolean, phoneVerified = false): Person {
  const { sub, email } = claims;
  const address = typeof email === "string" ? email.toLowerCase() : "";
  const { email: _, ...rest } = claims;
  return {
    subject: typeof sub === "string" ? sub : "",
    email: address,
    emailVerified,
    claims: {
      ...rest,
      ...(address !== "" && { email: address }),
      email_verified: emailVerified,
      phone_verified: phoneVerified,
    },
  };
}

function withoutEmpty(claims: Metadata): Metadata {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== ""));
}
