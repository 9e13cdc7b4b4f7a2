import type { FollowGroup } from "./subscription-body.ts";

/** What is followed. Nothing chosen by name means the whole page. */
export interface Choice {
  components: readonly string[];
  groups: readonly string[];
}

export const wholePage: Choice = { components: [], groups: [] };

export type GroupState = "all" | "some" | "none";

/** A group that is followed brings all its components, also later ones. */
export function groupState(choice: Choice, group: FollowGroup): GroupState {
  if (group.id !== null && choice.groups.includes(group.id)) return "all";
  const followed = group.components.filter(({ id }) => choice.components.includes(id)).length;
  if (followed === 0) return "none";
  return followed === group.components.length && group.id === null ? "all" : "some";
}

export function isFollowed(choice: Choice, group: FollowGroup, componentId: string): boolean {
  return groupState(choice, group) === "all" || choice.components.includes(componentId);
}

/** Follows a group as a whole, or nothing of it. */
export function toggleGroup(choice: Choice, group: FollowGroup): Choice {
  const others = choice.components.filter((id) => !group.components.some((component) => component.id === id));
  const groups = choice.groups.filter((id) => id !== group.id);
  if (groupState(choice, group) === "all") return { components: others, groups };
  return group.id === null
    ? { components: [...others, ...group.components.map(({ id }) => id)], groups }
    : { components: others, groups: [...groups, group.id] };
}

/** Follows one component or not; taken out of a group that was followed as a whole, its others stay. */
export function toggleComponent(choice: Choice, group: FollowGroup, componentId: string): Choice {
  const isWhole = groupState(choice, group) === "all";
  const groups = choice.groups.filter((id) => id !== group.id);
  const before = isWhole
    ? [
        ...choice.components.filter((id) => !group.components.some((c) => c.id === id)),
        ...group.components.map((c) => c.id),
      ]
    : [...choice.components];
  return {
    components: before.includes(componentId) ? before.filter((id) => id !== componentId) : [...before, componentId],
    groups,
  };
}
