import { z } from "zod";
import { roles } from "../../lib/permissions.ts";

/** Roles that signing in may give: nobody becomes admin by it. */
export const ssoRoles = roles.filter((role) => role !== "admin");

/** Stands for "in no organization" in the form. */
export const noOrganization = "none";

export const SsoDomainForm = z.object({
  domain: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, "Enter a domain like example.com."),
  provider: z
    .string()
    .trim()
    .regex(
      /^(sso:[0-9a-f-]{36}|custom:[a-z0-9_-]{1,50})$/,
      "A provider’s id is sso: and a UUID (SAML), or custom: and its name (OIDC).",
    ),
  organization: z.string(),
  role: z.enum(["editor", "operator", "auditor", "viewer"]),
});

export type SsoDomainValues = z.infer<typeof SsoDomainForm>;
