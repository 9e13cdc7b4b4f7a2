import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { backoffMs } from "./backoff.ts";
import { Handover } from "./handover.ts";

export interface ChildOptions {
  readonly name: string;
  /** TypeScript file run by this Node. */
  readonly script: string;
  readonly args?: readonly string[];
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** File a killed predecessor may have left in the way, such as its socket. */
  readonly removeBeforeStart?: string;
  /** One line of the child's own output. */
  readonly log: (line: string) => void;
  /** What the people at the terminal should know: "realtime ended (signal SIGKILL), starting it again in 1 s". */
  readonly report: (line: string) => void;
  /** Resolves when the child can serve. */
  readonly isReady: (signal: AbortSignal) => Promise<void>;
  /** Takes a connection that the child gives away, and the message that came with it. */
  readonly onConnection?: (message: object, socket: Socket) => void;
}

/** A supervised Node process: started again with growing pauses whenever it ends by itself. */
export class SupervisedChild {
  private readonly options: ChildOptions;
  private current: ChildProcess | undefined;
  /** There while the child can serve. */
  private handover: Handover | undefined;
  private stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(options: ChildOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  get pid(): number | undefined {
    return this.current?.pid;
  }

  /** Gives the child a connection. @returns false when it cannot take one now; the socket is then still the caller's */
  give(message: object, socket: Socket): boolean {
    return this.handover?.give(message, socket) ?? false;
  }

  /** Starts the child and waits until it can serve. @throws when it ends before that the first time. */
  async start(): Promise<void> {
    this.stopping = new AbortController();
    const first = Promise.withResolvers<void>();
    this.running = this.keepRunning(first);
    await first.promise;
  }

  /** SIGTERM, then SIGKILL after 8 s. */
  async stop(): Promise<void> {
    this.stopping.abort();
    const child = this.current;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
      await new Promise((resolve) => child.once("exit", resolve));
      clearTimeout(timer);
    }
    await this.running;
  }

  private async keepRunning(first: PromiseWithResolvers<void>): Promise<void> {
    const { name, report } = this.options;
    for (let attempt = 0; !this.stopping.signal.aborted; ) {
      const startedAt = Date.now();
      const ended = this.launch();
      const watch = new AbortController();
      const ready = this.options.isReady(watch.signal).then(() => {
        if (this.current !== undefined) this.handover = new Handover(this.current);
        if (attempt > 0) report(`${name} is back`);
        first.resolve();
      });
      const reason = await Promise.race([ended, ready.then(() => ended)]);
      watch.abort();
      await ready.catch(() => {});
      this.handover = undefined;
      first.reject(new Error(`${name} ended while starting (${reason})`));
      if (this.stopping.signal.aborted) return;
      attempt = Date.now() - startedAt > 30_000 ? 1 : attempt + 1;
      const pause = backoffMs(attempt);
      report(`${name} ended (${reason}), starting it again in ${pause / 1000} s`);
      await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => {});
    }
  }

  /** @returns why it ended, once it has */
  private launch(): Promise<string> {
    const { script, args = [], nodeOptions = [], env, log, removeBeforeStart, onConnection } = this.options;
    if (removeBeforeStart !== undefined) rmSync(removeBeforeStart, { force: true });
    const lifeline = join(import.meta.dirname, "lifeline.ts");
    const child = spawn(process.execPath, [...nodeOptions, "--import", lifeline, script, ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Its own process group: Ctrl-C reaches the supervisor alone, which stops the others in order.
      detached: true,
    });
    this.current = child;
    if (onConnection !== undefined) {
      child.on("message", (message, handle) => {
        if (handle instanceof Socket) onConnection(Object(message), handle);
      });
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        for (const line of String(chunk).split("\n")) if (line !== "") log(line);
      });
    }
    return new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`));
    });
  }
}
