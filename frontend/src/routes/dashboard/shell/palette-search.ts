import type { LucideIcon } from "lucide-react";
import type { ComponentStatus } from "../../../lib/status.ts";

export const paletteGroups = [
  "Recent",
  "Actions",
  "Components",
  "Incidents",
  "Maintenance",
  "Status pages",
  "People",
  "Organizations",
] as const;
export type PaletteGroup = (typeof paletteGroups)[number];

/** One line of the command palette. */
export interface PaletteItem {
  /** Stable across sessions: recent items are remembered by it. */
  id: string;
  group: PaletteGroup;
  label: string;
  /** Beside the label; searched as well. */
  detail?: string;
  icon?: LucideIcon;
  status?: ComponentStatus;
  person?: { userId: string; name: string };
  /** Where it leads; such items can be opened in a new tab. */
  href?: string;
  run?: () => void;
  /** Not shown until somebody types: there is one per component. */
  isOnlyOnSearch?: boolean;
}

const shownPerGroup = 6;

/** A part of a label, and whether it matches what was typed. */
export interface LabelPart {
  text: string;
  isMatch: boolean;
}

interface Hit {
  item: PaletteItem;
  score: number;
}

/**
 * What the palette shows for a query: recent and everyday items for none, actions only after ">", and otherwise the best
 * hits of each group. Every word must occur; hits at the beginning of a word come first.
 * @param recentIds ids of what was opened last, newest first
 */
export function searchPalette(
  query: string,
  items: readonly PaletteItem[],
  recentIds: readonly string[],
): [PaletteGroup, PaletteItem[]][] {
  const isActionsOnly = query.startsWith(">");
  const words = wordsOf(isActionsOnly ? query.slice(1) : query);
  const pool = isActionsOnly ? items.filter(({ group }) => group === "Actions") : items;
  if (words.length > 0)
    return byGroup(
      hitsOf(pool, words).map(({ item }) => item),
      isActionsOnly,
    );
  const everyday = pool.filter(({ isOnlyOnSearch }) => isOnlyOnSearch !== true);
  if (isActionsOnly) return byGroup(everyday, true);
  const recent = recentIds
    .flatMap((id) => items.find((item) => item.id === id) ?? [])
    .map((item) => ({ ...item, group: "Recent" as const }));
  const seen = new Set(recent.map(({ id }) => id));
  return byGroup([...recent, ...everyday.filter(({ id, group }) => group === "Actions" && !seen.has(id))], false);
}

function hitsOf(items: readonly PaletteItem[], words: readonly string[]): Hit[] {
  return items
    .flatMap((item): Hit[] => {
      const label = item.label.toLowerCase();
      const text = `${label} ${item.detail?.toLowerCase() ?? ""}`;
      const scores = words.map((word) => scoreOf(word, label, text));
      return scores.includes(0) ? [] : [{ item, score: scores.reduce((sum, score) => sum + score, 0) }];
    })
    .toSorted((a, b) => b.score - a.score || a.item.label.localeCompare(b.item.label));
}

function scoreOf(word: string, label: string, text: string): number {
  if (label.startsWith(word)) return 4;
  if (label.includes(` ${word}`)) return 3;
  if (label.includes(word)) return 2;
  return text.includes(word) ? 1 : 0;
}

function byGroup(items: readonly PaletteItem[], isUnlimited: boolean): [PaletteGroup, PaletteItem[]][] {
  return paletteGroups.flatMap((group): [PaletteGroup, PaletteItem[]][] => {
    const members = items.filter((item) => item.group === group);
    return members.length === 0 ? [] : [[group, isUnlimited ? members : members.slice(0, shownPerGroup)]];
  });
}

/** Splits a label where the words of a query occur, for marking them. */
export function matchParts(label: string, query: string): LabelPart[] {
  const words = wordsOf(query.replace(/^>/, ""));
  if (words.length === 0) return [{ text: label, isMatch: false }];
  const pattern = new RegExp(
    `(${words.map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`,
    "gi",
  );
  return label
    .split(pattern)
    .map((text, index) => ({ text, isMatch: index % 2 === 1 }))
    .filter(({ text }) => text !== "");
}

function wordsOf(query: string): string[] {
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** The id moves to the front; six are kept. */
export function withRecent(recentIds: readonly string[], id: string): string[] {
  return [id, ...recentIds.filter((other) => other !== id)].slice(0, 6);
}
