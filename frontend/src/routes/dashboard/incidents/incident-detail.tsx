import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Check, EyeOff, MessageSquarePlus, MoreHorizontal, Pencil, Radar, Trash2 } from "lucide-react";
import { useState } from "react";
import { EditFactsDialog } from "../../../features/incidents/components/edit-facts-dialog.tsx";
import { FactsCard, Line } from "../../../features/incidents/components/facts-card.tsx";
import { NotesCard } from "../../../features/incidents/components/notes-card.tsx";
import { PresenceNote } from "../../../features/incidents/components/presence-note.tsx";
import { TimelineCard } from "../../../features/incidents/components/timeline-card.tsx";
import { isMonitors, secondsOf } from "../../../features/incidents/list-model.ts";
import { useAcknowledge, useDeleteIncident } from "../../../features/incidents/mutations.ts";
import { type IncidentDetail as Incident, incidentQueries } from "../../../features/incidents/queries.ts";
import { impactNames, statusNames } from "../../../features/incidents/words.ts";
import { useNow } from "../../../lib/clock.ts";
import { elapsed } from "../../../lib/elapsed.ts";
import { useWhere } from "../../../lib/live.tsx";
import { statusOfImpact } from "../../../lib/notices.ts";
import { useOrganization, usePermissions } from "../../../lib/organization.tsx";
import { useBreadcrumb } from "../../../ui/breadcrumb.tsx";
import { Button, buttonStyles } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { PageNotice } from "../../../ui/page-states.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { Late, SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { IncidentGone } from "./incident-gone.tsx";
import { useComposerData } from "./use-composer-data.ts";

const route = getRouteApi("/signed-in/orgs/$slug/incidents/$incidentId");
const icon = { size: 16, strokeWidth: 1.75, "aria-hidden": true } as const;

export function IncidentPage() {
  const { incidentId } = route.useParams();
  const { id, slug } = useOrganization();
  const query = useQuery(incidentQueries.detail(id, incidentId));
  const title = query.data?.title ?? "";
  useBreadcrumb([{ label: "Incidents", href: `/orgs/${slug}/incidents` }, { label: title }]);
  useWhere(title === "" ? "on an incident" : `on ${title}`);
  if (query.data === null || (query.data !== undefined && query.data.deleted_at !== null))
    return <IncidentGone incident={query.data} />;
  if (query.data !== undefined) return <Detail incident={query.data} />;
  if (query.error === null) return <DetailSkeleton />;
  return (
    <PageNotice title="Incident">
      <ErrorState error={query.error} onRetry={() => void query.refetch()} isRetrying={query.isFetching} />
    </PageNotice>
  );
}

function Detail({ incident }: { incident: Incident }) {
  const { id, slug, userId } = useOrganization();
  const { can } = usePermissions();
  const { people, pages, matesAt } = useComposerData();
  const [isEditing, setEditing] = useState(false);
  const mayWrite = can("incidents.write");
  const nameOf = (person: string | null) => people.find((member) => member.userId === person)?.name ?? null;
  return (
    <div className="grid grid-cols-1 gap-5">
      <Head incident={incident} mayWrite={mayWrite} />
      <PresenceNote mates={matesAt(`/orgs/${slug}/incidents/${incident.id}`)} />
      <Notice incident={incident} mayWrite={mayWrite} />
      <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
        <div className="grid min-w-0 gap-5">
          <TimelineCard organizationId={id} incident={incident} nameOf={nameOf} mayWrite={mayWrite} />
          <NotesCard organizationId={id} incidentId={incident.id} ownId={userId} nameOf={nameOf} mayWrite={mayWrite} />
        </div>
        <div className="grid items-start gap-5 tablet:grid-cols-2 rail:grid-cols-1">
          <FactsCard
            organizationId={id}
            incident={incident}
            people={people}
            nameOf={nameOf}
            mayWrite={mayWrite}
            action={
              mayWrite ? (
                <Button size="small" variant="ghost" onClick={() => setEditing(true)}>
                  <Pencil size={14} strokeWidth={1.75} aria-hidden="true" />
                  Edit
                </Button>
              ) : null
            }
          >
            <PublicLinks incident={incident} pages={pages} />
          </FactsCard>
          <Affected incident={incident} />
        </div>
      </div>
      {isEditing ? <EditFactsDialog organizationId={id} incident={incident} onClose={() => setEditing(false)} /> : null}
    </div>
  );
}

