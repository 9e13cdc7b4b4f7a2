import type { Member } from "./queries.ts";

/** Whether somebody is the only admin, who can neither be demoted nor removed. */
export function isLastAdmin(member: Member, members: readonly Member[]): boolean {
  return member.role === "admin" && members.filter(({ role }) => role === "admin").length === 1;
}

export const lastAdminReason = "The only admin. Make somebody else admin first.";
