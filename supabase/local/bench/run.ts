import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Bench } from "./bench.ts";
import { checks } from "./checks.ts";
import { Figures } from "./figures.ts";
import { history } from "./history.ts";
import { ingest } from "./ingest.ts";
import { live } from "./live.ts";
import { memory } from "./memory.ts";
import { notify } from "./notify.ts";
import { pageLoad } from "./page-load.ts";
import { pageRequests } from "./page-requests.ts";
import { probeMemory } from "./probe-memory.ts";
import { start } from "./start.ts";
import { tenancy } from "./tenancy.ts";

/** One row of docs/benchmarks.md each. */
const benches = {
  checks,
  start,
  ingest,
  history,
  "probe-memory": probeMemory,
  "page-load": pageLoad,
  "page-requests": pageRequests,
  live,
  memory,
  notify,
  tenancy,
} satisfies Record<string, Bench>;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { history: { type: "boolean", default: false }, long: { type: "boolean", default: false } },
});
const known = new Map<string, Bench>(Object.entries(benches));
const wrong = positionals.filter((name) => !known.has(name));
if (wrong.length > 0) {
  process.stderr.write(`Usage: pnpm bench [--history] [--long] [name …]\nNames: ${[...known.keys()].join(", ")}\n`);
  process.exit(2);
}
const figures = new Figures();
for (const [name, bench] of known) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  process.stderr.write(`${name}: ${bench.title} (load of the machine before: ${loadavg()[0]?.toFixed(2)})\n`);
  await bench.run(figures, options).catch((error: unknown) => {
    process.stderr.write(`  failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  });
}
process.stdout.write(`${figures.render()}\n`);