function Head({ incident, mayWrite }: { incident: Incident; mayWrite: boolean }) {
  const { id, slug } = useOrganization();
  const navigate = route.useNavigate();
  const now = useNow();
  const acknowledge = useAcknowledge(id);
  const remove = useDeleteIncident(id, () => void navigate({ to: "/orgs/$slug/incidents", params: { slug } }));
  const isOpen = incident.resolved_at === null;
  const params = { slug, incidentId: incident.id };
  const write =
    incident.published_at === null
      ? "Review and publish"
      : isOpen
        ? "Post an update"
        : incident.status === "postmortem"
          ? "Post again"
          : "Write a postmortem";
  return (
    <PageTitle
      title={incident.title}
      lead={<StatusGlyph status={isOpen ? statusOfImpact[incident.impact] : "operational"} size={24} />}
      note={
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1 tablet:pl-9">
          <span
            data-status={isOpen ? statusOfImpact[incident.impact] : "operational"}
            className="font-semibold text-status-fg"
          >
            {incident.published_at === null ? "Draft" : statusNames[incident.status]}
          </span>
          <span>
            {isOpen ? "open for" : "lasted"} {elapsed(secondsOf(incident, now))}
          </span>
          <span>{incident.impact === "none" ? "No impact" : `${impactNames[incident.impact]} impact`}</span>
          {isMonitors(incident) ? (
            <span className="inline-flex items-center gap-1">
              <Radar size={14} strokeWidth={1.75} aria-hidden="true" />
              Opened by monitors
            </span>
          ) : null}
        </span>
      }
      primary={
        mayWrite ? (
          <Link
            to="/orgs/$slug/incidents/$incidentId/update"
            params={params}
            className={buttonStyles({ variant: "primary" })}
          >
            <MessageSquarePlus {...icon} />
            {write}
          </Link>
        ) : null
      }
    >
      {mayWrite ? (
        <>
          {isOpen && incident.acknowledged_at === null ? (
            <Button onClick={() => acknowledge.mutate(incident)} isBusy={acknowledge.isPending}>
              <Check {...icon} />
              Acknowledge
            </Button>
          ) : null}
          <Menu
            trigger={
              <ToolButton label={`More about ${incident.title}`} variant="secondary">
                <MoreHorizontal {...icon} />
              </ToolButton>
            }
          >
            <MenuItem isDanger icon={<Trash2 {...icon} />} onSelect={() => remove.mutate(incident)}>
              Delete
            </MenuItem>
          </Menu>
        </>
      ) : null}
    </PageTitle>
  );
}

/** A draft, or an incident that still follows its monitors: what that means. */
function Notice({ incident, mayWrite }: { incident: Incident; mayWrite: boolean }) {
  if (incident.resolved_at !== null) return null;
  const isDraft = incident.published_at === null;
  if (!isDraft && !isMonitors(incident)) return null;
  const follows = "It follows them and closes when all of them work again.";
  const take = mayWrite ? " Post an update to take it over: then only your team moves it." : "";
  return (
    <p
      data-status="unknown"
      className="flex gap-2.5 rounded-card bg-status-soft px-4 py-3 text-[13.5px]/5 text-status-fg"
    >
      {isDraft ? <EyeOff {...icon} className="mt-0.5 flex-none" /> : <Radar {...icon} className="mt-0.5 flex-none" />}
      {isDraft
        ? `This is a draft${isMonitors(incident) ? " that monitors opened" : ""}: only your team sees it, and no status changes until it is published.`
        : `Monitors opened this incident. ${follows}${take}`}
    </p>
  );
}

interface PublicLinksProps {
  incident: Incident;
  pages: readonly { id: string; slug: string; title: string; componentIds: readonly string[] }[];
}

function PublicLinks({ incident, pages }: PublicLinksProps) {
  if (incident.published_at === null) return <Line name="Shown on">no page yet</Line>;
  const { components } = incident;
  const on =
    components.length === 0
      ? pages
      : pages.filter((page) => components.some(({ component_id: id }) => page.componentIds.includes(id)));
  return (
    <Line name="Shown on">
      {on.length === 0
        ? "no status page"
        : on.map((page, index) => (
            <span key={page.id}>
              {index === 0 ? null : ", "}
              <a href={`/status/${page.slug}/incidents/${incident.id}`} target="_blank" rel="noreferrer">
                {page.title}
                <span className="sr-only"> (opens in a new tab)</span>
              </a>
            </span>
          ))}
    </Line>
  );
}

function Affected({ incident }: { incident: Incident }) {
  const { slug } = useOrganization();
  return (
    <Card>
      <CardHeader title="Affected components" />
      {incident.components.length === 0 ? (
        <p className="px-4 py-3.5 text-[13px]/5 text-text-2">It names no component.</p>
      ) : (
        <ul className="px-4 py-2">
          {incident.components.map(({ component_id: componentId, status, component }) => (
            <li key={componentId} className="flex min-h-8 items-center justify-between gap-3 text-[13px]/5">
              <Link to="/orgs/$slug/components/$componentId" params={{ slug, componentId }} className="row-link">
                {component.name}
              </Link>
              <StatusBadge status={status} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function DetailSkeleton() {
  return (
    <div className="grid grid-cols-1 gap-5">
      <PageTitle title="Incident" />
      <Late>
        <div className="grid items-start gap-5 rail:grid-cols-[minmax(0,1fr)_316px]">
          <Card>
            <CardHeader title="Updates" />
            <SkeletonRows count={3} className="h-[92px]" />
          </Card>
          <Card>
            <CardHeader title="Facts" />
            <SkeletonRows count={5} className="h-9" />
          </Card>
        </div>
      </Late>
    </div>
  );
}
