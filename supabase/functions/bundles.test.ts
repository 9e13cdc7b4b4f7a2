import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";

/** Hosted Supabase takes 20 MB; a function that is half of it starts slowly. */
const maxBytes = 10_000_000;
const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith("_"))
  .map(({ name }) => name);

it.each(names)(
  "the function %s with all it needs is at most 10 MB",
  async (name) => {
    const bundle = await rolldown({
      input: join(import.meta.dirname, name, "index.ts"),
      platform: "node",
      logLevel: "silent",
    });
    const { output } = await bundle.generate({ codeSplitting: false });
    await bundle.close();
    const bytes = output.reduce((sum, part) => sum + (part.type === "chunk" ? Buffer.byteLength(part.code) : 0), 0);
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
  },
  60_000,
);
