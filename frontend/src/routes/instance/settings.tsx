import { InstanceSettingsCards } from "../../features/instance/components/settings-card.tsx";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { PageTitle } from "../../ui/page-title.tsx";

export function InstanceSettings() {
  useBreadcrumb([{ label: "Settings" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Settings" />
      <div className="grid max-w-[640px] gap-5">
        <InstanceSettingsCards />
      </div>
    </div>
  );
}
