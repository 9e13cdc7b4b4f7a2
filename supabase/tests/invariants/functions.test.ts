import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { supabasePath } from "../../local/config.ts";

const folder = supabasePath("functions");
const functions = readdirSync(folder, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !entry.name.startsWith("_") && entry.name !== "node_modules",
);
const filesOf = (name: string) =>
  readdirSync(join(folder, name), { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts"),
  );
const textOf = (name: string, file: string) => readFileSync(join(folder, name, file), "utf8");

/** Functions that act with the secret key; every other uses the caller's rights. */
const mayUseService = new Set([
  "accounts",
  "alerts",
  "api",
  "billing",
  "bounces",
  "heartbeat",
  "license",
  "maintenances",
  "messages",
  "notify",
  "signup",
  "subscriptions",
]);

it("the versions Deno imports are those of the workspace", () => {
  const { imports } = JSON.parse(readFileSync(join(folder, "deno.json"), "utf8"));
  const catalog = readFileSync(supabasePath("..", "pnpm-workspace.yaml"), "utf8");
  for (const [name, specifier] of Object.entries(imports)) {
    // "@scope/package/part" and "package/part" have the version of the package.
    const [, packageName = name, part = ""] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
    const version = new RegExp(`^  "?${packageName}"?: (.+)$`, "m").exec(catalog)?.[1];
    expect(specifier, name).toBe(`npm:${packageName}@${version}${part}`);
  }
});

it("an index.ts only puts parts together", () => {
  expect(functions.length).toBeGreaterThan(0);
  for (const { name } of functions) expect(textOf(name, "index.ts").split("\n").length, name).toBeLessThanOrEqual(40);
});

/**
 * The one exception, and its reason (docs/decisions/008): what is shown before it is sent, and sent as a test, must be what
 * is sent, so previews and test messages are made by the code that sends.
 */
const mayImport: Readonly<Record<string, string>> = { messages: "notify" };

it("no function imports another but by name, nothing comes from the web or JSR", () => {
  for (const { name } of functions) {
    for (const file of filesOf(name)) {
      const imported = [...textOf(name, file).matchAll(/from "([^"]+)"/g)].map((match) => match[1] ?? "");
      const foreign = imported.filter((path) => {
        if (!path.startsWith(".")) return /^(https?|jsr):/.test(path);
        const target = relative(folder, join(folder, name, dirname(file), path));
        return ![name, "_shared", mayImport[name]].includes(target.split("/")[0]);
      });
      expect(foreign, `${name}/${file}`).toEqual([]);
    }
  }
});

it("only named functions use the secret key", () => {
  const using = functions.filter(({ name }) =>
    filesOf(name).some((file) => textOf(name, file).includes("clientAsService")),
  );
  expect(using.map((entry) => entry.name)).toEqual([...mayUseService]);
});

it("hosted is told not to check tokens itself: it refuses the new keys", () => {
  const config = readFileSync(supabasePath("config.toml"), "utf8");
  for (const { name } of functions)
    expect(config, name).toMatch(new RegExp(`\\[functions\\.${name}\\]\\s+(?:[^[]*\\n)?verify_jwt = false`));
});
