import { useQuery } from "@tanstack/react-query";
import { LicenseCards } from "../../features/license/components/license-cards.tsx";
import { instanceStateQuery } from "../../lib/instance-state.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { PageTitle } from "../../ui/page-title.tsx";

export function InstanceLicense() {
  const { data: state } = useQuery(instanceStateQuery());
  useBreadcrumb([{ label: "License" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="License"
        note="It limits how many accounts there are, and nothing else: status pages never depend on it."
      />
      <div className="grid max-w-[640px] gap-5">
        <LicenseCards isCounted={state?.mode === "enterprise"} />
      </div>
    </div>
  );
}
