import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const root = resolve(import.meta.dirname, "..");

/** Three layers, no more: unit and database here, the browser layer in frontend/e2e (Playwright). */
export default defineConfig({
  test: {
    // Many tests wait for processes and sockets: a file more at once than there are cores.
    maxWorkers: Math.min(4, availableParallelism() + 1),
    projects: [
      {
        root,
        test: {
          name: "unit",
          include: ["{frontend,probe,supabase}/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", "supabase/tests/**", "frontend/e2e/**"],
        },
      },
      {
        root,
        test: {
          name: "database",
          include: ["supabase/tests/**/*.test.ts"],
          globalSetup: ["supabase/tests/helpers/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
