import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, X } from "lucide-react";
import { toAppError } from "../../../lib/errors.ts";
import { sentence } from "../../../lib/form-errors.ts";
import { strings } from "../../../lib/strings.ts";
import { Button } from "../../../ui/button.tsx";
import { Card } from "../../../ui/card.tsx";
import { CardHeader } from "../../../ui/card-header.tsx";
import { FormAlert } from "../../../ui/form-alert.tsx";
import { Menu, MenuItem } from "../../../ui/menu.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusGlyph } from "../../../ui/status-glyph.tsx";
import { ToolButton } from "../../../ui/tool-button.tsx";
import { useSetDependency } from "../mutations.ts";
import { type ComponentItem, dependencyQueries } from "../queries.ts";

export interface DependenciesCardProps {
  organizationId: string;
  slug: string;
  component: Pick<ComponentItem, "id" | "name">;
  components: readonly ComponentItem[];
  mayEdit: boolean;
}

/** What a component cannot work without: while that is out, its own failure is no news. */
export function DependenciesCard({ organizationId, slug, component, components, mayEdit }: DependenciesCardProps) {
  const query = useQuery(dependencyQueries.list(organizationId));
  const set = useSetDependency(organizationId);
  const { id: componentId } = component;
  return (
    <Card>
      <CardHeader title="Depends on" />
      <QueryView query={query} skeleton={<SkeletonRows count={2} className="h-10" />}>
        {(dependencies) => {
          const ids = new Set(
            dependencies.filter((entry) => entry.component_id === componentId).map((entry) => entry.depends_on_id),
          );
          const chosen = components.filter(({ id }) => ids.has(id));
          const others = components.filter(({ id }) => id !== componentId && !ids.has(id));
          return (
            <div className="grid gap-3 px-4 py-3.5">
              <p className="max-w-[70ch] text-[13px]/5 text-text-2">
                While one of these has an outage, monitors of {component.name} open no incident and alert nobody. They
                go on checking.
              </p>
              {set.error === null ? null : <FormAlert>{sentence(toAppError(set.error))}</FormAlert>}
              {chosen.length === 0 ? null : (
                <ul className="rounded-control border border-border">
                  {chosen.map(({ id, name, status }) => (
                    <li
                      key={id}
                      className="flex min-h-10 items-center gap-2.5 border-border border-t px-3 text-[13px]/5 first:border-t-0"
                    >
                      <StatusGlyph status={status} label={strings.status[status]} />
                      <Link
                        to="/orgs/$slug/components/$componentId"
                        params={{ slug, componentId: id }}
                        className="row-link flex-1"
                      >
                        {name}
                      </Link>
                      {mayEdit ? (
                        <ToolButton
                          label={`Remove ${name}`}
                          onClick={() => set.mutate({ componentId, dependsOnId: id, isOn: false })}
                        >
                          <X size={15} strokeWidth={1.75} aria-hidden="true" />
                        </ToolButton>
                      ) : null}
                    </li>
                  ))}
                </ul>
              )}
              {mayEdit && others.length > 0 ? (
                <div>
                  <Menu
                    align="start"
                    trigger={
                      <Button isBusy={set.isPending}>
                        <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
                        Add a component
                      </Button>
                    }
                  >
                    <div className="max-h-72 overflow-y-auto">
                      {others.map(({ id, name, status }) => (
                        <MenuItem
                          key={id}
                          icon={<StatusGlyph status={status} />}
                          onSelect={() => set.mutate({ componentId, dependsOnId: id, isOn: true })}
                        >
                          {name}
                        </MenuItem>
                      ))}
                    </div>
                  </Menu>
                </div>
              ) : null}
              {chosen.length === 0 && !mayEdit ? <p className="text-[13px]/5">Nothing.</p> : null}
            </div>
          );
        }}
      </QueryView>
    </Card>
  );
}
