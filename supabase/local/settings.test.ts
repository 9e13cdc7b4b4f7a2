import { afterEach, expect, test, vi } from "vitest";
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
