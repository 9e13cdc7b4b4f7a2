import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StackConfig } from "./config.ts";

const sources = ["src", "server", "public", "build.ts", "vite.config.ts", "package.json"];

/** Builds the frontend when its sources are newer than the last build. */
export async function buildWebsite(
  config: StackConfig,
  log: (line: string) => void,
  report: (line: string) => void,
): Promise<void> {
  const frontend = join(config.repository, "frontend");
  const script = join(frontend, "build.ts");
  if (config.test || !existsSync(script)) return;
  const built = await stat(join(frontend, "dist", "build.json")).then(
    (file) => file.mtimeMs,
    () => 0,
  );
  const newest = Math.max(...(await Promise.all(sources.map((name) => newestChange(join(frontend, name))))));
  if (built > newest) return;
  report("building the website");
  const child = spawn(process.execPath, [script], { cwd: frontend, stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output.push(String(chunk));
      log(String(chunk).trimEnd());
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`The website could not be built:\n${output.join("").trim()}`);
}

async function newestChange(path: string): Promise<number> {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  const names = await readdir(path);
  const times = await Promise.all(names.map((name) => newestChange(join(path, name))));
  return Math.max(entry.mtimeMs, ...times);
}
