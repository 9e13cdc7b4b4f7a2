import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { componentKinds } from "../../../features/components/kinds.ts";
import { type ComponentItem, componentQueries } from "../../../features/components/queries.ts";
import { Fact } from "../../../features/monitors/components/now-card.tsx";
import { type MonitorRow, observationQueries } from "../../../features/monitors/queries.ts";
import { confirmationsInWords, intervalInWords } from "../../../features/monitors/target.ts";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { duration, latency } from "../../../lib/format.ts";
import { useOrganization } from "../../../lib/organization.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";

export interface DetailsCardProps {
  component: ComponentItem;
  monitors: readonly MonitorRow[];
}

/** What it is and where it is shown. */
export function DetailsCard({ component, monitors }: DetailsCardProps) {
  const { id: organizationId, slug } = useOrganization();
  const { data: groups = [] } = useQuery(componentQueries.groups(organizationId));
  const { data: pages = [] } = useQuery(pageQueries.list(organizationId));
  const { data: shown = [] } = useQuery(pageQueries.components(organizationId));
  const on = pages.filter(({ id }) =>
    shown.some(({ status_page_id, component_id }) => status_page_id === id && component_id === component.id),
  );
  const only = monitors.length === 1 ? monitors[0] : undefined;
  return (
    <Card>
      <CardHeader title="Details" />
      <dl className="px-4 py-2">
        <Fact name="Group">{groups.find(({ id }) => id === component.group_id)?.name ?? "none"}</Fact>
        <Fact name="What it is">{componentKinds[component.kind].label}</Fact>
        {only === undefined ? null : (
          <>
            <Fact name={only.kind === "heartbeat" ? "Expected" : "Interval"}>
              {intervalInWords(only.interval_seconds)}
            </Fact>
            <Fact name={only.kind === "heartbeat" ? "Grace period" : "Timeout"}>
              {only.timeout_ms % 1000 === 0 ? duration(only.timeout_ms / 1000) : latency(only.timeout_ms)}
            </Fact>
            <Fact name="A verdict needs">
              {confirmationsInWords(only.confirmations, only.confirmation_window).replace(" is enough", "")}
            </Fact>
          </>
        )}
        <CertificateFact componentId={component.id} />
        <Fact name="Shown on">
          {on.length === 0
            ? "no status page"
            : on.map(({ id, title }, index) => (
                <span key={id}>
                  {index === 0 ? null : ", "}
                  <Link to="/orgs/$slug/pages/$pageId" params={{ slug, pageId: id }}>
                    {title}
                  </Link>
                </span>
              ))}
        </Fact>
      </dl>
      {component.description === "" ? null : (
        <p className="border-border border-t px-4 py-3 text-[13px]/5 text-text-2">{component.description}</p>
      )}
    </Card>
  );
}

/** Days the certificate is still valid, as the newest result saw it; nothing where none was seen. */
function CertificateFact({ componentId }: { componentId: string }) {
  const { id } = useOrganization();
  const { data = [] } = useQuery(observationQueries.newest(id, componentId, false));
  for (const { metrics } of data) {
    const days: unknown =
      typeof metrics === "object" && metrics !== null ? Reflect.get(metrics, "tls.days_left") : undefined;
    if (typeof days === "number")
      return (
        <Fact name="Certificate">{days < 0 ? "expired" : `expires in ${days} ${days === 1 ? "day" : "days"}`}</Fact>
      );
  }
  return null;
}
