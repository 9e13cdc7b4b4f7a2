import { useQuery } from "@tanstack/react-query";
import { Plus, Radar } from "lucide-react";
import { useState } from "react";
import { InstanceProbeTable, ProbeKeyDialog } from "../../features/instance/components/probe-table.tsx";
import { ReserveProbeDialog } from "../../features/instance/components/reserve-probe-dialog.tsx";
import { instanceQueries } from "../../features/instance/queries.ts";
import { useNow } from "../../lib/clock.ts";
import { useBreadcrumb } from "../../ui/breadcrumb.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageTitle } from "../../ui/page-title.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

/** Who runs the checks of everybody. */
export function InstanceProbes() {
  const now = useNow();
  const query = useQuery(instanceQueries.probes());
  const [step, setStep] = useState<"reserve" | { key: string } | null>(null);
  useBreadcrumb([{ label: "Probes" }]);
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle
        title="Probes"
        note="They run the checks, each from its region. A name with a key is kept for the holder of that key."
        primary={
          <Button variant="primary" onClick={() => setStep("reserve")}>
            <Plus size={16} strokeWidth={1.75} aria-hidden="true" />
            Reserve a probe
          </Button>
        }
      />
      <Card>
        <QueryView query={query} skeleton={<SkeletonRows count={3} className="h-[38px]" />}>
          {(probes) =>
            probes.length === 0 ? (
              <EmptyState
                icon={Radar}
                title="No probe has reported yet, so no check can run"
                text="Reserve a name, then start a probe with its key where you want to check from."
              />
            ) : (
              <InstanceProbeTable probes={probes} now={now} />
            )
          }
        </QueryView>
      </Card>
      {step === "reserve" ? (
        <ReserveProbeDialog onClose={() => setStep(null)} onReserved={(key) => setStep({ key })} />
      ) : null}
      {step === null || step === "reserve" ? null : <ProbeKeyDialog value={step.key} onClose={() => setStep(null)} />}
    </div>
  );
}
