import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Check, ChevronsUpDown, KeyRound, MailOpen, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { organizationQueries } from "../../../features/organizations/queries.ts";
import { myInvitationsQuery } from "../../../features/team/invitation.ts";
import { instanceStateQuery } from "../../../lib/instance-state.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { roleNameOf } from "../../../lib/permissions.ts";
import { OrganizationMark } from "../../../ui/organization-mark.tsx";
import { Popover } from "../../../ui/popover.tsx";

export interface OrganizationSwitcherProps {
  isNarrow: boolean;
  onNavigate?: () => void;
}

/** The organization in sight, and a list of the others: type to filter, role beside the name, "Create" last. */
export function OrganizationSwitcher({ isNarrow, onNavigate }: OrganizationSwitcherProps) {
  const current = useOrganization();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const { data: instance } = useQuery(instanceStateQuery());
  const { data: deleted = [] } = useQuery({ ...organizationQueries.deleted(), enabled: isOpen });
  const { data: invitations = [] } = useQuery({ ...myInvitationsQuery(current.userId), enabled: isOpen });
  const { data: organizations = [] } = useQuery(organizationQueries.mine(current.userId));

  function choose(navigate: () => unknown) {
    setOpen(false);
    onNavigate?.();
    void navigate();
  }

  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setOpen}
      label="Organizations"
      className="w-72"
      trigger={
        <button
          type="button"
          className={`flex h-12 w-full cursor-pointer items-center gap-2 rounded-control text-left hover:bg-surface-3/60 focus-visible:-outline-offset-2 ${isNarrow ? "justify-center" : "px-2"}`}
        >
          <OrganizationMark name={current.name} />
          {isNarrow ? (
            <span className="sr-only">{current.name}, switch organization</span>
          ) : (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate font-semibold text-[14px]/5">{current.name}</span>
                <span className="block truncate text-[12px]/4 text-text-3">
                  {roleNameOf(current.role)}
                  <span className="sr-only">, switch organization</span>
                </span>
              </span>
              <ChevronsUpDown size={15} strokeWidth={1.75} className="flex-none text-text-3" aria-hidden="true" />
            </>
          )}
        </button>
      }
    >
      <Command label="Organizations">
        <Command.Input
          placeholder="Find an organization"
          className="h-10 w-full rounded-t-popover border-border border-b bg-transparent px-3 text-[13px] outline-none placeholder:text-text-3"
        />
        <Command.List className="max-h-72 overflow-y-auto p-1">
          <Command.Empty className="px-2.5 py-2 text-[13px] text-text-3">No organization has this name.</Command.Empty>
          {organizations.map(({ id, name, slug, role }) => (
            <Command.Item
              key={id}
              value={`${name} ${slug}`}
              onSelect={() => choose(() => router.navigate({ to: "/orgs/$slug", params: { slug } }))}
              className="menu-item flex items-center"
            >
              <OrganizationMark name={name} size={20} />
              <span className="min-w-0 flex-1 truncate">{name}</span>
              <span className="text-[12.5px] text-text-3">{roleNameOf(role)}</span>
              {id === current.id ? (
                <Check size={15} strokeWidth={2} className="text-accent" aria-label="shown now" />
              ) : (
                <span className="w-[15px]" />
              )}
            </Command.Item>
          ))}
          {invitations.length === 0 ? null : (
            <Command.Item
              forceMount
              value="invitations"
              onSelect={() => choose(() => router.navigate({ to: "/new-organization" }))}
              className="menu-item mt-1 flex items-center border-border border-t"
            >
              <MailOpen size={16} strokeWidth={1.75} className="mx-0.5 text-text-2" aria-hidden="true" />
              <span className="flex-1">Invitations</span>
              <span className="text-[12.5px] text-text-3">{invitations.length}</span>
            </Command.Item>
          )}
          <Command.Item
            forceMount
            value="create organization"
            onSelect={() => choose(() => router.navigate({ to: "/new-organization" }))}
            className={`menu-item flex items-center ${invitations.length === 0 ? "mt-1 border-border border-t" : ""}`}
          >
            <Plus size={16} strokeWidth={1.75} className="mx-0.5 text-text-2" aria-hidden="true" />
            Create organization
          </Command.Item>
          {deleted.length === 0 ? null : (
            <Command.Item
              forceMount
              value="deleted organizations"
              onSelect={() => choose(() => router.navigate({ to: "/deleted-organizations" }))}
              className="menu-item flex items-center"
            >
              <Trash2 size={16} strokeWidth={1.75} className="mx-0.5 text-text-2" aria-hidden="true" />
              Deleted organizations
            </Command.Item>
          )}
          {instance?.is_admin === true ? (
            <Command.Item
              forceMount
              value="instance administration"
              onSelect={() => choose(() => router.navigate({ to: "/instance" }))}
              className="menu-item flex items-center"
            >
              <KeyRound size={16} strokeWidth={1.75} className="mx-0.5 text-text-2" aria-hidden="true" />
              Instance administration
            </Command.Item>
          ) : null}
        </Command.List>
      </Command>
    </Popover>
  );
}
