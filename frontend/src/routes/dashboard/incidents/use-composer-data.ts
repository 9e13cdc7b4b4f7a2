import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { componentQueries } from "../../../features/components/queries.ts";
import type { ComposerComponent } from "../../../features/incidents/composer-changes.ts";
import { incidentQueries } from "../../../features/incidents/queries.ts";
import { monitorQueries } from "../../../features/monitors/queries.ts";
import { pageQueries } from "../../../features/status-pages/queries.ts";
import { teamQueries } from "../../../features/team/queries.ts";
import { useHereNow } from "../../../lib/live.tsx";
import { useOrganization } from "../../../lib/organization.tsx";
import { type ComponentStatus, severity } from "../../../lib/status.ts";
import { teamMatesHere } from "../shell/here.ts";

/** Everything the composer looks at besides the incident. `components` is undefined until they are known. */
export function useComposerData() {
  const { id, userId } = useOrganization();
  const components = useQuery(componentQueries.list(id));
  const { data: groups } = useQuery(componentQueries.groups(id));
  const { data: monitors } = useQuery(monitorQueries.list(id));
  const { data: pages = none } = useQuery(pageQueries.list(id));
  const { data: shown = none } = useQuery(pageQueries.components(id));
  const { data: people = none } = useQuery(teamQueries.members(id));
  const { data: templates = none } = useQuery(incidentQueries.templates(id));
  const here = useHereNow();
  const rows = components.data;
  const choices = useMemo(
    () =>
      rows?.map((component): ComposerComponent => {
        const said = monitors
          ?.filter(({ component_id, paused_at }) => component_id === component.id && paused_at === null)
          .map(({ status }) => status);
        return {
          id: component.id,
          name: component.name,
          groupName: groups?.find((group) => group.id === component.group_id)?.name ?? null,
          status: component.status,
          monitorStatus: worstOf(said ?? []),
        };
      }),
    [rows, groups, monitors],
  );
  return {
    components: choices,
    error: components.error,
    retry: () => void components.refetch(),
    pages: useMemo(
      () =>
        pages.map((page) => ({
          id: page.id,
          slug: page.slug,
          title: page.title,
          componentIds: shown.filter((entry) => entry.status_page_id === page.id).map((entry) => entry.component_id),
        })),
      [pages, shown],
    ),
    people,
    templates,
    /** Team mates whose place begins with this path. */
    matesAt: (path: string) => teamMatesHere(here, people, userId).filter((mate) => isBelow(mate.path, path)),
  };
}

const none: never[] = [];

function worstOf(statuses: readonly ComponentStatus[]): ComponentStatus | null {
  return statuses.toSorted((a, b) => severity(b) - severity(a))[0] ?? null;
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}
