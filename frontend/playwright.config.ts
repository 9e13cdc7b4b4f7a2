import { defineConfig } from "@playwright/test";
import { launchOptionsOf } from "./e2e/support/browser.ts";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/support/global-setup.ts",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  // A browser on a machine that is busy may miss a deadline; what fails twice is broken. Flaky ones are named at the end.
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 10_000 },
  reporter: process.env.CI ? "line" : "list",
  use: {
    browserName: "chromium",
    contextOptions: { reducedMotion: "reduce" },
    viewport: { width: 1280, height: 900 },
    launchOptions: launchOptionsOf("shell"),
  },
});
