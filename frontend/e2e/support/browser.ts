import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { chromium, type LaunchOptions } from "@playwright/test";

/** `shell` has no window to draw and is a quarter faster; only `full` shows notifications. */
type Browser = "shell" | "full";

const systemNames: Record<Browser, readonly string[]> = {
  shell: ["chromium-headless-shell"],
  full: ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
};

/**
 * How to launch a Chromium: `CHROMIUM_PATH`, the system's, Playwright's own, or one installed now (Debian's packages as
 * root, Playwright's download otherwise). Where there is a full browser alone, it serves for the shell.
 * @throws when none can be found or installed
 */
export function launchOptionsOf(browser: Browser): LaunchOptions {
  return {
    executablePath: findBrowser(browser),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  };
}

function findBrowser(browser: Browser): string {
  const found = existingBrowser(browser) ?? (isRootOnDebian() ? null : existingBrowser("full"));
  if (found !== null) return found;
  installBrowsers();
  const installed = existingBrowser(browser);
  if (installed === null) throw new Error("no Chromium found: install one or set CHROMIUM_PATH");
  return installed;
}

function existingBrowser(browser: Browser): string | null {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted !== undefined && isExecutable(wanted)) return wanted;
  const folders = (process.env.PATH ?? "").split(":");
  for (const name of systemNames[browser]) {
    const path = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (path !== undefined) return path;
  }
  const own = chromium.executablePath();
  return isExecutable(own) ? own : null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isRootOnDebian(): boolean {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0;
}

function installBrowsers(): void {
  if (isRootOnDebian()) {
    const packages = ["chromium", "chromium-headless-shell"];
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { stdio: "inherit" });
  } else {
    execFileSync("playwright", ["install", "chromium"], { stdio: "inherit" });
  }
}
