import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../helpers/test-database.ts";

const Finding = z.object({
  level: z.string(),
  name: z.string(),
  detail: z.string(),
  metadata: z.object({ schema: z.string().optional() }).nullable(),
});

it("Supabase's own security and performance advisors find nothing but what is meant", async () => {
  const { url } = await createTestDatabase();
  const supabase = join(import.meta.dirname, "..", "..", "..", "node_modules", ".bin", "supabase");
  const { stdout } = await promisify(execFile)(supabase, ["db", "advisors", `--remote=${url}`, "--level", "info"], {
    maxBuffer: 16 * 1_048_576,
    env: { ...process.env, PGSSLMODE: "disable", SUPABASE_TELEMETRY_DISABLED: "1" },
  });
  // The CLI tells about its connection on the same stream.
  const findings = z.array(Finding).parse(JSON.parse(stdout.slice(stdout.indexOf("["))));
  expect(findings.length).toBeGreaterThan(0);
  const unexpected = findings.filter(({ level, name, metadata }) => {
    const isUnusedIndex = level === "INFO" && name === "unused_index";
    const isClosedTable = level === "INFO" && name === "rls_enabled_no_policy" && metadata?.schema === "private";
    return !isUnusedIndex && !isClosedTable;
  });
  expect(unexpected.map(({ level, name, detail }) => `${level} ${name}: ${detail}`)).toEqual([]);
}, 60_000);
