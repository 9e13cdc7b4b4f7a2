import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { afterEach, expect, test, vi } from "vitest";
import { supabasePath } from "./config.ts";
import { loadSettings } from "./settings.ts";

afterEach(() => vi.unstubAllEnvs());

test("ids and secrets of providers come from the environment; without one the provider is off", async () => {
  vi.stubEnv("SUPABASE_AUTH_EXTERNAL_GOOGLE_CLIENT_ID", "an id");
  vi.stubEnv("SUPABASE_AUTH_EXTERNAL_GOOGLE_SECRET", "a secret");
  vi.stubEnv("SUPABASE_AUTH_EXTERNAL_GITHUB_CLIENT_ID", undefined);
  const { google, github } = (await loadSettings()).auth.external;
  expect(google).toMatchObject({ client_id: "an id", secret: "a secret" });
  expect(github.client_id).toBe("");
});

/** Names of all settings below a section, such as `email.otp_length`. */
function namesIn(section: object, prefix = ""): string[] {
  return Object.entries(section).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? namesIn(value, `${prefix}${name}.`)
      : [prefix + name],
  );
}

test("docs/operations/hosted.md names every setting of the auth server, or the section it is in", () => {
  const { auth } = parse(readFileSync(supabasePath("config.toml"), "utf8"));
  const page = readFileSync(supabasePath("..", "docs", "operations", "hosted.md"), "utf8");
  if (typeof auth !== "object") throw new Error("config.toml has no [auth]");
  const isNamed = (setting: string): boolean =>
    page.includes(`\`${setting}\``) || (setting.includes(".") && isNamed(setting.slice(0, setting.lastIndexOf("."))));
  const names = namesIn(auth);
  expect(names).toContain("email.otp_length");
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
});
