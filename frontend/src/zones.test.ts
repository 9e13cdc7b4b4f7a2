import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = import.meta.dirname;
const features = readdirSync(join(root, "features"));
const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));

/** What each zone may import, besides itself; routes compose features, features never meet. */
const allowed: Record<string, readonly string[]> = {
  "main.tsx": ["app", "routes"],
  app: ["routes", "features", "ui", "lib"],
  routes: ["app", "features", "ui", "lib"],
  features: ["ui", "lib"],
  ui: ["lib"],
  lib: ["ui"],
};

function imports(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].flatMap(([, path]) => path ?? []);
  return specifiers
    .map((path) => relative(root, resolve(root, dirname(file), path)))
    .filter((path) => !path.startsWith(".."));
}

function zoneOf(file: string): string {
  return file.split("/")[0] ?? file;
}

test("each zone imports only what stands below it", () => {
  const wrong = files.flatMap((file) => {
    const zone = zoneOf(file);
    const may = allowed[zone];
    if (may === undefined) return [];
    return imports(file)
      .filter((path) => zoneOf(path) !== zone && !may.includes(zoneOf(path)))
      .map((path) => `${file} imports ${path}`);
  });
  expect(wrong).toEqual([]);
});

test.each(features)("feature %s imports no other feature", (feature) => {
  const own = `features/${feature}/`;
  const wrong = files
    .filter((file) => file.startsWith(own))
    .flatMap((file) =>
      imports(file)
        .filter((path) => path.startsWith("features/") && !path.startsWith(own))
        .map((path) => `${file} imports ${path}`),
    );
  expect(wrong).toEqual([]);
});
