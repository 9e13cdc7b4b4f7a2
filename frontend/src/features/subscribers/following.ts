import { strings } from "../../lib/strings.ts";
import type { Subscriber } from "./queries.ts";

/** Names of components and groups by their ids. */
export type Names = ReadonlyMap<string, string>;

/** "the whole page", or groups first, then components. */
export function followedText(
  { component_ids: components, group_ids: groups }: Pick<Subscriber, "component_ids" | "group_ids">,
  names: Names,
): string {
  const known = [...groups, ...components].flatMap((id) => names.get(id) ?? []);
  if (components.length + groups.length === 0) return "the whole page";
  return known.length === 0 ? "nothing that exists any more" : strings.sentence.names(known);
}
