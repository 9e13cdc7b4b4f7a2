import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig, redacted, settingNames } from "./config.ts";

const minimal = { SUPABASE_URL: "https://abc.supabase.co", SUPABASE_SECRET_KEY: "sb_secret_0123456789abcdef" };

describe("settings", () => {
  it("the host of SUPABASE_URL is the canary unless another is given", () => {
    expect(loadConfig(minimal).canaries).toEqual([{ host: "abc.supabase.co", port: 443 }]);
    expect(loadConfig({ ...minimal, PROBE_CANARIES: "1.1.1.1:53, http://example.com" }).canaries).toEqual([
      { host: "1.1.1.1", port: 53 },
      { host: "example.com", port: 80 },
    ]);
  });

  it("every wrong setting is named at once", () => {
    const load = () => loadConfig({ SUPABASE_URL: "nowhere", PROBE_CONCURRENCY: "many" });
    for (const name of ["SUPABASE_URL", "SUPABASE_SECRET_KEY", "PROBE_CONCURRENCY"]) expect(load).toThrow(name);
  });

  it("no secret is in what is logged", () => {
    const config = loadConfig({ ...minimal, PROBE_KEY: "hgp_0123456789abcdef" });
    expect(config.PROBE_KEY).toBe("hgp_0123456789abcdef");
    expect(JSON.stringify(redacted(config))).not.toContain("0123456789abcdef");
  });

  it(".env.example names exactly the settings there are", () => {
    const text = readFileSync(join(import.meta.dirname, "..", "..", ".env.example"), "utf8");
    const named = [...text.matchAll(/^#?\s?([A-Z_]+)=/gm)].map((match) => match[1]);
    expect(named.sort()).toEqual([...settingNames].sort());
  });
});
