/** Two letters for a picture of a person: "Mara Lindqvist" → "ML", "sina@…" → "SI". */
export function initials(name: string): string {
  const words =
    name
      .split("@")[0]
      ?.split(/[\s._-]+/)
      .filter((word) => word !== "") ?? [];
  const [first, ...rest] = words;
  if (first === undefined) return "?";
  const last = rest.at(-1);
  return (last === undefined ? [...first].slice(0, 2).join("") : `${[...first][0]}${[...last][0]}`).toUpperCase();
}

/** Always the same number from 0 to `count` - 1 for the same id. */
export function stableIndex(id: string, count: number): number {
  let hash = 2166136261;
  for (const char of id) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619) >>> 0;
  return hash % count;
}
