import { z } from "zod";

/** States an organization can be in. */
export const organizationStates = ["active", "suspended", "deleted"] as const;

/** What the address of the list of accounts narrows it to; what cannot be is left out. */
export const UserSearch = z.object({ q: z.string().optional().catch(undefined) });
export type UserFilter = z.infer<typeof UserSearch>;

/** The same for the list of organizations. */
export const OrganizationSearch = UserSearch.extend({
  state: z.enum(organizationStates).optional().catch(undefined),
});
export type OrganizationFilter = z.infer<typeof OrganizationSearch>;
