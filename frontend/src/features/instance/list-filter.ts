/** States an organization can be in. */
export const organizationStates = ["active", "suspended", "deleted"] as const;

/** What the addresses of the lists narrow them to. */
export interface UserFilter {
  q?: string | undefined;
}

export interface OrganizationFilter {
  q?: string | undefined;
  state?: (typeof organizationStates)[number] | undefined;
}
