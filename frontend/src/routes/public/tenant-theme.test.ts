import { describe, expect, test } from "vitest";
import { contrast } from "../../ui/contrast.ts";
import { tenantCss } from "./tenant-theme.ts";

const read = (css: string, name: string) => new RegExp(`--${name}:(#[0-9a-f]{6})`).exec(css)?.[1] ?? "";

test("no accent, no style", () => {
  expect(tenantCss({ accent: null, accent_dark: null })).toBe("");
});

test.each(["red", "#fff", "#12345g", "#005461;}</style><script>", "var(--text)"])(
  "%s never reaches the style sheet",
  (accent) => {
    expect(tenantCss({ accent, accent_dark: accent })).toBe("");
  },
);

describe.each(["#b4235a", "#ffe500", "#00ff88", "#101010", "#ffffff"])("accent %s alone", (accent) => {
  const css = tenantCss({ accent, accent_dark: null });

  test("is readable in both themes", () => {
    for (const ground of ["#ffffff", "#faf8f5"])
      expect(contrast(read(css, "tenant-accent"), ground)).toBeGreaterThanOrEqual(4.5);
    for (const ground of ["#0b1214", "#121a1d"])
      expect(contrast(read(css, "tenant-accent-dark"), ground)).toBeGreaterThanOrEqual(4.5);
  });

  test("has a text colour that is readable on it", () => {
    expect(contrast(read(css, "tenant-on-accent"), read(css, "tenant-accent"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(read(css, "tenant-on-accent-dark"), read(css, "tenant-accent-dark"))).toBeGreaterThanOrEqual(4.5);
  });
});

test("a readable accent is taken as it is, and status colours are never touched", () => {
  const css = tenantCss({ accent: "#005461", accent_dark: "#81d8dd" });
  expect(read(css, "tenant-accent")).toBe("#005461");
  expect(read(css, "tenant-accent-dark")).toBe("#81d8dd");
  expect(css).not.toContain("--status");
});
