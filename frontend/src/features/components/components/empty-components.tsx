import { Link } from "@tanstack/react-router";
import { Blocks, ChevronRight } from "lucide-react";
import { Card } from "../../../ui/card.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { componentKindOrder, componentKinds } from "../kinds.ts";

/** Nothing yet: each kind opens the form with itself chosen. */
export function EmptyComponents({ slug, mayCreate }: { slug: string; mayCreate: boolean }) {
  return (
    <Card className="max-w-2xl overflow-hidden">
      <EmptyState
        icon={Blocks}
        title="There are no components yet"
        text={
          mayCreate
            ? "A component is what your visitors know by name: a website, an API, a machine. Choose what the first one is."
            : "An admin or an editor can add the first one."
        }
      />
      {mayCreate ? (
        <ul>
          {componentKindOrder.map((kind) => {
            const { icon: Icon, label, detail } = componentKinds[kind];
            return (
              <li key={kind} className="border-border border-t">
                <Link
                  to="/orgs/$slug/components/new"
                  params={{ slug }}
                  search={{ kind }}
                  data-row=""
                  className="flex min-h-13 items-center gap-3 px-4 py-2 text-text no-underline hover:bg-surface-2 hover:text-text focus-visible:-outline-offset-2"
                >
                  <Icon size={18} strokeWidth={1.75} className="flex-none text-text-2" aria-hidden="true" />
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{label}</span>
                    <span className="block text-[12.5px]/[18px] text-text-2">{detail}</span>
                  </span>
                  <ChevronRight size={16} strokeWidth={1.75} className="text-text-3" aria-hidden="true" />
                </Link>
              </li>
            );
          })}
        </ul>
      ) : null}
    </Card>
  );
}
