import { Check, Minus } from "lucide-react";
import type { MemberRole } from "../../../lib/database.ts";
import { permissionNames, permissions, roleNames, roles } from "../../../lib/permissions.ts";
import { strings } from "../../../lib/strings.ts";
import { mobileQuery, useMedia } from "../../../lib/use-media.ts";

/** Which role may do what, as the database has it. Read-only. */
export function RoleMatrix({ matrix }: { matrix: readonly { role: MemberRole; permission: string }[] }) {
  const isMobile = useMedia(mobileQuery);
  const isHeld = (role: MemberRole, permission: string) =>
    matrix.some((entry) => entry.role === role && entry.permission === permission);
  if (isMobile)
    return (
      <ul aria-label="Roles and permissions">
        {permissions.map((permission) => (
          <li key={permission} className="border-border border-t px-4 py-2.5 text-[13px]/5 first:border-t-0">
            <span className="block font-medium">{permissionNames[permission]}</span>
            <span className="block text-text-2">
              {roles.every((role) => isHeld(role, permission))
                ? "Every role"
                : strings.sentence.names(
                    roles.filter((role) => isHeld(role, permission)).map((role) => roleNames[role]),
                  )}
            </span>
          </li>
        ))}
      </ul>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="overflow-x-auto" aria-label="Roles and permissions" tabIndex={0}>
      <table className="data-table" aria-label="Roles and permissions">
        <thead>
          <tr>
            <th scope="col">Permission</th>
            {roles.map((role) => (
              <th key={role} scope="col" className="w-24 text-center!">
                {roleNames[role]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row" className="h-[38px]! border-border border-t text-[13px]! text-text!">
                {permissionNames[permission]}
              </th>
              {roles.map((role) => (
                <td key={role} className="text-center">
                  <Mark isHeld={isHeld(role, permission)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Mark({ isHeld }: { isHeld: boolean }) {
  return isHeld ? (
    <Check size={16} strokeWidth={2} className="inline text-accent" role="img" aria-label="yes" />
  ) : (
    <Minus size={16} strokeWidth={1.75} className="inline text-text-3" role="img" aria-label="no" />
  );
}
