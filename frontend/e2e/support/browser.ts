import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";

const systemNames = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * Path of a Chromium: `CHROMIUM_PATH`, the system's, Playwright's own, or one installed now (Debian's package as root,
 * Playwright's download otherwise).
 * @throws when none can be found or installed
 */
export function findBrowser(): string {
  const found = existingBrowser();
  if (found !== null) return found;
  installBrowser();
  const installed = existingBrowser();
  if (installed === null) throw new Error("no Chromium found: install one or set CHROMIUM_PATH");
  return installed;
}

function existingBrowser(): string | null {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted !== undefined && isExecutable(wanted)) return wanted;
  const folders = (process.env.PATH ?? "").split(":");
  for (const name of systemNames) {
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

function installBrowser(): void {
  const isRootOnDebian = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isRootOnDebian) {
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  } else {
    execFileSync("playwright", ["install", "chromium"], { stdio: "inherit" });
  }
}
