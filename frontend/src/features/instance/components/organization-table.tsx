import { Eye, Pause, Play } from "lucide-react";
import { useState } from "react";
import { dateAndTime, wholeNumber } from "../../../lib/format.ts";
import { browserZone } from "../../../lib/time-zone.ts";
import { showErrorToast } from "../../../lib/toast-errors.ts";
import { showToast } from "../../../lib/toasts.ts";
import { type Column, DataTable } from "../../../ui/data-table.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { MoreButton } from "../../../ui/more-button.tsx";
import { OrganizationMark } from "../../../ui/organization-mark.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { useSuspendOrganization } from "../mutations.ts";
import type { InstanceOrganization } from "../queries.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

export interface OrganizationTableProps {
  organizations: readonly InstanceOrganization[];
  /** Whether organizations pay for a plan here. */
  hasPlans: boolean;
  onLookInside: (organization: InstanceOrganization) => void;
}

/** Every organization: how large it is, what it pays for, whether it rests. */
export function OrganizationTable({ organizations, hasPlans, onLookInside }: OrganizationTableProps) {
  const [suspending, setSuspending] = useState<InstanceOrganization | null>(null);
  const suspend = useSuspendOrganization();

  async function resume(organization: InstanceOrganization) {
    try {
      await suspend.mutateAsync({ organizationId: organization.id });
      showToast({ title: `${organization.name} goes on` });
    } catch (error) {
      showErrorToast(`${organization.name} is still suspended`, error);
    }
  }

  const plan: Column<InstanceOrganization> = {
    key: "plan",
    header: "Plan",
    className: "w-32",
    cell: ({ plan: id, payment_state: state }) => <Plan id={id} state={state} />,
  };

  return (
    <>
      <DataTable
        label="Organizations"
        items={organizations}
        keyOf={({ id }) => id}
        columns={[
          {
            key: "name",
            header: "Organization",
            mobile: "title",
            className: "min-w-60 py-2",
            cell: ({ name, slug }) => (
              <span className="flex items-center gap-2.5">
                <OrganizationMark name={name} />
                <span className="min-w-0">
                  <span className="wrap-anywhere block font-medium">{name}</span>
                  <span className="wrap-anywhere block font-normal text-[12.5px]/[18px] text-text-3">{slug}</span>
                </span>
              </span>
            ),
          },
          { key: "state", header: "State", cell: (organization) => <State organization={organization} /> },
          ...(hasPlans ? [plan] : []),
          count("members", "Members", "member"),
          count("components", "Components", "component"),
          count("monitors", "Monitors", "monitor"),
          count("subscribers", "Subscribers", "subscriber"),
          {
            key: "actions",
            header: <span className="sr-only">Actions</span>,
            align: "right",
            mobile: "end",
            className: "w-14",
            cell: (organization) => (
              <Actions
                organization={organization}
                onLookInside={() => onLookInside(organization)}
                onSuspend={() => setSuspending(organization)}
                onResume={() => void resume(organization)}
              />
            ),
          },
        ]}
      />
      {suspending === null ? null : (
        <ReasonDialog
          title={`Suspend ${suspending.name}?`}
          description="Nothing of it is checked or changed from now on. Its members can read it, and its status pages stay."
          hint="Its members read it on every screen."
          action="Suspend"
          onSubmit={async (reason) => {
            await suspend.mutateAsync({ organizationId: suspending.id, reason });
            showToast({ title: `${suspending.name} is suspended`, undo: () => resume(suspending) });
          }}
          onClose={() => setSuspending(null)}
        />
      )}
    </>
  );
}

type Counted = "members" | "components" | "monitors" | "subscribers";

function count(key: Counted, header: string, unit: string): Column<InstanceOrganization> {
  return {
    key,
    header,
    align: "right",
    className: "w-24",
    cell: (organization) => (
      <>
        {wholeNumber(organization[key])}
        <span className="tablet:hidden">
          {" "}
          {unit}
          {organization[key] === 1 ? "" : "s"}
        </span>
      </>
    ),
  };
}

function State({ organization }: { organization: InstanceOrganization }) {
  const { deleted_at: deletedAt, suspended_at: suspendedAt } = organization;
  if (deletedAt !== null)
    return (
      <StatusBadge status="unknown">
        Deleted <span className="font-normal text-text-2">{dateAndTime(deletedAt, browserZone())}</span>
      </StatusBadge>
    );
  if (suspendedAt !== null)
    return (
      <StatusBadge status="major_outage">
        Suspended{" "}
        <span className="wrap-anywhere font-normal text-text-2">
          {organization.suspension_cause === "billing" ? "unpaid: " : ""}
          {organization.suspension_reason}
        </span>
      </StatusBadge>
    );
  return <StatusBadge status="operational">Active</StatusBadge>;
}

function Plan({ id, state }: { id: string | null; state: string | null }) {
  if (id === null) return <span className="text-text-3">none</span>;
  return (
    <>
      <span className="capitalize">{id}</span>
      {state === null || state === "active" ? null : (
        <span className="text-[12.5px]/[18px] text-text-3 tablet:block"> {state.replaceAll("_", " ")}</span>
      )}
    </>
  );
}

interface ActionsProps {
  organization: InstanceOrganization;
  onLookInside: () => void;
  onSuspend: () => void;
  onResume: () => void;
}

function Actions({ organization, onLookInside, onSuspend, onResume }: ActionsProps) {
  const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;
  return (
    <Menu trigger={<MoreButton label={`Actions for ${organization.name}`} size="small" />}>
      <MenuItem icon={<Eye {...icon} />} onSelect={onLookInside}>
        Look inside
      </MenuItem>
      {organization.suspended_at === null ? (
        <MenuItem isDanger icon={<Pause {...icon} />} onSelect={onSuspend}>
          Suspend
        </MenuItem>
      ) : (
        <MenuItem icon={<Play {...icon} />} onSelect={onResume}>
          Resume
        </MenuItem>
      )}
    </Menu>
  );
}
