import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, type FSWatcher, watch } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { supabasePath } from "../config.ts";
import { json } from "./responses.ts";

export interface FunctionsOptions {
  /** Environment of the functions, as hosted Supabase sets it. */
  readonly environment: Record<string, string>;
  readonly log: (line: string) => void;
  /** Folder of the functions; `supabase/functions` unless told otherwise. */
  readonly directory?: string;
  /** The process is stopped when no request came for so long. */
  readonly idleMs?: number;
}

interface Running {
  readonly child: ChildProcess;
  readonly port: Promise<number>;
  active: number;
  stale: boolean;
}

/** `/functions/v1`: one Deno process for all functions, started at the first request, stopped when idle. */
export class Functions {
  private readonly options: FunctionsOptions;
  private readonly directory: string;
  private readonly watcher: FSWatcher | undefined;
  private running: Running | undefined;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(options: FunctionsOptions) {
    this.options = options;
    this.directory = options.directory ?? supabasePath("functions");
    this.watcher = existsSync(this.directory)
      ? watch(this.directory, { recursive: true, persistent: false })
      : undefined;
    // A changed file makes the next request start a new process; requests under way finish in the old one.
    this.watcher?.on("change", () => {
      if (this.running !== undefined) this.running.stale = true;
    });
    this.watcher?.on("error", () => {});
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (!existsSync(this.directory))
      return json({ code: "NOT_FOUND", message: "Requested function was not found" }, 404);
    const running = this.current();
    running.active += 1;
    try {
      const target = `http://127.0.0.1:${await running.port}${url.pathname.slice("/functions/v1".length)}${url.search}`;
      const headers = new Headers(request.headers);
      headers.set("x-forwarded-host", url.host);
      for (const name of ["connection", "keep-alive", "transfer-encoding", "host", "expect"]) headers.delete(name);
      const init = { method: request.method, headers, body: request.body, redirect: "manual", duplex: "half" } as const;
      const response = await fetch(target, init);
      // Decoded by fetch already.
      const answer = new Response(response.body, response);
      answer.headers.delete("content-encoding");
      answer.headers.delete("content-length");
      return answer;
    } catch (error) {
      this.options.log(`functions: ${error instanceof Error ? error.message : String(error)}`);
      return json({ code: "BOOT_ERROR", message: "Function failed to start (please check logs)" }, 503);
    } finally {
      running.active -= 1;
      this.scheduleIdleStop();
    }
  }

  /** The Deno process, while there is one. */
  get pid(): number | undefined {
    return this.running?.child.pid;
  }

  async stop(): Promise<void> {
    clearTimeout(this.idleTimer);
    this.watcher?.close();
    const child = this.running?.child;
    this.running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  }

  private current(): Running {
    if (this.running?.stale === true) {
      const old = this.running;
      this.running = undefined;
      if (old.active === 0) old.child.kill("SIGKILL");
      else old.child.stdin?.end();
    }
    this.running ??= this.launch();
    return this.running;
  }

  private launch(): Running {
    const config = join(this.directory, "deno.json");
    const flags = [
      "run",
      "--allow-all",
      "--no-prompt",
      "--cached-only",
      "--no-lock",
      "--node-modules-dir=manual",
      `--config=${config}`,
      // Hosted Supabase gives a function 256 MB; without bounds V8 lets garbage grow to that before it looks.
      "--v8-flags=--max-old-space-size=160,--max-semi-space-size=8",
    ];
    const child = spawn(denoPath(), [...flags, supabasePath("local", "functions", "host.ts"), this.directory], {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...systemEnvironment(), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1", ...this.options.environment },
    });
    const port = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`Deno ended with code ${code}`)));
      child.stdout.on("data", (chunk) => {
        for (const line of String(chunk).split("\n").filter(Boolean)) {
          const match = /^listening (\d+)$/.exec(line);
          if (match === null) this.options.log(line);
          else resolve(Number(match[1]));
        }
      });
    });
    port.catch(() => {});
    child.stderr.on("data", (chunk) => {
      for (const line of String(chunk).split("\n").filter(Boolean)) this.options.log(line);
    });
    const running: Running = { child, port, active: 0, stale: false };
    child.once("exit", () => {
      if (this.running === running) this.running = undefined;
    });
    return running;
  }

  private scheduleIdleStop(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => {
      if (this.running?.active === 0) this.running.child.kill("SIGKILL");
    }, this.options.idleMs ?? 60_000).unref();
  }
}

/** Deno as npm's package installed it; its launcher script would start one more process. */
function denoPath(): string {
  const fromRoot = createRequire(supabasePath("..", "package.json"));
  const installed = join(
    dirname(fromRoot.resolve("deno/package.json")),
    process.platform === "win32" ? "deno.exe" : "deno",
  );
  if (existsSync(installed)) return installed;
  throw new Error("Deno is not installed: run the install step again (npm start does).");
}

function systemEnvironment(): Record<string, string> {
  const names = ["PATH", "HOME", "TMPDIR", "LANG", "DENO_DIR"];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? ""]])),
  );
}
