import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import type { MemberRole } from "./database.ts";
import { hasPermission, type Permission, permissionQueries } from "./permissions.ts";

/** The organization that the URL names, and who is looking. */
export interface CurrentOrganization {
  id: string;
  slug: string;
  name: string;
  /** Null for a master administrator who looks in without being a member. */
  role: MemberRole | null;
  userId: string;
}

const OrganizationContext = createContext<CurrentOrganization | null>(null);

/** Gives everything below it the organization of the URL. */
export function OrganizationProvider({ value, children }: { value: CurrentOrganization; children: ReactNode }) {
  return <OrganizationContext value={value}>{children}</OrganizationContext>;
}

/** @throws outside of `/orgs/$slug` */
export function useOrganization(): CurrentOrganization {
  const organization = useContext(OrganizationContext);
  if (organization === null) throw new Error("useOrganization needs an OrganizationProvider above it");
  return organization;
}

/** Whether an organization's shell stands around what asks. */
export function useIsInOrganization(): boolean {
  return useContext(OrganizationContext) !== null;
}

/** `const { can } = usePermissions()`: shows and hides controls, live. The database decides. */
export function usePermissions(): { can: (permission: Permission) => boolean } {
  const { id } = useOrganization();
  const { data = [] } = useQuery(permissionQueries.mine(id));
  return { can: (permission) => hasPermission(data, permission) };
}
