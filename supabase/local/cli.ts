import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { loadConfig } from "./config.ts";

async function main(): Promise<number> {
  const config = loadConfig(process.env);
  const [command, ...rest] = process.argv.slice(2);
  // The supervisor stays: it loads what an earlier start compiled, and compiling costs 10 MB for good.
  if (command === "up") enableCompileCache(join(config.dataDirectory, "compile-cache"));
  const { runCommand } = await import("./commands.ts");
  return runCommand(command === undefined ? [] : [command, ...rest], config);
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
