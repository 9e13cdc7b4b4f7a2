import type { ReactNode } from "react";
import type { UseFormReturn } from "react-hook-form";
import { Checkbox } from "../../../ui/checkbox.tsx";
import type { PageValues } from "../page-form.ts";

/** Components by group, in the order every page shows them. */
export interface ChoiceGroup {
  id: string | null;
  name: string | null;
  items: readonly { id: string; name: string }[];
}

export interface ComponentsSectionProps {
  form: UseFormReturn<PageValues>;
  groups: readonly ChoiceGroup[];
  /** Where components are created and put in order. */
  children: ReactNode;
}

/** Which components the page shows. */
export function ComponentsSection({ form, groups, children }: ComponentsSectionProps) {
  const chosen = new Set(form.watch("component_ids"));
  const total = groups.reduce((sum, { items }) => sum + items.length, 0);

  function set(ids: readonly string[], isShown: boolean) {
    const next = new Set(chosen);
    for (const id of ids) {
      if (isShown) next.add(id);
      else next.delete(id);
    }
    form.setValue("component_ids", [...next].sort(), { shouldDirty: true });
  }

  return (
    <div className="grid gap-3">
      <p className="text-[13px]/5 text-text-2">
        {total === 0 ? "There are no components yet." : `${chosen.size} of ${total} are shown.`} {children}
      </p>
      {groups.map(({ id, name, items }) => {
        const shown = items.filter((item) => chosen.has(item.id)).length;
        if (items.length === 0) return null;
        return (
          <fieldset key={id ?? "none"} className="overflow-hidden rounded-card border border-border">
            <legend className="sr-only">{name ?? "No group"}</legend>
            <div className="border-border border-b bg-inset px-3 py-1.5 font-semibold">
              <Checkbox
                checked={shown === 0 ? false : shown === items.length ? true : "some"}
                onChange={(isShown) =>
                  set(
                    items.map((item) => item.id),
                    isShown,
                  )
                }
              >
                {name ?? "No group"}
              </Checkbox>
            </div>
            <ul>
              {items.map((item) => (
                <li key={item.id} className="border-border border-t px-3 py-1 pl-9 first:border-t-0">
                  <Checkbox checked={chosen.has(item.id)} onChange={(isShown) => set([item.id], isShown)}>
                    {item.name}
                  </Checkbox>
                </li>
              ))}
            </ul>
          </fieldset>
        );
      })}
    </div>
  );
}
