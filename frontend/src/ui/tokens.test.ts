import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { componentStatuses } from "../lib/status.ts";
import { contrast } from "./contrast.ts";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

/** Every `--name: light-dark(a, b)` as a pair of hex values; a tenant's variable counts as its fallback. */
function readTokens(): Map<string, { light: string; dark: string }> {
  const tokens = new Map<string, { light: string; dark: string }>();
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+): light-dark\((.+?), (var\(.+?\)|#\w+)\);/g)) {
    if (name && light && dark) tokens.set(name, { light: hexOf(light), dark: hexOf(dark) });
  }
  return tokens;
}

function hexOf(value: string): string {
  return /#[0-9a-f]{6}/.exec(value)?.[0] ?? "";
}

const tokens = readTokens();

function ratio(theme: "light" | "dark", front: string, back: string): number {
  return contrast(tokens.get(front)?.[theme] ?? "", tokens.get(back)?.[theme] ?? "");
}

test("contrast is WCAG's: black on white is 21, a colour on itself 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#028665", "#028665")).toBe(1);
  expect(contrast("#767676", "#ffffff")).toBeGreaterThan(4.5);
});

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const statusPairs = componentStatuses.flatMap((status) => {
    const token = `status-${status}`;
    return [
      ...["surface", "canvas", `${token}-soft`].map((back) => [`${token}-fg`, back, 4.5] as const),
      ...["surface", "canvas", `${token}-soft`].map((back) => [`${token}-solid`, back, 3] as const),
      [`${token}-on`, `${token}-solid`, 4.5] as const,
      ["text", `${token}-soft`, 4.5] as const,
      ["text-2", `${token}-soft`, 4.5] as const,
      ["text-3", `${token}-soft`, 4.5] as const,
    ];
  });
  const textPairs = ["text", "text-2", "text-3", "accent", "accent-hover"].flatMap((front) =>
    ["surface", "canvas", "surface-3"].map((back) => [front, back, 4.5] as const),
  );
  const graphicPairs = [
    "border-strong",
    "focus",
    "status-operational-bar",
    "chart-1",
    "chart-2",
    "chart-3",
    "chart-4",
    "chart-5",
  ].flatMap((front) => ["surface", "canvas"].map((back) => [front, back, 3] as const));
  const accentPairs = [["on-accent", "accent", 4.5] as const, ["accent", "accent-soft", 4.5] as const];

  test.each([...statusPairs, ...textPairs, ...graphicPairs, ...accentPairs])(
    "%s on %s is at least %d",
    (front, back, least) => {
      expect(tokens.has(front) && tokens.has(back)).toBe(true);
      // The reference gives ratios rounded down to one digit: 4.48 would not read as 4.5.
      expect(ratio(theme, front, back)).toBeGreaterThanOrEqual(least);
    },
  );
});

test("every status has its four colours and hands them down", () => {
  for (const status of componentStatuses) {
    for (const part of ["fg", "soft", "solid", "on"]) expect(tokens.has(`status-${status}-${part}`)).toBe(true);
    expect(css).toContain(`[data-status="${status}"]`);
  }
});
